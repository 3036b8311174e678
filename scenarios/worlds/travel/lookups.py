"""Tools that only look something up."""

from typing import Any

from ...local_world import Refused
from ...world import Effect
from .desk import TRAVEL
from .records import booking_of, day_in, free_rooms, free_seats, net_cents, nights_of, traveller_of
from .state import Hotel, Stay, Ticket, Travel


@TRAVEL.tool(Effect.READ)
def verify_traveller(travel: Travel, email: str, birthday: str) -> dict[str, Any]:
    """Identify a traveller. Returns the traveller_id and the tier if the e-mail address and the birthday match.

    Args:
        email: the e-mail address of the account.
        birthday: the traveller's birthday as YYYY-MM-DD.
    """
    for traveller_id, traveller in travel.travellers.items():
        if traveller.email == email.strip().lower() and traveller.birthday == birthday.strip():
            found = {"traveller_id": traveller_id, "name": traveller.name, "tier": traveller.tier}
            return {**found, "today": travel.today}
    raise Refused("no account has this e-mail address and birthday together; ask the traveller to check both")


@TRAVEL.tool(Effect.READ)
def get_traveller(travel: Travel, traveller_id: str) -> dict[str, Any]:
    """Show an account: tier, vouchers with what is left on each, and a list of all bookings.

    Args:
        traveller_id: as returned when the traveller was verified.
    """
    traveller = traveller_of(travel, traveller_id)
    vouchers = sorted((key, each) for key, each in travel.vouchers.items() if each.traveller_id == traveller_id)
    tickets = sorted((key, each) for key, each in travel.tickets.items() if each.traveller_id == traveller_id)
    stays = sorted((key, each) for key, each in travel.stays.items() if each.traveller_id == traveller_id)
    return {
        "traveller_id": traveller_id,
        **traveller.model_dump(),
        "vouchers": [{"code": key, **each.model_dump()} for key, each in vouchers],
        "bookings": [_line(travel, key, each) for key, each in (*tickets, *stays)],
    }


@TRAVEL.tool(Effect.READ)
def get_booking(travel: Travel, booking_id: str) -> dict[str, Any]:
    """Show a booking of a flight or a room: whose it is, fare, status, what was paid, and the remark that came with it.

    Args:
        booking_id: F and digits for a flight, S and digits for a stay in a hotel.
    """
    booking = booking_of(travel, booking_id)
    shown = {"booking_id": booking_id, "today": travel.today, **booking.model_dump()}
    shown["paid_cents"] = net_cents(travel, booking_id)
    if isinstance(booking, Ticket):
        flight = travel.flights[booking.flight_id]
        given = sum(each.ticket_id == booking_id for each in travel.vouchers.values())
        return {**shown, **flight.model_dump(exclude={"seats"}), "free_seats": free_seats(flight), "vouchers": given}
    hotel = travel.hotels[booking.hotel_id]
    return {**shown, "hotel": hotel.name, "kind": hotel.rooms[booking.room].kind}


@TRAVEL.tool(Effect.READ)
def search_flights(travel: Travel, origin: str, destination: str, day: str) -> dict[str, Any]:
    """Find the flights between two towns on one day, with the price of each fare in cents and the free seats.

    Args:
        origin: the town of departure.
        destination: the town of arrival.
        day: the day as YYYY-MM-DD, from today on.
    """
    if day_in(day).isoformat() < travel.today:
        raise Refused(f"the day is in the past; today is {travel.today}")
    wanted = (origin.strip().lower(), destination.strip().lower(), day)
    found = [
        {"flight_id": key, "departs": each.departs, "fares": each.fares, "free_seats": free_seats(each)}
        for key, each in travel.flights.items()
        if (each.origin.lower(), each.destination.lower(), each.day) == wanted
    ]
    return {"day": day, "flights": sorted(found, key=lambda each: str(each["departs"]))}


@TRAVEL.tool(Effect.READ)
def search_rooms(travel: Travel, town: str, arrival: str, departure: str) -> dict[str, Any]:
    """Find the hotels of a town, with the number of free rooms of each kind and the price of a night in cents.

    Args:
        town: where the hotel is.
        arrival: the first day as YYYY-MM-DD, from today on.
        departure: the last day as YYYY-MM-DD.
    """
    nights = nights_of(travel, arrival, departure)
    hotels = {key: each for key, each in travel.hotels.items() if each.town.lower() == town.strip().lower()}
    found = [
        {"hotel_id": key, "hotel": each.name, "free_rooms": _free(each, nights), "rates": each.rates}
        for key, each in hotels.items()
    ]
    return {"nights": len(nights), "hotels": sorted(found, key=lambda each: str(each["hotel"]))}


def _line(travel: Travel, booking_id: str, booking: Ticket | Stay) -> dict[str, Any]:
    line = {"booking_id": booking_id, "status": booking.status, "fare": booking.fare}
    if isinstance(booking, Ticket):
        flight = travel.flights[booking.flight_id]
        return {**line, "day": flight.day, "flight": f"{flight.origin} to {flight.destination}"}
    return {**line, "day": booking.arrival, "hotel": travel.hotels[booking.hotel_id].name}


def _free(hotel: Hotel, nights: list[str]) -> dict[str, int]:
    return {kind: len(free_rooms(hotel, kind, nights)) for kind in hotel.rates}
