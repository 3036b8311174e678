"""Whatever happens to calls and endpoint, no permit is lost, nobody waits for ever, and nobody is early."""

import asyncio
from contextlib import suppress
from random import Random

import pytest

from dramaturg.runtime.errors import ContentError, EndpointError, EndpointFault
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.scheduled import ScheduledSender
from dramaturg.runtime.scheduler import Scheduler
from moody_endpoint import Answer, Mood, MoodyEndpoint, question, refusal, refusal_in_any_form
from virtual_clock import VirtualClock, in_virtual_time

MOST = 8


async def ask(sender: ScheduledSender, key: str) -> None:
    with suppress(EndpointError, ContentError):
        await sender.send(question(), idempotency_key=key)


async def cancel_at_random(sender: ScheduledSender, dice: Random, calls: int, name: str = "c") -> None:
    """Start calls at random moments and cancel each at another one; some are through by then."""
    clock = VirtualClock()

    async def one(n: int) -> None:
        await clock.sleep(dice.uniform(0, 60))
        call = asyncio.create_task(ask(sender, f"{name}{n}"))
        await clock.sleep(dice.choice((0.0, dice.uniform(0, 0.5), dice.uniform(0, 30))))
        call.cancel()
        await asyncio.wait({call})

    await asyncio.gather(*map(one, range(calls)))


def assert_all_permits_are_there(it: MoodyEndpoint, before: int) -> None:
    later = it.asked[before:]
    assert max(asked.in_flight for asked in later) == MOST
    assert later[-1].at - later[0].at == pytest.approx(2.0), "eight at a time take 24 calls of a second in three rounds"


MOODS: dict[str, Mood] = {
    "well": lambda it, key: Answer(1.0),
    "refusing": lambda it, key: refusal("3", 3.0) if it.now < 100 else Answer(1.0),
    "down": lambda it, key: Answer(0.5, EndpointFault.NETWORK) if it.now < 100 else Answer(1.0),
    "hanging": lambda it, key: Answer(20, EndpointFault.TIMEOUT) if it.now < 100 else Answer(1.0),
}


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("seed", range(2))
def test_a_thousand_cancelled_calls_leave_nothing_behind(mood: str, seed: int) -> None:
    async def whole() -> None:
        it = MoodyEndpoint(VirtualClock(), MOODS[mood])
        scheduler = Scheduler(it.clock)
        sender = ScheduledSender(it, scheduler, ModelSpec(name="m", max_concurrency=MOST, tokens_per_minute=10**9))
        await cancel_at_random(sender, Random(seed), 1000)
        assert asyncio.all_tasks() == {asyncio.current_task()}, "a task was left behind"
        assert it.in_flight == 0
        # Long enough for the endpoint to recover and for its scheduler to notice.
        await it.clock.sleep(200)
        await asyncio.gather(*(ask(sender, f"again{n}") for n in range(24)))
        before = len(it.asked)
        await asyncio.gather(*(ask(sender, f"later{n}") for n in range(24)))
        assert_all_permits_are_there(it, before)
        assert scheduler.throttled() == ""

    in_virtual_time(whole())


def test_a_cancelled_probe_is_followed_by_another() -> None:
    async def whole() -> int:
        it = MoodyEndpoint(VirtualClock(), MOODS["down"])
        sender = ScheduledSender(it, Scheduler(it.clock), ModelSpec(name="m"))
        calls = [asyncio.create_task(ask(sender, f"c{n}")) for n in range(16)]
        while not it.in_flight or it.now < 10:
            await it.clock.sleep(0.1)
        probing = it.asked[-1].key
        calls[int(probing[1:])].cancel()
        await asyncio.wait(calls)
        return len(it.asked)

    assert in_virtual_time(whole()) > 20


def any_mood(dice: Random) -> Mood:
    """Return a mood that changes every few seconds between all that can go wrong."""
    weights = [dice.random() ** 3 for _ in range(7)]

    def mood(it: MoodyEndpoint, key: str) -> Answer:
        seconds = dice.uniform(0.01, 5)
        spell = Random(int(it.now / 20) + int(weights[0] * 1e9))
        kind = dice.choices(range(7), [weight * spell.random() for weight in weights])[0]
        return (
            Answer(seconds, tokens_out=dice.randint(1, 500)),
            Answer(seconds, EndpointFault.NETWORK),
            Answer(300, EndpointFault.TIMEOUT),
            Answer(seconds, EndpointFault.SERVER, status=dice.choice((500, 503))),
            refusal_in_any_form(dice, VirtualClock().now(), 0.02),
            Answer(seconds, is_unusable=True),
            refusal("5000", 5000) if dice.random() < 0.02 else Answer(seconds, EndpointFault.BAD_REQUEST),
        )[kind]

    return mood


@pytest.mark.parametrize("seed", range(60))
def test_in_any_mood_every_call_ends_in_order_and_none_is_early(seed: int) -> None:
    """The virtual clock fails the test where everybody waits and no timer is set."""
    dice = Random(seed)
    spec = ModelSpec(
        name="m",
        max_concurrency=dice.choice((None, MOST)),
        requests_per_minute=dice.choice((None, 60)),
        tokens_per_minute=dice.choice((None, 50_000)),
        attempts=dice.randint(1, 6),
    )

    async def whole() -> MoodyEndpoint:
        it = MoodyEndpoint(VirtualClock(), any_mood(dice))
        scheduler = Scheduler(it.clock)
        senders = [ScheduledSender(it, scheduler, spec), ScheduledSender(it, scheduler, ModelSpec(name="other"))]
        async with asyncio.TaskGroup() as tasks:
            for n, sender in enumerate(senders):
                tasks.create_task(cancel_at_random(sender, dice, 40, f"{n}-cancelled-"))
                for call in range(40):
                    tasks.create_task(ask(sender, f"{n}-{call}"))
        assert it.in_flight == 0
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return it

    it = in_virtual_time(whole())
    assert it.early == []
    assert max(it.attempts.values()) <= 6
