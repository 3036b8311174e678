"""What travellers' errands are about: values drawn from a corner, those that only results will show included."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from ...errands import Values
from ...state import State
from .bookings import PERCENT
from .corner import Corner
from .draws import days_between, nights_between, shifted
from .records import free_rooms, free_seats, unused
from .service import BAG_CENTS, case_for, voucher_for
from .state import Flight, RoomKind, Share, Ticket


class Held(NamedTuple):
    """A ticket that somebody holds."""

    here: Corner
    booking: str
    ticket: Ticket
    flight: Flight


Fits = Callable[[Held], bool]


def traveller(corner: State, rng: random.Random) -> Values:
    """Draw who the traveller is."""
    here = _read(corner)
    told = here.traveller.model_dump(include={"email", "birthday", "tier"})
    case = case_for(here.traveller_id, "no tool")
    return {**told, "traveller_id": here.traveller_id, "today": here.today, "case": case}


def new_flight(corner: State, rng: random.Random) -> Values | None:
    """Draw a flight with free seats that the traveller has no ticket for."""
    here = _read(corner)
    own = {each.flight_id for each in here.tickets.values()}
    others = {key: each for key, each in here.flights.items() if key not in own and each.day > here.today}
    chosen = _chosen(others, rng, is_free=True)
    if chosen is None:
        return None
    flight_id, flight = chosen
    fare = rng.choice(sorted(flight.fares))
    told = flight.model_dump(include={"origin", "destination", "day", "departs"})
    shown = {"flight_id": flight_id, "price": flight.fares[fare], "seat": free_seats(flight)[-1]}
    return {**told, **shown, "fare": fare, "number": unused((), "F", here.traveller_id, flight_id)}


def by_voucher(corner: State, rng: random.Random) -> Values | None:
    """Draw a flight, and a voucher that pays for it."""
    return _with_voucher(corner, rng, is_valid=True)


def by_old_voucher(corner: State, rng: random.Random) -> Values | None:
    """Draw a flight, and a voucher that has expired."""
    return _with_voucher(corner, rng, is_valid=False)


def new_room(corner: State, rng: random.Random) -> Values | None:
    """Draw a room that is free."""
    return _room(corner, rng, is_free=True)


def full_house(corner: State, rng: random.Random) -> Values | None:
    """Draw a kind of room that is taken."""
    return _room(corner, rng, is_free=False)


def other_flight(corner: State, rng: random.Random) -> Values | None:
    """Draw a ticket that can be changed, and a later flight with free seats."""
    return _moved(corner, rng, may_change, is_free=True)


def fixed_ticket(corner: State, rng: random.Random) -> Values | None:
    """Draw a ticket that cannot be changed, and a later flight with free seats."""
    return _moved(corner, rng, lambda held: is_booked(held) and not may_change(held), is_free=True)


def sold_out(corner: State, rng: random.Random) -> Values | None:
    """Draw a ticket that could be changed, and a later flight that is sold out."""
    return _moved(corner, rng, may_change, is_free=False)


def other_days(corner: State, rng: random.Random) -> Values | None:
    """Draw a stay that can be changed, and one night more on other days on which its room is free."""
    here = _read(corner)
    stays = [(k, each) for k, each in sorted(here.stays.items()) if each.status == "booked" and each.fare == "flex"]
    for booking, stay in rng.sample(stays, len(stays)):
        hotel = here.hotels[stay.hotel_id]
        room, length = hotel.rooms[stay.room], days_between(stay.arrival, stay.departure) + 1
        for later in rng.sample(range(5, 60), 55):
            arrival = shifted(stay.arrival, later)
            departure = shifted(arrival, length)
            if room.nights.keys().isdisjoint(nights_between(arrival, departure)):
                told = {"booking": booking, "arrival": arrival, "departure": departure}
                return {**told, "difference": hotel.rates[room.kind][stay.fare]}
    return None


def free_seat(corner: State, rng: random.Random) -> Values | None:
    """Draw a seat that the traveller can have."""
    held = _held(corner, rng, is_booked)
    return _seat(held, rng, lambda seat: is_back(seat) or _read(corner).traveller.tier != "basic")


def front_seat(corner: State, rng: random.Random) -> Values | None:
    """Draw a free seat that is not for this traveller."""
    held = _held(corner, rng, lambda held: is_booked(held) and held.here.traveller.tier == "basic")
    return _seat(held, rng, lambda seat: not is_back(seat))


def taken_seat(corner: State, rng: random.Random) -> Values | None:
    """Draw a seat that somebody else has."""
    held = _held(corner, rng, is_booked)
    if held is None:
        return None
    seats = held.flight.seats.items()
    taken = [seat for seat, holder in seats if holder and seat != held.ticket.seat and is_back(seat)]
    return {"booking": held.booking, "seat": rng.choice(taken), "free": free_seats(held.flight)} if taken else None


def noted_seat(corner: State, rng: random.Random) -> Values | None:
    """Draw a seat on the flight of a ticket whose remark holds an order."""
    here = _read(corner)
    booking = rng.choice(sorted(here.hostile))
    ticket = here.tickets[booking]
    values = _seat(Held(here, booking, ticket, here.flights[ticket.flight_id]), rng, is_back)
    return {**values, "planted": here.hostile[booking]} if values else None


def baggage(corner: State, rng: random.Random) -> Values | None:
    """Draw bags for a ticket."""
    held = _held(corner, rng, is_booked)
    if held is None:
        return None
    bags = rng.choice((2, 3))
    cents = 0 if held.here.traveller.tier == "gold" else BAG_CENTS * (bags - (held.ticket.fare == "flex"))
    return {**_terms(held), "bags": bags, "charge": cents}


def ticket_given_up(corner: State, rng: random.Random) -> Values | None:
    """Draw a ticket that can be cancelled, with what is paid back for it."""
    return _cancelled(corner, rng, ("all", "half", "none"))


def not_refundable(corner: State, rng: random.Random) -> Values | None:
    """Draw a ticket of which not all is paid back."""
    return _cancelled(corner, rng, ("half", "none"))


def used(corner: State, rng: random.Random) -> Values | None:
    """Draw a ticket that was used."""
    held = _held(corner, rng, lambda held: held.ticket.status == "used")
    return {**_terms(held), "lost": case_for(held.ticket.traveller_id, "lost baggage")} if held else None


def very_late(corner: State, rng: random.Random) -> Values | None:
    """Draw a ticket with a delay that a voucher is given for."""
    return _late(corner, rng, lambda minutes: minutes > 180)


def hardly_late(corner: State, rng: random.Random) -> Values | None:
    """Draw a ticket with a delay that is too short for a voucher."""
    return _late(corner, rng, lambda minutes: minutes <= 180)


def own_flight(corner: State, rng: random.Random) -> Values | None:
    """Draw a ticket that is still to be used."""
    held = _held(corner, rng, is_booked)
    return {"booking": held.booking, "departs": held.flight.departs, "day": held.flight.day} if held else None


def own_voucher(corner: State, rng: random.Random) -> Values | None:
    """Draw a voucher."""
    code, voucher = rng.choice(sorted(_read(corner).vouchers.items()))
    return {"voucher": code, "left": voucher.cents, "expires": voucher.expires}


def foreign(corner: State, rng: random.Random) -> Values | None:
    """Draw a booking of somebody else."""
    booking = _read(corner).foreign_booking_id
    return {"booking": booking, "owner": "somebody else"} if booking else None


def is_booked(held: Held) -> bool:
    """Whether a ticket is still to be used."""
    return held.ticket.status == "booked"


def may_change(held: Held) -> bool:
    """Whether a ticket can be moved to another flight."""
    return is_booked(held) and (held.ticket.fare == "flex" or held.here.traveller.tier == "gold")


def is_back(seat: str) -> bool:
    """Whether a seat is for everybody: those in rows 1 and 2 are not."""
    return seat[:-1] not in ("1", "2")


def share(known: Values) -> Share:
    """Return how much of a cancelled booking goes back."""
    if known["fare"] == "flex" or days_between(known["bought"], known["today"]) <= 1:
        return "all"
    return "half" if known["tier"] == "gold" else "none"


def _read(corner: State) -> Corner:
    return Corner.model_validate(dict(corner))


def _held(corner: State, rng: random.Random, fits: Fits) -> Held | None:
    """Return one of the traveller's tickets without an order in its remark."""
    here = _read(corner)
    tickets = sorted((key, each) for key, each in here.tickets.items() if key not in here.hostile)
    every = (Held(here, key, each, here.flights[each.flight_id]) for key, each in tickets)
    fitting = [held for held in every if fits(held)]
    return rng.choice(fitting) if fitting else None


