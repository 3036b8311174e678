"""The travel desk: the same everywhere, sells no seat and no night twice, and leaves to the policy what is its own."""

import json
import random
from collections import Counter
from functools import cache
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from dramaturg.runtime.identity import canonical
from dramaturg.runtime.orders import orders_in, without_orders
from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.world import WORLDS, Effect, World
from dramaturg.scenarios.worlds.travel import TRAVEL
from dramaturg.scenarios.worlds.travel.corner import Corner
from dramaturg.scenarios.worlds.travel.draws import nights_between, shifted
from dramaturg.scenarios.worlds.travel.names import NAMES, PLANTED_TOOLS, planted_in
from dramaturg.scenarios.worlds.travel.state import Flight, Stay, Ticket, Travel
from world_machine import WorldMachine
from world_play import play, refusal, value

WRITES = {tool.name for tool in TRAVEL.tools if tool.effect is Effect.WRITE}


@cache
def travel_of(seed: int, size: int = 4) -> Travel:
    return Travel.model_validate(dict(play(TRAVEL, [], seed, size).before))


def assert_sold_once(travel: Travel) -> None:
    """Hold seats and nights to the bookings: each is held by one of them, and by nobody who has none."""
    held = {(key, seat): holder for key, each in travel.flights.items() for seat, holder in each.seats.items()}
    tickets = {key: each for key, each in travel.tickets.items() if each.status != "cancelled"}
    assert {place: holder for place, holder in held.items() if holder not in ("", "elsewhere")} == {
        (each.flight_id, each.seat): key for key, each in tickets.items()
    }
    nights = {
        (key, number, night): holder
        for key, hotel in travel.hotels.items()
        for number, room in hotel.rooms.items()
        for night, holder in room.nights.items()
        if holder != "elsewhere"
    }
    assert nights == {
        (each.hotel_id, each.room, night): key
        for key, each in travel.stays.items()
        if each.status != "cancelled"
        for night in nights_between(each.arrival, each.departure)
    }


def assert_adds_up(travel: Travel) -> None:
    """Hold what was paid for every booking to what it costs; of cancelled ones something may have gone back."""
    net = Counter[str]()
    for payment in travel.payments.values():
        net[payment.booking_id] += payment.cents
    for key, ticket in travel.tickets.items():
        assert 0 <= net[key] <= 10**6
        assert ticket.status == "cancelled" or net[key] == price_of(travel, ticket), key
    for key, stay in travel.stays.items():
        assert stay.status == "cancelled" or net[key] == price_of_stay(travel, stay), key
    assert min(net.values()) >= 0


def price_of(travel: Travel, ticket: Ticket) -> int:
    paid_bags = max(ticket.bags - (ticket.fare == "flex"), 0)
    if travel.travellers[ticket.traveller_id].tier == "gold":
        paid_bags = 0
    return travel.flights[ticket.flight_id].fares[ticket.fare] + 3500 * paid_bags


def price_of_stay(travel: Travel, stay: Stay) -> int:
    hotel = travel.hotels[stay.hotel_id]
    return len(nights_between(stay.arrival, stay.departure)) * hotel.rates[hotel.rooms[stay.room].kind][stay.fare]


def worth(travel: Travel) -> dict[str, int]:
    """Return what each voucher would hold if nothing had been paid with it."""
    found = {code: each.cents for code, each in travel.vouchers.items()}
    for payment in travel.payments.values():
        if payment.pay_with in found:
            found[payment.pay_with] += payment.cents
    return found


def elsewhere(travel: Travel) -> list[tuple[str, str]]:
    """Return all seats, with whether somebody else has sold them."""
    return [
        (f"{key} {seat}", holder if holder == "elsewhere" else "")
        for key, each in travel.flights.items()
        for seat, holder in each.seats.items()
    ]


def ticket_that(travel: Travel, status: str = "booked", fare: str = "flex") -> tuple[str, Ticket]:
    """Return the first ticket of a status and fare."""
    return next((key, each) for key, each in travel.tickets.items() if (each.status, each.fare) == (status, fare))


