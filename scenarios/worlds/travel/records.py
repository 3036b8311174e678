"""Finding records by id, new ids, and the ways in which money moves and seats and nights change hands."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from ....runtime.identity import digest
from ...local_world import Refused
from .draws import nights_between
from .state import CARD, FREE, Cause, Flight, Hotel, Payment, Room, RoomKind, Stay, Ticket, Travel, Traveller, Voucher

T = TypeVar("T")


def id_for(prefix: str, *parts: str) -> str:
    """Return the id of a new record: it follows from what it is about, so the order of other calls does not matter."""
    return f"{prefix}{int(digest(prefix, *parts), 16) % 10**8:08d}"


def unused(table: Iterable[str], prefix: str, *parts: str) -> str:
    """Return the first id for these parts that is in no row: the same thing can be booked again."""
    taken, again = set(table), 0
    while (found := id_for(prefix, *parts, str(again))) in taken:
        again += 1
    return found


def traveller_of(travel: Travel, traveller_id: str) -> Traveller:
    """Return a traveller."""
    return _found(travel.travellers, traveller_id, "traveller", "verifying a traveller returns the id")


def flight_of(travel: Travel, flight_id: str) -> Flight:
    """Return a flight."""
    return _found(travel.flights, flight_id, "flight", "searching flights returns their ids")


def hotel_of(travel: Travel, hotel_id: str) -> Hotel:
    """Return a hotel."""
    return _found(travel.hotels, hotel_id, "hotel", "searching rooms returns the ids of hotels")


def booking_of(travel: Travel, booking_id: str) -> Ticket | Stay:
    """Return a ticket or a stay."""
    bookings: dict[str, Ticket | Stay] = {**travel.tickets, **travel.stays}
    return _found(bookings, booking_id, "booking", "the account lists all bookings of a traveller")


def ticket_of(travel: Travel, booking_id: str, *statuses: str) -> Ticket:
    """Return a ticket that has one of these statuses."""
    ticket = booking_of(travel, booking_id)
    if not isinstance(ticket, Ticket):
        raise Refused(f"{booking_id} is a hotel booking; this is for flights only")
    must_be(ticket, *statuses)
    return ticket


def stay_of(travel: Travel, booking_id: str, *statuses: str) -> Stay:
    """Return a stay that has one of these statuses."""
    stay = booking_of(travel, booking_id)
    if not isinstance(stay, Stay):
        raise Refused(f"{booking_id} is a flight booking; this is for rooms only")
    must_be(stay, *statuses)
    return stay


def must_be(booking: Ticket | Stay, *statuses: str) -> None:
    """Refuse what a booking's status does not allow."""
    if booking.status not in statuses:
        raise Refused(f"the booking is {booking.status}; this is possible only while it is {' or '.join(statuses)}")


def net_cents(travel: Travel, booking_id: str) -> int:
    """Return what was taken for a booking and not given back."""
    return sum(each.cents for each in travel.payments.values() if each.booking_id == booking_id)


def pay(travel: Travel, booking_id: str, booking: Ticket | Stay, cents: int, cause: Cause) -> None:
    """Take money for a booking in its way to pay; a negative amount goes back there, never more than was taken."""
    if not cents:
        return
    if -cents > net_cents(travel, booking_id):
        raise Refused(f"only {net_cents(travel, booking_id)} cents of this booking can be given back")
    if booking.pay_with != CARD:
        _use(travel, booking, cents)
    key = unused(travel.payments, "P", booking_id, cause)
    travel.payments[key] = Payment(booking_id=booking_id, pay_with=booking.pay_with, cents=cents, cause=cause)


def _use(travel: Travel, booking: Ticket | Stay, cents: int) -> None:
    voucher: Voucher = _found(travel.vouchers, booking.pay_with, "voucher", "say card or the code of a voucher")
    if voucher.traveller_id != booking.traveller_id:
        raise Refused("this voucher is somebody else's")
    if cents > 0 and voucher.expires < travel.today:
        raise Refused(f"the voucher expired on {voucher.expires}")
    if cents > voucher.cents:
        raise Refused(f"the voucher holds {voucher.cents} cents, {cents} are needed; it pays for all or nothing")
    voucher.cents -= cents


def take_seat(flight: Flight, seat: str, ticket_id: str) -> None:
    """Give a free seat to a ticket."""
    if seat not in flight.seats:
        raise Refused(f"there is no seat {seat!r} on this flight")
    if flight.seats[seat] != FREE:
        raise Refused(f"seat {seat} is taken; free are: {', '.join(free_seats(flight)) or 'none'}")
    flight.seats[seat] = ticket_id


def free_seats(flight: Flight) -> list[str]:
    """Return the seats that nobody holds, from the front to the back."""
    free = (seat for seat, holder in flight.seats.items() if holder == FREE)
    return sorted(free, key=lambda seat: (int(seat[:-1]), seat))


def free_rooms(hotel: Hotel, kind: RoomKind, nights: Iterable[str]) -> list[str]:
    """Return the rooms of a kind that nobody holds in these nights, by number."""
    rooms = (number for number, room in hotel.rooms.items() if room.kind == kind)
    return sorted(number for number in rooms if hotel.rooms[number].nights.keys().isdisjoint(nights))


def nights_of(travel: Travel, arrival: str, departure: str) -> list[str]:
    """Return the nights of a stay that can be had: one or more, none in the past."""
    nights = nights_between(day_in(arrival).isoformat(), day_in(departure).isoformat())
    if not 1 <= len(nights) <= 30:
        raise Refused("the departure must be 1 to 30 days after the arrival")
    if arrival < travel.today:
        raise Refused(f"the arrival is in the past; today is {travel.today}")
    return nights


def room_of(travel: Travel, stay: Stay) -> Room:
    """Return the room of a stay."""
    return travel.hotels[stay.hotel_id].rooms[stay.room]


def leave_room(travel: Travel, stay_id: str, stay: Stay) -> None:
    """Free the nights of a stay."""
    room = room_of(travel, stay)
    room.nights = {night: holder for night, holder in room.nights.items() if holder != stay_id}


def day_in(text: str) -> date:
    """Return the day that a text names."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise Refused(f"{text!r} is no day; write it as YYYY-MM-DD")
    return day


def _found(table: Mapping[str, T], key: str, noun: str, hint: str) -> T:
    if key not in table:
        raise Refused(f"there is no {noun} {key!r}; {hint}")
    return table[key]