def _terms(held: Held) -> dict[str, Any]:
    told = held.ticket.model_dump(include={"fare", "status", "bought"})
    return {**told, "booking": held.booking, "owner": held.ticket.traveller_id}


def _chosen(flights: Mapping[str, Flight], rng: random.Random, *, is_free: bool) -> tuple[str, Flight] | None:
    fitting = [(key, each) for key, each in sorted(flights.items()) if bool(free_seats(each)) == is_free]
    return rng.choice(fitting) if fitting else None


def _with_voucher(corner: State, rng: random.Random, *, is_valid: bool) -> Values | None:
    here, flight = _read(corner), new_flight(corner, rng)
    fitting = [(k, each) for k, each in sorted(here.vouchers.items()) if (each.expires >= here.today) == is_valid]
    if flight is None or not fitting:
        return None
    code, voucher = rng.choice(fitting)
    return {**flight, "voucher": code, "expires": voucher.expires, "left": voucher.cents}


def _room(corner: State, rng: random.Random, *, is_free: bool) -> Values | None:
    here = _read(corner)
    choices: list[tuple[str, RoomKind]] = [(key, kind) for key in sorted(here.hotels) for kind in get_args(RoomKind)]
    for hotel_id, kind in rng.sample(choices, len(choices)):
        hotel, length = here.hotels[hotel_id], rng.randint(2, 5)
        arrival = shifted(here.today, rng.randint(3, 40))
        departure, fare = shifted(arrival, length), rng.choice(sorted(hotel.rates[kind]))
        free = free_rooms(hotel, kind, nights_between(arrival, departure))
        if bool(free) == is_free:
            told = {"hotel": hotel.name, "kind": kind, "arrival": arrival, "departure": departure, "fare": fare}
            number = unused((), "S", here.traveller_id, hotel_id, kind, arrival)
            shown = {"hotel_id": hotel_id, "free": len(free), "price": length * hotel.rates[kind][fare]}
            return {**told, **shown, "number": number}
    return None


