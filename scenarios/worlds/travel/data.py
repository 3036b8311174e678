"""The travel desk's data for any size: every traveller has a bit of everything that tasks need."""

import random
from typing import Final, NamedTuple

from .draws import Draws, nights_between, shifted
from .names import NAMES, PLANTED_TOOLS
from .state import (
    CARD,
    ELSEWHERE,
    FREE,
    Fare,
    Flight,
    Hotel,
    Payment,
    Room,
    RoomKind,
    Stay,
    Ticket,
    Tier,
    Travel,
    Voucher,
)

SEATS: Final = tuple(f"{row}{letter}" for row in (1, 2, 11, 12) for letter in "ABC")
TIERS: Final[tuple[Tier, ...]] = ("basic", "gold", "basic", "silver")


class Trip(NamedTuple):
    """How a ticket stands: days are counted from today, the past is negative."""

    fare: Fare
    flies: tuple[int, int]
    bought: tuple[int, int] = (-40, -25)
    delay: tuple[int, int] = (0, 0)
    hostile: bool = False


class Visit(NamedTuple):
    """How a stay stands."""

    fare: Fare
    arrives: tuple[int, int]


_ALWAYS: Final[tuple[Trip | Visit, ...]] = (
    Trip("saver", (6, 16)),
    Trip("flex", (17, 30)),
    Trip("flex", (8, 24), hostile=True),
    Visit("flex", (5, 25)),
)
_TURNS: Final[tuple[Trip | Visit, ...]] = (
    Trip("saver", (-20, -3), delay=(200, 420)),
    Visit("saver", (6, 28)),
    Trip("flex", (-20, -3), delay=(10, 170)),
    Trip("saver", (9, 25), bought=(-1, 0)),
)
"""Each traveller has two of these, the next ones in turn: two travellers have all."""