def others_on_route(travel: Travel, ticket: Ticket) -> dict[str, Flight]:
    """Return the other flights of a ticket's route that are still to come."""
    own = travel.flights[ticket.flight_id]
    return {
        key: each
        for key, each in travel.flights.items()
        if (each.origin, each.destination) == (own.origin, own.destination)
        and key != ticket.flight_id
        and each.day > travel.today
    }


def test_it_is_found_by_name() -> None:
    assert WORLDS.get("travel") is TRAVEL


@settings(max_examples=15)
@given(st.integers(1, 200), st.integers(0, 2**31))
def test_any_size_adds_up_and_is_the_same_each_time(size: int, seed: int) -> None:
    first, again = (json.dumps(play(TRAVEL, [], seed, size).before) for _ in range(2))
    assert first == again
    travel = Travel.model_validate_json(first)
    assert_sold_once(travel)
    assert_adds_up(travel)
    assert len(travel.travellers) == size
    assert len({each.email for each in travel.travellers.values()}) == size
    departures = [(each.origin, each.destination, each.day, each.departs) for each in travel.flights.values()]
    assert len(set(departures)) == len(departures), "day and time name a flight of a route"
    for ticket in travel.tickets.values():
        assert (travel.flights[ticket.flight_id].day < travel.today) == (ticket.status == "used")
        assert ticket.bought <= travel.today
    for traveller_id in list(travel.travellers)[-6:]:
        assert_has_everything(travel, traveller_id)


def assert_has_everything(travel: Travel, traveller_id: str) -> None:
    """Hold a traveller to what tasks need of each."""
    tickets = [each for each in travel.tickets.values() if each.traveller_id == traveller_id]
    still = [each for each in tickets if each.status == "booked"]
    assert {each.fare for each in still} == {"saver", "flex"}
    assert sum(planted_in(each.remark) is not None for each in still) == 1
    assert any(each.traveller_id == traveller_id for each in travel.stays.values())
    valid = [each.expires > travel.today for each in travel.vouchers.values() if each.traveller_id == traveller_id]
    assert valid.count(True) == 1
    for ticket in still:
        free = ["" in each.seats.values() for each in others_on_route(travel, ticket).values()]
        assert {True, False} <= set(free), "a later flight with room, and one that is sold out"


@pytest.mark.parametrize("seed", range(5))
def test_eight_travellers_bring_every_situation(seed: int) -> None:
    travel = travel_of(seed, 8)
    assert {each.tier for each in travel.travellers.values()} == {"basic", "silver", "gold"}
    delays = [travel.flights[each.flight_id].delay_minutes for each in travel.tickets.values() if each.status == "used"]
    assert min(delays) <= 180 < max(delays)
    assert any(each.expires < travel.today for each in travel.vouchers.values())
    assert any(each.bought >= shifted(travel.today, -1) for each in travel.tickets.values())


def test_the_tools_are_told_in_full() -> None:
    assert 10 <= len(TRAVEL.tools) <= 14
    for tool in TRAVEL.tools:
        properties = tool.parameters["properties"]
        assert tool.parameters["additionalProperties"] is False
        assert set(tool.parameters["required"]) == set(properties)
        assert all(each.get("description") for each in properties.values()), tool.name
        assert (tool.actor, len(tool.about.split()) >= 6) == ("assistant", True)


def test_no_text_names_a_tool() -> None:
    """Where tools have other names, a text that names them would mislead."""
    told = "".join(f"{tool.about} {json.dumps(list(tool.parameters['properties'].values()))}" for tool in TRAVEL.tools)
    assert not any(tool.name in TRAVEL.policy + told for tool in TRAVEL.tools)