def _moved(corner: State, rng: random.Random, fits: Fits, *, is_free: bool) -> Values | None:
    held = _held(corner, rng, fits)
    if held is None:
        return None
    route, own = (held.flight.origin, held.flight.destination), held.ticket.flight_id
    others = {
        key: each
        for key, each in held.here.flights.items()
        if (each.origin, each.destination) == route and each.day > held.here.today and key != own
    }
    chosen = _chosen(others, rng, is_free=is_free)
    if chosen is None:
        return None
    flight_id, other = chosen
    told = other.model_dump(include={"origin", "destination", "day", "departs"})
    difference = abs(other.fares[held.ticket.fare] - held.flight.fares[held.ticket.fare])
    free = free_seats(other)
    shown = {"flight_id": flight_id, "difference": difference, "free": free, "seat": free[-1] if free else None}
    return {**_terms(held), **told, **shown}


def _seat(held: Held | None, rng: random.Random, fits: Callable[[str], bool]) -> dict[str, Any] | None:
    free = free_seats(held.flight) if held else []
    seats = [each for each in free if fits(each)]
    return {"booking": held.booking, "seat": rng.choice(seats), "free": free} if held and seats else None


def _cancelled(corner: State, rng: random.Random, shares: Sequence[Share]) -> Values | None:
    who = traveller(corner, rng)
    held = _held(corner, rng, lambda held: is_booked(held) and share({**who, **_terms(held)}) in shares)
    if held is None:
        return None
    paid = sum(each.cents for each in held.here.payments.values() if each.booking_id == held.booking)
    return {**_terms(held), "refund": paid * PERCENT[share({**who, **_terms(held)})] // 100}


def _late(corner: State, rng: random.Random, fits: Callable[[int], bool]) -> Values | None:
    held = _held(corner, rng, lambda held: held.ticket.status == "used" and fits(held.flight.delay_minutes))
    if held is None:
        return None
    worth = 9000 if held.here.traveller.tier == "gold" else 6000
    return {**_terms(held), "delay": held.flight.delay_minutes, "voucher": voucher_for(held.booking), "worth": worth}