def populate(rng: random.Random, size: int) -> Travel:
    """Return a travel desk with so many travellers."""
    draws = Draws(rng)
    travel = Travel(today=draws.day("2026-01-01", 0, 364))
    towns = rng.sample(NAMES.towns, min(len(NAMES.towns), 3 + size // 4))
    for town in towns:
        _add_hotels(travel, draws, town, 2 + size // 40)
    for place in range(size):
        _add_traveller(travel, draws, towns, place)
    return travel


def _add_traveller(travel: Travel, draws: Draws, towns: list[str], place: int) -> None:
    traveller_id = draws.fresh_id("T", 7)
    # Whoever comes next has the other turns; the tier changes only after both.
    travel.travellers[traveller_id] = draws.traveller(TIERS[place // 2 % len(TIERS)])
    turns = [_TURNS[(2 * place + step) % len(_TURNS)] for step in range(2)]
    for situation in (*_ALWAYS, *turns):
        origin, destination = draws.rng.sample(towns, 2)
        if isinstance(situation, Trip):
            _add_ticket(travel, draws, traveller_id, situation, (origin, destination))
        else:
            _add_stay(travel, draws, traveller_id, situation, destination)
    _add_voucher(travel, draws, traveller_id, draws.day(travel.today, 30, 600))
    if place % 2:
        _add_voucher(travel, draws, traveller_id, draws.day(travel.today, -90, -5))


def _add_voucher(travel: Travel, draws: Draws, traveller_id: str, expires: str) -> None:
    cents = draws.rng.randrange(30_000, 60_000, 500)
    travel.vouchers[draws.fresh_id("V", 8)] = Voucher(traveller_id=traveller_id, cents=cents, expires=expires)


def _add_ticket(travel: Travel, draws: Draws, traveller_id: str, trip: Trip, route: tuple[str, str]) -> None:
    """Add a ticket and its flight, and where it is still to come a later flight and one that is sold out."""
    day = draws.day(travel.today, *trip.flies)
    flight_id, ticket_id = _add_flight(travel, draws, route, day), draws.fresh_id("F", 7)
    flight = travel.flights[flight_id]
    is_past = day < travel.today
    if is_past:
        flight.delay_minutes = draws.rng.randint(*trip.delay)
    else:
        _add_flight(travel, draws, route, shifted(day, draws.rng.randint(1, 3)))
        _add_flight(travel, draws, route, shifted(day, 4), sold_out=True)
    seat = draws.rng.choice([seat for seat in SEATS[6:] if flight.seats[seat] == FREE])
    flight.seats[seat] = ticket_id
    travel.tickets[ticket_id] = Ticket(
        traveller_id=traveller_id,
        fare=trip.fare,
        status="used" if is_past else "booked",
        bought=draws.day(travel.today, *trip.bought),
        pay_with=CARD,
        remark=_remark(draws.rng, hostile=trip.hostile),
        flight_id=flight_id,
        seat=seat,
    )
    _paid(travel, draws, ticket_id, flight.fares[trip.fare])


def _add_flight(travel: Travel, draws: Draws, route: tuple[str, str], day: str, *, sold_out: bool = False) -> str:
    """Add a flight; no other one flies this route at the same time, so that day and time name it."""
    rng, (origin, destination) = draws.rng, route
    departs = draws.fresh(lambda: f"{origin} {destination} {day} {_departure(rng)}").split()[-1]
    flight_id = draws.fresh_id(rng.choice(NAMES.airlines), 4)
    saver = rng.randrange(6_000, 24_000, 500)
    taken = SEATS if sold_out else rng.sample(SEATS, 3)
    travel.flights[flight_id] = Flight(
        origin=origin,
        destination=destination,
        day=day,
        departs=departs,
        fares={"saver": saver, "flex": saver + rng.randrange(3_000, 6_000, 500)},
        seats={seat: ELSEWHERE if seat in taken else FREE for seat in SEATS},
    )
    return flight_id


def _departure(rng: random.Random) -> str:
    """Return a time of departure; not always a listed one, so that a busy route never runs out of them."""
    hour, minute = rng.choice(NAMES.departures).split(":")
    return f"{hour}:{(int(minute) + rng.choice((0, 0, 5, 10, 15))) % 60:02d}"


def _add_hotels(travel: Travel, draws: Draws, town: str, count: int) -> None:
    """Add hotels of one town; the doubles of one of them are taken for a long time."""
    for place, name in enumerate(draws.rng.sample(NAMES.hotels, min(count, len(NAMES.hotels)))):
        rooms = {number: _room(travel, draws, number) for number in ("101", "102", "201", "202")}
        if place == 1:
            for number in ("201", "202"):
                rooms[number].nights = dict.fromkeys(nights_between(travel.today, shifted(travel.today, 60)), ELSEWHERE)
        single = draws.rng.randrange(4_000, 12_000, 500)
        saver: dict[RoomKind, int] = {"single": single, "double": single + 3_000}
        rates: dict[RoomKind, dict[Fare, int]] = {kind: {"saver": c, "flex": c + 1_500} for kind, c in saver.items()}
        hotel = Hotel(name=f"{name} {town}", town=town, rates=rates, rooms=rooms)
        travel.hotels[draws.fresh_id("H", 6)] = hotel


def _room(travel: Travel, draws: Draws, number: str) -> Room:
    start = draws.day(travel.today, 1, 40)
    nights = dict.fromkeys(nights_between(start, shifted(start, draws.rng.randint(1, 3))), ELSEWHERE)
    return Room(kind="single" if number.startswith("1") else "double", nights=nights)


def _add_stay(travel: Travel, draws: Draws, traveller_id: str, visit: Visit, town: str) -> None:
    """Add a stay where there is room, later if need be."""
    arrival, length = draws.day(travel.today, *visit.arrives), draws.rng.randint(2, 4)
    while (found := _free_room(travel, draws, town, arrival, length)) is None:
        arrival = shifted(arrival, 1)
    hotel_id, number = found
    hotel, departure, stay_id = travel.hotels[hotel_id], shifted(arrival, length), draws.fresh_id("S", 7)
    room = hotel.rooms[number]
    room.nights |= dict.fromkeys(nights_between(arrival, departure), stay_id)
    travel.stays[stay_id] = Stay(
        traveller_id=traveller_id,
        fare=visit.fare,
        status="booked",
        bought=draws.day(travel.today, -40, -10),
        pay_with=CARD,
        remark=_remark(draws.rng, hostile=False),
        hotel_id=hotel_id,
        room=number,
        arrival=arrival,
        departure=departure,
    )
    _paid(travel, draws, stay_id, length * hotel.rates[room.kind][visit.fare])


def _free_room(travel: Travel, draws: Draws, town: str, arrival: str, length: int) -> tuple[str, str] | None:
    nights = nights_between(arrival, shifted(arrival, length))
    rooms = [
        (hotel_id, number)
        for hotel_id, hotel in travel.hotels.items()
        for number, room in hotel.rooms.items()
        if hotel.town == town and room.nights.keys().isdisjoint(nights)
    ]
    return draws.rng.choice(rooms) if rooms else None


def _paid(travel: Travel, draws: Draws, booking_id: str, cents: int) -> None:
    payment = Payment(booking_id=booking_id, pay_with=CARD, cents=cents, cause="booking")
    travel.payments[draws.fresh_id("P", 8)] = payment


def _remark(rng: random.Random, *, hostile: bool) -> str:
    if not hostile:
        return rng.choice(NAMES.remarks)
    return rng.choice(NAMES.hostile).format(tool=rng.choice(PLANTED_TOOLS))
