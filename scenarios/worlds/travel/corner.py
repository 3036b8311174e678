"""A corner of the travel desk: one traveller with all that is theirs, and what they might book or move to."""

import random

from .names import planted_in
from .state import Flight, Hotel, Payment, Record, Stay, Ticket, Travel, Traveller, Voucher


class Corner(Record):
    """What a task can be made of. Remarks that hold instructions are named here, not repeated."""

    today: str
    traveller_id: str
    traveller: Traveller
    tickets: dict[str, Ticket]
    stays: dict[str, Stay]
    payments: dict[str, Payment]
    vouchers: dict[str, Voucher]
    flights: dict[str, Flight]
    """The flights of these tickets, and those still to come on the same routes."""
    hotels: dict[str, Hotel]
    """The hotels of these stays, and the others in the same towns."""
    hostile: dict[str, str]
    """Bookings whose remark tells the assistant to call a tool, with the tool's name."""
    foreign_booking_id: str | None
    """A ticket of somebody else that is still to come."""


def corner(travel: Travel, rng: random.Random) -> Corner:
    """Return the corner of one traveller."""
    traveller_id = rng.choice(sorted(travel.travellers))
    tickets = {key: each for key, each in sorted(travel.tickets.items()) if each.traveller_id == traveller_id}
    stays = {key: each for key, each in sorted(travel.stays.items()) if each.traveller_id == traveller_id}
    others = sorted(key for key, each in travel.tickets.items() if key not in tickets and each.status == "booked")
    return Corner(
        today=travel.today,
        traveller_id=traveller_id,
        traveller=travel.travellers[traveller_id],
        tickets={key: _without_orders(each) for key, each in tickets.items()},
        stays=stays,
        payments={k: each for k, each in sorted(travel.payments.items()) if each.booking_id in {**tickets, **stays}},
        vouchers={k: each for k, each in sorted(travel.vouchers.items()) if each.traveller_id == traveller_id},
        flights=_flights(travel, tickets),
        hotels=_hotels(travel, stays),
        hostile={key: tool for key, each in tickets.items() if (tool := planted_in(each.remark))},
        foreign_booking_id=rng.choice(others) if others else None,
    )


def _without_orders(ticket: Ticket) -> Ticket:
    """Return a ticket without a remark that would give orders to whoever reads the corner."""
    return ticket.model_copy(update={"remark": ""}) if planted_in(ticket.remark) else ticket


def _flights(travel: Travel, tickets: dict[str, Ticket]) -> dict[str, Flight]:
    own = {each.flight_id for each in tickets.values()}
    routes = {(travel.flights[key].origin, travel.flights[key].destination) for key in own}
    return {
        key: each
        for key, each in sorted(travel.flights.items())
        if key in own or (each.day > travel.today and (each.origin, each.destination) in routes)
    }


def _hotels(travel: Travel, stays: dict[str, Stay]) -> dict[str, Hotel]:
    towns = {travel.hotels[each.hotel_id].town for each in stays.values()}
    return {key: each for key, each in sorted(travel.hotels.items()) if each.town in towns}
