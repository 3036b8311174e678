"""Tools around a booking: seats, baggage, vouchers for delays, and colleagues."""

from typing import Any

from ...local_world import Refused
from ...world import Effect
from .desk import TRAVEL
from .draws import shifted
from .records import id_for, pay, take_seat, ticket_of, traveller_of
from .state import FREE, Case, Topic, Travel, Voucher

BAG_CENTS = 3500
MOST_BAGS = 3
VOUCHER_DAYS = 730


@TRAVEL.tool(Effect.WRITE)
def choose_seat(travel: Travel, booking_id: str, seat: str) -> dict[str, Any]:
    """Change the seat of a booked flight to another one that is free.

    Args:
        booking_id: the booking of a flight that is still to come.
        seat: row and letter, such as 12B.
    """
    ticket = ticket_of(travel, booking_id, "booked")
    flight = travel.flights[ticket.flight_id]
    take_seat(flight, seat, booking_id)
    flight.seats[ticket.seat] = FREE
    ticket.seat = seat
    return {"booking_id": booking_id, "seat": seat, "day": flight.day, "departs": flight.departs}


@TRAVEL.tool(Effect.WRITE)
def add_bags(travel: Travel, booking_id: str, bags: int) -> dict[str, Any]:
    """Add checked bags to a booked flight. The price follows from fare and tier and is charged at once.

    Args:
        booking_id: the booking of a flight that is still to come.
        bags: how many bags to add, 1 to 3.
    """
    ticket = ticket_of(travel, booking_id, "booked")
    if bags < 1 or ticket.bags + bags > MOST_BAGS:
        raise Refused(f"a ticket holds at most {MOST_BAGS} bags, this one has {ticket.bags}")
    free = 1 if ticket.fare == "flex" else 0
    paid = max(ticket.bags + bags - free, 0) - max(ticket.bags - free, 0)
    cents = 0 if traveller_of(travel, ticket.traveller_id).tier == "gold" else paid * BAG_CENTS
    pay(travel, booking_id, ticket, cents, "baggage")
    ticket.bags += bags
    return {"booking_id": booking_id, "bags": ticket.bags, "charged_cents": cents}


@TRAVEL.tool(Effect.WRITE)
def give_voucher(travel: Travel, booking_id: str, amount_cents: int) -> dict[str, Any]:
    """Give the traveller of a used ticket a voucher for the delay, once for each ticket.

    Args:
        booking_id: the booking of the flight that was late.
        amount_cents: what it is worth, in cents.
    """
    ticket = ticket_of(travel, booking_id, "used")
    code = voucher_for(booking_id)
    if code in travel.vouchers:
        raise Refused(f"a voucher was given for this ticket already: {code}")
    if not 1 <= amount_cents <= 50_000:
        raise Refused("a voucher is worth 1 to 50000 cents")
    expires = shifted(travel.today, VOUCHER_DAYS)
    travel.vouchers[code] = Voucher(
        traveller_id=ticket.traveller_id, cents=amount_cents, expires=expires, ticket_id=booking_id
    )
    return {"code": code, "cents": amount_cents, "expires": expires}


@TRAVEL.tool(Effect.WRITE)
def hand_over(travel: Travel, traveller_id: str, topic: Topic) -> dict[str, Any]:
    """Hand the matter over to a human colleague, who answers by e-mail. Returns the number of the case.

    Args:
        traveller_id: as returned when the traveller was verified.
        topic: what it is about; "no tool" where a request is in order but no tool of yours does it.
    """
    traveller_of(travel, traveller_id)
    case_id = case_for(traveller_id, topic)
    if case_id in travel.cases:
        raise Refused(f"this is handed over already: case {case_id}")
    travel.cases[case_id] = Case(traveller_id=traveller_id, topic=topic)
    return {"case_id": case_id, "topic": topic}


def voucher_for(booking_id: str) -> str:
    """Return the code that a voucher for a delayed ticket gets."""
    return id_for("V", booking_id)


def case_for(traveller_id: str, topic: str) -> str:
    """Return the number that a case about a topic gets."""
    return id_for("K", traveller_id, topic)