def test_a_cancelled_ticket_frees_its_seat_and_its_money_goes_back() -> None:
    travel = travel_of(0)
    booking_id, ticket = ticket_that(travel)
    for refund, percent in (("all", 100), ("half", 50), ("none", 0)):
        played = play(TRAVEL, [("cancel_booking", {"booking_id": booking_id, "refund": refund})])
        after = Travel.model_validate(dict(played.after))
        assert after.flights[ticket.flight_id].seats[ticket.seat] == ""
        assert played.results[0].value["refund_cents"] == price_of(travel, ticket) * percent // 100
        seat = ("choose_seat", {"booking_id": booking_id, "seat": "11A"})
        again = play(TRAVEL, [("cancel_booking", {"booking_id": booking_id, "refund": refund}), seat])
        assert "cancelled" in (again.results[1].error or "")


def test_a_moved_ticket_leaves_one_seat_and_takes_another() -> None:
    travel = travel_of(0)
    booking_id, ticket = ticket_that(travel)
    flight_id = next(key for key, each in others_on_route(travel, ticket).items() if "" in each.seats.values())
    played = play(TRAVEL, [("change_flight", {"booking_id": booking_id, "flight_id": flight_id})])
    after = Travel.model_validate(dict(played.after))
    assert after.flights[ticket.flight_id].seats[ticket.seat] == ""
    assert after.tickets[booking_id].flight_id == flight_id
    assert list(after.flights[flight_id].seats.values()).count(booking_id) == 1
    prices = [travel.flights[key].fares[ticket.fare] for key in (ticket.flight_id, flight_id)]
    assert played.results[0].value["difference_cents"] == prices[1] - prices[0]
    assert_adds_up(after)


def test_a_voucher_pays_once_what_it_holds() -> None:
    travel = travel_of(0)
    for code, voucher in travel.vouchers.items():
        flight_id = next(
            k for k, each in travel.flights.items() if each.day > travel.today and "" in each.seats.values()
        )
        paid = {"traveller_id": voucher.traveller_id, "flight_id": flight_id, "fare": "saver", "pay_with": code}
        if voucher.expires < travel.today:
            assert voucher.expires in refusal(TRAVEL, "book_flight", paid)
            continue
        played = play(TRAVEL, [("book_flight", paid)] * 12)
        done = [each for each in played.results if each.error is None]
        price = travel.flights[flight_id].fares["saver"]
        after = Travel.model_validate(dict(played.after))
        assert after.vouchers[code].cents == voucher.cents - price * len(done)
        assert len({each.value["booking_id"] for each in done}) == len(done) >= 1
        assert_sold_once(after)
        stranger = next(key for key in travel.travellers if key != voucher.traveller_id)
        assert "somebody else's" in refusal(TRAVEL, "book_flight", {**paid, "traveller_id": stranger})


def test_what_is_found_is_what_is_free() -> None:
    travel = travel_of(0)
    flight_id, flight = next((k, each) for k, each in travel.flights.items() if each.day > travel.today)
    asked = {"origin": flight.origin.upper(), "destination": f" {flight.destination} ", "day": flight.day}
    shown = value(TRAVEL, "search_flights", asked)["flights"]
    found = next(each for each in shown if each["flight_id"] == flight_id)
    assert found["free_seats"] == [seat for seat, holder in flight.seats.items() if not holder]
    stay_id, stay = next(iter(travel.stays.items()))
    hotel = travel.hotels[stay.hotel_id]
    days = {"arrival": stay.arrival, "departure": stay.departure}

    def free(*, is_cancelled: bool) -> int:
        cancel = ("cancel_booking", {"booking_id": stay_id, "refund": "none"})
        rooms = play(TRAVEL, [*([cancel] if is_cancelled else []), ("search_rooms", {"town": hotel.town, **days})])
        listed = rooms.results[-1].value["hotels"]
        return next(each for each in listed if each["hotel"] == hotel.name)["free_rooms"][hotel.rooms[stay.room].kind]

    assert free(is_cancelled=True) == free(is_cancelled=False) + 1, "a cancelled stay frees its room"


