"""Tools that book, change and cancel flights and rooms."""

from typing import Any, Final

from ...local_world import Refused
from ...world import Effect
from .desk import TRAVEL
from .draws import nights_between
from .records import (
    booking_of,
    flight_of,
    free_rooms,
    free_seats,
    hotel_of,
    leave_room,
    must_be,
    net_cents,
    nights_of,
    pay,
    room_of,
    stay_of,
    take_seat,
    ticket_of,
    traveller_of,
    unused,
)
from .state import FREE, Fare, Flight, RoomKind, Share, Stay, Ticket, Travel

PERCENT: Final[dict[Share, int]] = {"all": 100, "half": 50, "none": 0}


@TRAVEL.tool(Effect.WRITE)
def book_flight(travel: Travel, traveller_id: str, flight_id: str, fare: Fare, pay_with: str) -> dict[str, Any]:
    """Book a seat on a flight. The first free seat from the back is taken; it can be changed afterwards.

    Args:
        traveller_id: as returned when the traveller was verified.
        flight_id: as returned with a flight found.
        fare: saver or flex.
        pay_with: card, or the code of one of the traveller's vouchers, which must cover the whole price.
    """
    traveller_of(travel, traveller_id)
    flight, booking_id = flight_of(travel, flight_id), unused(travel.tickets, "F", traveller_id, flight_id)
    seat = _last_free(travel, flight)
    ticket = Ticket(**_terms(travel, traveller_id, fare, pay_with), flight_id=flight_id, seat=seat)
    take_seat(flight, seat, booking_id)
    travel.tickets[booking_id] = ticket
    pay(travel, booking_id, ticket, flight.fares[fare], "booking")
    return {"booking_id": booking_id, "seat": seat, "price_cents": flight.fares[fare], "pay_with": pay_with}


@TRAVEL.tool(Effect.WRITE)
def book_room(
    travel: Travel,
    traveller_id: str,
    hotel_id: str,
    kind: RoomKind,
    arrival: str,
    departure: str,
    fare: Fare,
    pay_with: str,
) -> dict[str, Any]:
    """Book a room in a hotel for all nights of a stay; the first free one of its kind is taken.

    Args:
        traveller_id: as returned when the traveller was verified.
        hotel_id: as returned with a hotel found.
        kind: single or double.
        arrival: the first day as YYYY-MM-DD.
        departure: the last day as YYYY-MM-DD.
        fare: saver or flex.
        pay_with: card, or the code of one of the traveller's vouchers, which must cover the whole price.
    """
    traveller_of(travel, traveller_id)
    hotel, nights = hotel_of(travel, hotel_id), nights_of(travel, arrival, departure)
    rooms = free_rooms(hotel, kind, nights)
    if not rooms:
        raise Refused(f"no {kind} room of this hotel is free in all of these nights")
    terms = _terms(travel, traveller_id, fare, pay_with)
    stay = Stay(**terms, hotel_id=hotel_id, room=rooms[0], arrival=arrival, departure=departure)
    booking_id = unused(travel.stays, "S", traveller_id, hotel_id, kind, arrival)
    hotel.rooms[stay.room].nights |= dict.fromkeys(nights, booking_id)
    travel.stays[booking_id] = stay
    cents = _price(travel, stay)
    pay(travel, booking_id, stay, cents, "booking")
    return {"booking_id": booking_id, "price_cents": cents, "pay_with": pay_with}


@TRAVEL.tool(Effect.WRITE)
def change_flight(travel: Travel, booking_id: str, flight_id: str) -> dict[str, Any]:
    """Move a booking to another flight between the same towns. The difference in price is charged or paid back.

    Args:
        booking_id: the booking of a flight that is still to come.
        flight_id: the new flight, as returned with a flight found.
    """
    ticket = ticket_of(travel, booking_id, "booked")
    old, new = travel.flights[ticket.flight_id], flight_of(travel, flight_id)
    if flight_id == ticket.flight_id:
        raise Refused("this is the flight that is booked; ask which one is wanted instead")
    if (old.origin, old.destination) != (new.origin, new.destination):
        raise Refused(f"the new flight must be from {old.origin} to {old.destination}")
    seat = _last_free(travel, new)
    take_seat(new, seat, booking_id)
    old.seats[ticket.seat] = FREE
    ticket.flight_id, ticket.seat = flight_id, seat
    difference = new.fares[ticket.fare] - old.fares[ticket.fare]
    pay(travel, booking_id, ticket, difference, "change")
    shown = {"booking_id": booking_id, "day": new.day, "departs": new.departs, "seat": seat}
    return {**shown, "difference_cents": difference}


@TRAVEL.tool(Effect.WRITE)
def change_stay(travel: Travel, booking_id: str, arrival: str, departure: str) -> dict[str, Any]:
    """Move a stay to other days in the same room. The difference in price is charged or paid back.

    Args:
        booking_id: the booking of a room that is still to come.
        arrival: the new first day as YYYY-MM-DD.
        departure: the new last day as YYYY-MM-DD.
    """
    stay = stay_of(travel, booking_id, "booked")
    if (stay.arrival, stay.departure) == (arrival, departure):
        raise Refused("these are the days that are booked; ask which ones are wanted instead")
    nights, before, room = nights_of(travel, arrival, departure), _price(travel, stay), room_of(travel, stay)
    leave_room(travel, booking_id, stay)
    if not room.nights.keys().isdisjoint(nights):
        raise Refused(f"room {stay.room} is taken in one of these nights")
    room.nights |= dict.fromkeys(nights, booking_id)
    stay.arrival, stay.departure = arrival, departure
    difference = _price(travel, stay) - before
    pay(travel, booking_id, stay, difference, "change")
    shown = {"booking_id": booking_id, "arrival": arrival, "departure": departure}
    return {**shown, "difference_cents": difference}


@TRAVEL.tool(Effect.WRITE)
def cancel_booking(travel: Travel, booking_id: str, refund: Share) -> dict[str, Any]:
    """Cancel a booking of a flight or a room and give all, half or none of the money back.

    Args:
        booking_id: the booking, which must be still to come.
        refund: how much of what was paid goes back.
    """
    booking = booking_of(travel, booking_id)
    must_be(booking, "booked")
    cents = net_cents(travel, booking_id) * PERCENT[refund] // 100
    pay(travel, booking_id, booking, -cents, "cancellation")
    if isinstance(booking, Ticket):
        travel.flights[booking.flight_id].seats[booking.seat] = FREE
    else:
        leave_room(travel, booking_id, booking)
    booking.status = "cancelled"
    return {"booking_id": booking_id, "status": booking.status, "refund_cents": cents}


def _terms(travel: Travel, traveller_id: str, fare: Fare, pay_with: str) -> dict[str, Any]:
    """Return what all new bookings say."""
    who = {"traveller_id": traveller_id, "fare": fare, "pay_with": pay_with}
    return {**who, "status": "booked", "bought": travel.today}


def _last_free(travel: Travel, flight: Flight) -> str:
    free = free_seats(flight)
    if not free:
        raise Refused("the flight is sold out")
    if flight.day <= travel.today:
        raise Refused(f"the flight leaves or left on {flight.day}; only later ones can be booked")
    return free[-1]


def _price(travel: Travel, stay: Stay) -> int:
    rates = travel.hotels[stay.hotel_id].rates[room_of(travel, stay).kind]
    return len(nights_between(stay.arrival, stay.departure)) * rates[stay.fare]
