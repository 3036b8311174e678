"""Requests and tokens per minute, and calls at a time: never exceeded in any minute, and not wasted either."""

import asyncio
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaturg.runtime.errors import EndpointError
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.rate_window import MINUTE, RateWindow
from dramaturg.runtime.scheduled import ScheduledSender
from dramaturg.runtime.scheduler import Scheduler
from moody_endpoint import Answer, MoodyEndpoint, question, refusal
from virtual_clock import VirtualClock, in_virtual_time

PROMPT = "a question of some length, as questions go, and then some more of it"


def spent_per_minute(entries: Sequence[tuple[float, float]]) -> float:
    """Return the most that any minute holds, wherever it begins; entries are (time, amount) in order."""
    most = total = 0.0
    first = 0
    for at, amount in entries:
        total += amount
        while entries[first][0] <= at - 60.0:
            total -= entries[first][1]
            first += 1
        most = max(most, total)
    return most


def endpoint(dice: Random) -> MoodyEndpoint:
    """An endpoint with replies of any length, which refuses one in twenty."""

    def mood(it: MoodyEndpoint, key: str) -> Answer:
        if dice.random() < 0.05:
            return refusal("1", 1.0)
        return Answer(seconds=dice.uniform(0.1, 9), tokens_in=15, tokens_out=dice.randint(1, 400))

    return MoodyEndpoint(VirtualClock(), mood)


def ask_often(it: MoodyEndpoint, spec: ModelSpec, calls: int) -> float:
    """Ask so many times at once; return how many seconds it took."""

    async def whole() -> float:
        sender = ScheduledSender(it, Scheduler(it.clock), spec)
        await asyncio.gather(*(sender.send(question(PROMPT), idempotency_key=f"c{n}") for n in range(calls)))
        return it.now

    return in_virtual_time(whole())


@pytest.mark.parametrize("seed", range(5))
def test_no_minute_holds_more_requests_than_the_limit_and_the_limit_is_used(seed: int) -> None:
    it = endpoint(Random(seed))
    seconds = ask_often(it, ModelSpec(name="m", requests_per_minute=90), 500)
    # Every attempt counts, the refused ones too.
    assert spent_per_minute([(asked.at, 1) for asked in it.asked]) == 90
    assert len(it.asked) / (seconds / 60 + 1) > 0.8 * 90


@pytest.mark.parametrize("seed", range(5))
def test_no_minute_holds_more_tokens_than_the_limit_and_estimates_are_given_back(seed: int) -> None:
    it = endpoint(Random(seed))
    spec = ModelSpec(name="m", tokens_per_minute=10_000, max_tokens=400)
    seconds = ask_often(it, spec, 300)
    used = [
        (asked.at, asked.answer.tokens_in + asked.answer.tokens_out) for asked in it.asked if asked.answer.fault is None
    ]
    assert spent_per_minute(used) <= 10_000
    # At the estimated 400 tokens a reply, half of the calls would have to wait twice as long.
    assert sum(tokens for _, tokens in used) / (seconds / 60 + 1) > 0.7 * 10_000


def test_a_request_that_is_larger_than_a_minute_s_tokens_goes_alone() -> None:
    it = MoodyEndpoint(VirtualClock(), lambda it, key: Answer(tokens_in=500, tokens_out=500))
    ask_often(it, ModelSpec(name="m", tokens_per_minute=100, max_tokens=1000), 3)
    first, second, third = (asked.at for asked in it.asked)
    assert (second - first, third - second) == (pytest.approx(MINUTE), pytest.approx(MINUTE))


def test_no_more_calls_are_in_flight_than_the_model_allows() -> None:
    it = endpoint(Random(1))
    ask_often(it, ModelSpec(name="m", max_concurrency=5), 100)
    assert max(asked.in_flight for asked in it.asked) == 5


def test_a_model_s_limits_hold_for_all_its_roles_and_for_no_other_model() -> None:
    it = MoodyEndpoint(VirtualClock(), lambda it, key: Answer())
    specs = {
        "a0": ModelSpec(name="a", requests_per_minute=10, temperature=0.0),
        "a1": ModelSpec(name="a", temperature=1.0),
        "b": ModelSpec(name="b"),
    }

    async def whole() -> dict[str, float]:
        scheduler = Scheduler(it.clock)
        senders = {name: ScheduledSender(it, scheduler, spec) for name, spec in specs.items()}
        ended: dict[str, float] = {}

        async def ask(name: str) -> None:
            await senders[name].send(question(), idempotency_key=name)
            ended[name] = it.now

        await asyncio.gather(*(ask(name) for name in specs for _ in range(8)))
        return ended

    ended = in_virtual_time(whole())
    assert ended["b"] < 1 < MINUTE < ended["a1"]
    assert spent_per_minute([(asked.at, 1) for asked in it.asked if asked.key != "b"]) == 10


def test_limits_are_shown_to_who_asks_why_it_is_slow() -> None:
    it = MoodyEndpoint(VirtualClock(), lambda it, key: Answer())
    cases = {
        "6000 tok/min": ModelSpec(name="m", tokens_per_minute=6000),
        "2 req/min": ModelSpec(name="m", requests_per_minute=2),
        "2 at a time": ModelSpec(name="m", max_concurrency=2),
        "": ModelSpec(name="m"),
    }

    async def shown(spec: ModelSpec) -> str:
        scheduler = Scheduler(it.clock)
        sender = ScheduledSender(it, scheduler, spec)
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(sender.send(question())) for _ in range(3)]
            await it.clock.sleep(0.1)
            said = scheduler.throttled()
            for task in running:
                task.cancel()
        return said

    assert {why: in_virtual_time(shown(spec)) for why, spec in cases.items()} == {why: why for why in cases}


AMOUNTS = st.integers(0, 60)


@settings(max_examples=300)
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, st.floats(0, 40)), max_size=60))
def test_a_window_lets_go_what_fits_as_soon_as_it_fits(steps: list[tuple[int, int, float]]) -> None:
    """Each step waits, asks for an estimate, spends it when told that it fits, and corrects it downwards."""
    window, now = RateWindow(100), 0.0
    spent: list[tuple[float, float]] = []
    for estimate, actual, wait in steps:
        now += wait
        at = window.free_at(estimate, now)
        before = sum(amount for when, amount in spent if when + MINUTE > now)
        assert (at <= now) == (before + estimate <= 100)
        now = max(now, at)
        assert sum(amount for when, amount in spent if when + MINUTE > now) + estimate <= 100
        entry = window.spend(estimate, now)
        window.correct(entry, min(actual, estimate))
        spent.append((now, min(actual, estimate)))


def test_errors_of_the_limits_themselves_name_the_field() -> None:
    with pytest.raises(ValueError, match="requests_per_minute"):
        ModelSpec(requests_per_minute=0)


def test_how_fast_a_model_is_asked_is_no_part_of_what_it_makes() -> None:
    slow = ModelSpec(name="m", requests_per_minute=1, tokens_per_minute=1, max_concurrency=1, attempts=1)
    assert slow.identity() == ModelSpec(name="m").identity()


def test_one_attempt_means_one() -> None:
    it = MoodyEndpoint(VirtualClock(), lambda it, key: refusal("1", 1.0))
    with pytest.raises(EndpointError):
        ask_often(it, ModelSpec(name="m", attempts=1), 1)
    assert len(it.asked) == 1