def test_what_the_facts_forbid_is_refused_in_words() -> None:
    travel = travel_of(0)
    booking_id, ticket = ticket_that(travel)
    used_id = next(key for key, each in travel.tickets.items() if each.status == "used")
    stay_id, stay = next(iter(travel.stays.items()))
    sold_out = next(key for key, each in others_on_route(travel, ticket).items() if "" not in each.seats.values())
    elsewhere_id = next(
        key for key, each in travel.flights.items() if each.origin != travel.flights[ticket.flight_id].origin
    )
    full = next((k, each) for k, each in travel.hotels.items() if len(each.rooms["201"].nights) > 50)
    nights = {"arrival": shifted(travel.today, 5), "departure": shifted(travel.today, 7)}
    room = {"traveller_id": ticket.traveller_id, "hotel_id": full[0], "fare": "flex", "pay_with": "card", **nights}
    seats = travel.flights[ticket.flight_id].seats
    taken = next(seat for seat, holder in seats.items() if holder == "elsewhere")
    gone = next(k for k, each in travel.flights.items() if each.day < travel.today and "" in each.seats.values())
    fly = {"traveller_id": ticket.traveller_id, "flight_id": gone, "fare": "flex", "pay_with": "card"}
    stranger = {"email": travel.travellers[ticket.traveller_id].email, "birthday": "1900-01-01"}
    refused: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("check both", "verify_traveller", stranger),
        ("no booking", "get_booking", {"booking_id": "F1"}),
        ("the account lists", "cancel_booking", {"booking_id": "S1", "refund": "all"}),
        ("used", "cancel_booking", {"booking_id": used_id, "refund": "all"}),
        ("sold out", "change_flight", {"booking_id": booking_id, "flight_id": sold_out}),
        ("is booked", "change_flight", {"booking_id": booking_id, "flight_id": ticket.flight_id}),
        ("only later ones", "book_flight", fly),
        ("must be from", "change_flight", {"booking_id": booking_id, "flight_id": elsewhere_id}),
        ("flights only", "choose_seat", {"booking_id": stay_id, "seat": "11A"}),
        ("is taken", "choose_seat", {"booking_id": booking_id, "seat": taken}),
        ("no seat", "choose_seat", {"booking_id": booking_id, "seat": "99Z"}),
        ("no double room", "book_room", {**room, "kind": "double"}),
        ("1 to 30", "book_room", {**room, "kind": "double", "departure": room["arrival"]}),
        ("YYYY", "search_rooms", {"town": "x", "arrival": "soon", "departure": "later"}),
        ("in the past", "search_flights", {"origin": "a", "destination": "b", "day": "2020-01-01"}),
        ("rooms only", "change_stay", {"booking_id": booking_id, **nights}),
        ("that are booked", "change_stay", {"booking_id": stay_id, **stay.model_dump(include={*nights})}),
        ("at most 3", "add_bags", {"booking_id": booking_id, "bags": 4}),
        ("while it is used", "give_voucher", {"booking_id": booking_id, "amount_cents": 6000}),
        ("say card", "book_room", {**room, "kind": "single", "pay_with": "cash"}),
        ("Input should be", "book_room", {**room, "kind": "suite"}),
    )
    for words, tool, arguments in refused:
        said = refusal(TRAVEL, tool, arguments)
        assert words in said, (words, said)
        assert not any(tool.name in said for tool in TRAVEL.tools)


def test_terms_are_left_to_the_policy() -> None:
    """An assistant that ignores the policy can do wrong here: that is what trajectories are checked for."""
    travel = travel_of(0)
    saver_id, saver = ticket_that(travel, fare="saver")
    assert travel.travellers[saver.traveller_id].tier == "basic"
    used_id = next(key for key, each in travel.tickets.items() if each.status == "used")
    flight_id = next(key for key, each in others_on_route(travel, saver).items() if "" in each.seats.values())
    front = next(seat for seat, holder in travel.flights[saver.flight_id].seats.items() if not holder)
    assert front[0] in "12"
    for tool, arguments in (
        ("cancel_booking", {"booking_id": saver_id, "refund": "all"}),
        ("change_flight", {"booking_id": saver_id, "flight_id": flight_id}),
        ("choose_seat", {"booking_id": saver_id, "seat": front}),
        ("give_voucher", {"booking_id": used_id, "amount_cents": 50_000}),
    ):
        assert play(TRAVEL, [(tool, arguments)]).results[0].changed, tool


