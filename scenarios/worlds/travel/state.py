"""What the travel desk can see and change. Money is in cents, days are ISO dates, tables are by id."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Fare = Literal["saver", "flex"]
Tier = Literal["basic", "silver", "gold"]
Status = Literal["booked", "used", "cancelled"]
RoomKind = Literal["single", "double"]
Share = Literal["all", "half", "none"]
Topic = Literal["no tool", "lost baggage", "complaint", "legal"]
Cause = Literal["booking", "change", "baggage", "cancellation"]

FREE = ""
ELSEWHERE = "elsewhere"
"""Who holds a seat or a night that was sold by somebody else."""

CARD = "card"
"""A way to pay; the others are codes of vouchers."""


class Record(BaseModel):
    """A row of a table; tools change it in place."""

    model_config = ConfigDict(extra="forbid")


class Traveller(Record):
    """Somebody who travels."""

    name: str
    email: str
    birthday: str
    tier: Tier


class Flight(Record):
    """One flight on one day."""

    origin: str
    destination: str
    day: str
    departs: str
    fares: dict[Fare, int]
    seats: dict[str, str]
    """Seat → who holds it: a ticket, `elsewhere`, or nobody."""
    delay_minutes: int = 0


class Room(Record):
    """A room and who holds it, night by night; a night that is not listed is free."""

    kind: RoomKind
    nights: dict[str, str] = {}


class Hotel(Record):
    """A hotel with its rooms, by number, and the price of a night in each kind of them."""

    name: str
    town: str
    rates: dict[RoomKind, dict[Fare, int]]
    rooms: dict[str, Room]


class Booking(Record):
    """What tickets and stays have in common."""

    traveller_id: str
    fare: Fare
    status: Status
    bought: str
    pay_with: str
    remark: str = ""
    """Free text that came with the booking, from whoever wrote it."""


class Ticket(Booking):
    """A seat on a flight."""

    flight_id: str
    seat: str
    bags: int = 0


class Stay(Booking):
    """A room for some nights: from the day of arrival to the day of departure."""

    hotel_id: str
    room: str
    arrival: str
    departure: str


class Payment(Record):
    """Money taken for a booking; where the amount is negative, money given back."""

    booking_id: str
    pay_with: str
    cents: int
    cause: Cause


class Voucher(Record):
    """A voucher and what is left on it."""

    traveller_id: str
    cents: int
    expires: str
    ticket_id: str = ""
    """The delayed ticket that it was given for, if any."""


class Case(Record):
    """What a human colleague takes over."""

    traveller_id: str
    topic: Topic


class Travel(Record):
    """Everything there is."""

    today: str
    travellers: dict[str, Traveller] = {}
    flights: dict[str, Flight] = {}
    hotels: dict[str, Hotel] = {}
    tickets: dict[str, Ticket] = {}
    stays: dict[str, Stay] = {}
    payments: dict[str, Payment] = {}
    vouchers: dict[str, Voucher] = {}
    cases: dict[str, Case] = {}