def test_what_is_done_is_not_done_twice() -> None:
    travel = travel_of(0)
    used_id, used = next((key, each) for key, each in travel.tickets.items() if each.status == "used")
    for tool, arguments in (
        ("give_voucher", {"booking_id": used_id, "amount_cents": 6000}),
        ("hand_over", {"traveller_id": used.traveller_id, "topic": "legal"}),
    ):
        first, second = play(TRAVEL, [(tool, arguments)] * 2).results
        assert (first.error, first.changed) == (None, True), tool
        assert "already" in (second.error or ""), tool


def test_the_order_of_what_does_not_depend_on_each_other_leaves_no_mark() -> None:
    travel = travel_of(0)
    (flex_id, flex), (saver_id, _) = ticket_that(travel), ticket_that(travel, fare="saver")
    used_id = next(key for key, each in travel.tickets.items() if each.status == "used")
    flight_id = next(key for key, each in others_on_route(travel, flex).items() if "" in each.seats.values())
    flight = {"traveller_id": flex.traveller_id, "flight_id": flight_id, "fare": "flex", "pay_with": "card"}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("add_bags", {"booking_id": flex_id, "bags": 2}),
        ("cancel_booking", {"booking_id": saver_id, "refund": "none"}),
        ("give_voucher", {"booking_id": used_id, "amount_cents": 6000}),
        ("book_flight", flight),
        ("hand_over", {"traveller_id": flex.traveller_id, "topic": "complaint"}),
    ]
    ends = {hash_of(TRAVEL, play(TRAVEL, random.Random(s).sample(calls, len(calls))).after) for s in range(6)}
    assert len(ends) == 1


def test_a_corner_is_one_travellers_and_gives_no_orders() -> None:
    for seed in range(30):
        corner = Corner.model_validate(dict(TRAVEL.corner(play(TRAVEL, [], seed).before, random.Random(seed))))
        travel = travel_of(seed)
        assert {each.traveller_id for each in corner.tickets.values()} == {corner.traveller_id}
        assert {key: planted_in(travel.tickets[key].remark) for key in corner.hostile} == corner.hostile
        assert corner.hostile
        assert corner.foreign_booking_id is not None
        assert travel.tickets[corner.foreign_booking_id].traveller_id != corner.traveller_id
        text = canonical(corner.model_dump(mode="json"))
        assert without_orders(text) == text, "a prompt would tear this corner"


def test_some_hostile_remarks_are_known_orders_and_some_are_not() -> None:
    assert {bool(orders_in(each.format(tool=PLANTED_TOOLS[0]))) for each in NAMES.hostile} == {True, False}
    assert not any(planted_in(each) or orders_in(each) for each in NAMES.remarks)
    assert set(PLANTED_TOOLS) <= WRITES


class Bookings(WorldMachine):
    """Travellers of one desk who book, change and cancel, in any order."""

    world: ClassVar[World] = TRAVEL
    size: ClassVar[int] = 2
    done: ClassVar[Counter[str]] = Counter()

    @property
    def travel(self) -> Travel:
        return Travel.model_validate(dict(self.state))

    @rule(data=st.data())
    def book_flight(self, data: st.DataObject) -> None:
        travel = self.travel
        flight_id = data.draw(st.sampled_from(sorted(travel.flights)))
        who = data.draw(st.sampled_from(sorted(travel.travellers)))
        pay_with = data.draw(st.sampled_from(["card", *sorted(travel.vouchers)]))
        fare = data.draw(st.sampled_from(["saver", "flex"]))
        self.call("book_flight", traveller_id=who, flight_id=flight_id, fare=fare, pay_with=pay_with)

    @rule(
        data=st.data(), kind=st.sampled_from(["single", "double"]), first=st.integers(0, 20), length=st.integers(0, 5)
    )
    def book_room(self, data: st.DataObject, kind: str, first: int, length: int) -> None:
        travel = self.travel
        arrival = shifted(travel.today, first)
        self.call(
            "book_room",
            traveller_id=data.draw(st.sampled_from(sorted(travel.travellers))),
            hotel_id=data.draw(st.sampled_from(sorted(travel.hotels))),
            kind=kind,
            arrival=arrival,
            departure=shifted(arrival, length),
            fare="flex",
            pay_with=data.draw(st.sampled_from(["card", *sorted(travel.vouchers)])),
        )

    @rule(data=st.data())
    def change_flight(self, data: st.DataObject) -> None:
        travel = self.travel
        booking_id = data.draw(st.sampled_from(sorted(travel.tickets)))
        flights = [*others_on_route(travel, travel.tickets[booking_id]), *travel.flights]
        self.call("change_flight", booking_id=booking_id, flight_id=data.draw(st.sampled_from(flights[:6])))

    @rule(data=st.data(), later=st.integers(0, 12), length=st.integers(1, 4))
    def change_stay(self, data: st.DataObject, later: int, length: int) -> None:
        booking_id = data.draw(st.sampled_from(sorted(self.travel.stays)))
        arrival = shifted(self.travel.stays[booking_id].arrival, later)
        self.call("change_stay", booking_id=booking_id, arrival=arrival, departure=shifted(arrival, length))

    @rule(data=st.data(), seat=st.sampled_from(["1A", "2B", "11A", "11C", "12B", "13A"]))
    def choose_seat(self, data: st.DataObject, seat: str) -> None:
        self.call("choose_seat", booking_id=data.draw(st.sampled_from(sorted(self.travel.tickets))), seat=seat)

    @rule(data=st.data(), bags=st.integers(0, 4))
    def add_bags(self, data: st.DataObject, bags: int) -> None:
        self.call("add_bags", booking_id=data.draw(st.sampled_from(sorted(self.travel.tickets))), bags=bags)

    @rule(data=st.data(), refund=st.sampled_from(["all", "half", "none"]))
    def cancel(self, data: st.DataObject, refund: str) -> None:
        bookings = sorted([*self.travel.tickets, *self.travel.stays])
        self.call("cancel_booking", booking_id=data.draw(st.sampled_from(bookings)), refund=refund)

    @rule(data=st.data(), cents=st.integers(-1, 60_000))
    def give_voucher(self, data: st.DataObject, cents: int) -> None:
        booking_id = data.draw(st.sampled_from(sorted(self.travel.tickets)))
        self.call("give_voucher", booking_id=booking_id, amount_cents=cents)

    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        booking_id = data.draw(st.sampled_from(sorted([*self.travel.tickets, *self.travel.stays])))
        shown = self.call("get_booking", booking_id=booking_id).value
        assert shown["booking_id"] == booking_id
        self.call("get_traveller", traveller_id=shown["traveller_id"])

    @invariant()
    def nothing_is_sold_twice(self) -> None:
        assert_sold_once(self.travel)

    @invariant()
    def seats_and_money_are_conserved(self) -> None:
        travel, start = self.travel, Travel.model_validate(dict(self.start))
        assert_adds_up(travel)
        assert elsewhere(travel) == elsewhere(start)
        assert travel.travellers == start.travellers
        assert worth(travel).items() >= worth(start).items()
        assert all(0 <= each.bags <= 3 for each in travel.tickets.values())
        assert all(each.cents >= 0 for each in travel.vouchers.values())


def test_whatever_is_called_nothing_is_sold_twice_and_refused_calls_change_nothing() -> None:
    done = Bookings.run(examples=30, steps=20)
    assert sum(done[name] for name in WRITES) >= 20, done
