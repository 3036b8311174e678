"""An endpoint that refuses or slows down: met in order, and never with more than it permits."""

import asyncio
from collections import Counter
from random import Random

import pytest

from dramaturg.runtime.errors import ContentError, EndpointFault
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.scheduler import LONGEST_WAIT
from moody_endpoint import Answer, MoodyEndpoint, refusal, refusal_in_any_form
from scheduled_scene import SPEC, Scene, play, sequence
from virtual_clock import VirtualClock


@pytest.mark.parametrize("seconds", [0.1, 0.5, 2.0])
@pytest.mark.parametrize("seed", range(3))
def test_a_storm_of_429s_is_sat_out(seed: int, seconds: float) -> None:
    """95 % are refused for a minute, with every form of Retry-After."""
    dice, clock = Random(seed), VirtualClock()
    workers, begins, ends = 32, 20.0, 80.0

    def mood(it: MoodyEndpoint, key: str) -> Answer:
        if begins <= it.now < ends and dice.random() < 0.95:
            return refusal_in_any_form(dice, clock.now(), 0.05)
        return Answer(seconds)

    scene = play(mood, lambda scene: scene.keep_busy(workers, 100))
    asked = scene.endpoint.asked
    assert scene.endpoint.early == [], "a request came before its permitted time"
    assert max(scene.endpoint.attempts.values()) <= SPEC.attempts
    assert scene.errors == {}, "a call was lost"
    assert sum(begins <= request.at < ends for request in asked) < 4 * workers, "retries were amplified"
    back = min(request.at for request in asked if request.at >= ends and request.in_flight == workers)
    assert back - ends <= 10, "full rate came back too late"
    last = Counter(int(request.at) for request in asked if 95 <= request.at < 100)
    assert sum(last.values()) >= 0.95 * 5 * workers / seconds


def test_a_retry_after_holds_up_the_whole_endpoint_and_says_so() -> None:
    async def act(scene: Scene) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(scene.call("refused"))
            await scene.endpoint.clock.sleep(1)
            assert scene.scheduler.throttled() == "429, 12 s"
            tasks.create_task(scene.call("other"))
        assert scene.scheduler.throttled() == ""

    scene = play(sequence(refusal("12", 12, seconds=0.5)), act)
    assert [round(asked.at, 3) for asked in scene.endpoint.asked] == [0, 12.5, 12.5]
    assert not scene.errors


def test_a_turn_that_was_given_before_a_pause_is_not_used_after_it() -> None:
    """Two calls end in the same instant: one makes room for the third, the other brings a Retry-After."""
    mood = sequence(Answer(1), refusal("5", 5, seconds=1))
    spec = ModelSpec(name="m", max_concurrency=2, requests_per_minute=4)
    scene = play(mood, lambda scene: scene.calls(3), spec)
    assert scene.endpoint.early == []
    assert [asked.at for asked in scene.endpoint.asked][2:] == [6, 6]


def test_whoever_asks_to_be_left_alone_for_long_is_given_up_until_then() -> None:
    async def act(scene: Scene) -> None:
        await scene.calls(4)
        await scene.call("later")
        await scene.endpoint.clock.sleep(10_001)
        await scene.call("afterwards")

    scene = play(sequence(refusal("10000", 10_000)), act, ModelSpec(name="m", max_concurrency=1))
    assert set(scene.errors) == {"c0", "c1", "c2", "c3", "later"}
    assert [asked.key for asked in scene.endpoint.asked] == ["c0", "afterwards"]
    for error in scene.errors.values():
        assert error.fault is EndpointFault.RATE_LIMITED
        assert "167 min" in error.what
        assert error.fix == "resume the run after 2026-01-01 02:46 UTC"


@pytest.mark.parametrize("seconds", [LONGEST_WAIT + 1, 1e308])
def test_no_number_in_a_header_is_too_large_to_be_told(seconds: float) -> None:
    scene = play(sequence(refusal(str(seconds))), lambda scene: scene.call("c"))
    assert "resume" in scene.errors["c"].fix
    assert len(scene.endpoint.asked) == 1


def test_a_long_pause_within_reason_is_waited_for() -> None:
    scene = play(sequence(refusal(str(LONGEST_WAIT), LONGEST_WAIT)), lambda scene: scene.calls(20))
    assert not scene.errors
    assert not scene.endpoint.early


@pytest.mark.parametrize(
    ("fault", "attempts"),
    [
        (EndpointFault.NETWORK, 6),
        (EndpointFault.TIMEOUT, 6),
        (EndpointFault.SERVER, 6),
        (EndpointFault.RATE_LIMITED, 6),
        (EndpointFault.BAD_REQUEST, 1),
        (EndpointFault.AUTHENTICATION, 1),
        (EndpointFault.NOT_FOUND, 1),
    ],
)
def test_only_what_may_yet_succeed_is_tried_again(fault: EndpointFault, attempts: int) -> None:
    scene = play(lambda it, key: Answer(fault=fault), lambda scene: scene.call("c"))
    assert len(scene.endpoint.asked) == attempts
    assert scene.errors["c"].fault is fault
    assert ("6 attempts" in scene.errors["c"].what) == (attempts > 1)


def test_waits_between_attempts_are_different_for_each_call_and_the_same_in_each_run() -> None:
    def waits() -> list[tuple[str, float]]:
        broken = play(lambda it, key: Answer(fault=EndpointFault.SERVER), lambda scene: scene.calls(2))
        return [(asked.key, asked.at) for asked in broken.endpoint.asked]

    first, second = waits(), waits()
    assert first == second
    moments = [at for _, at in first[2:]]
    assert len(set(moments)) == len(moments)


def test_an_unusable_reply_is_a_reply() -> None:
    async def act(scene: Scene) -> None:
        for n in range(20):
            with pytest.raises(ContentError):
                await scene.call(f"c{n}")

    scene = play(lambda it, key: Answer(0.0, is_unusable=True), act)
    assert max(scene.endpoint.attempts.values()) == 1
    assert scene.endpoint.asked[-1].at == 0, "the endpoint was taken for a broken one"


def test_turns_are_given_in_the_order_of_asking() -> None:
    dice = Random(3)
    scene = play(
        lambda it, key: Answer(dice.uniform(0.1, 3)),
        lambda scene: scene.calls(60),
        ModelSpec(name="m", max_concurrency=4),
    )
    assert [asked.key for asked in scene.endpoint.asked] == [f"c{n}" for n in range(60)]


def test_slow_replies_take_calls_away_and_fast_ones_bring_them_back() -> None:
    def mood(it: MoodyEndpoint, key: str) -> Answer:
        return Answer(2.0 if 40 <= it.now < 80 else 0.4)

    scene = play(mood, lambda scene: scene.keep_busy(32, 100))

    def most(begin: float, end: float) -> int:
        return max(asked.in_flight for asked in scene.endpoint.asked if begin <= asked.at < end)

    assert most(0, 40) == 32
    assert most(70, 80) == 8
    assert most(80, 90) == 32


def test_long_replies_are_no_slow_ones() -> None:
    def mood(it: MoodyEndpoint, key: str) -> Answer:
        return Answer(8.0, tokens_out=500) if it.now >= 40 else Answer(0.5, tokens_out=10)

    scene = play(mood, lambda scene: scene.keep_busy(32, 100))
    assert Counter(int(asked.at) for asked in scene.endpoint.asked if asked.in_flight == 32)[88] > 0


def test_short_replies_after_long_ones_are_no_slow_ones() -> None:
    def mood(it: MoodyEndpoint, key: str) -> Answer:
        return Answer(0.5, tokens_out=5 if it.now >= 40 else 300)

    scene = play(mood, lambda scene: scene.keep_busy(32, 100))
    assert {asked.in_flight for asked in scene.endpoint.asked if 41 <= asked.at < 99} == {32}


def test_an_endpoint_that_takes_ten_at_a_time_gets_about_ten() -> None:
    def mood(it: MoodyEndpoint, key: str) -> Answer:
        served = sum(asked.at + asked.answer.seconds > it.now for asked in it.asked[-200:] if not asked.answer.fault)
        return refusal() if served >= 10 else Answer(1.0)

    scene = play(mood, lambda scene: scene.keep_busy(64, 120))
    replies = sum(asked.answer.fault is None for asked in scene.endpoint.asked)
    assert not scene.errors
    assert replies >= 0.85 * 10 * 120
    assert len(scene.endpoint.asked) <= 1.2 * replies


def test_a_few_refusals_by_chance_slow_nobody_down() -> None:
    dice = Random(5)
    scene = play(
        lambda it, key: refusal() if dice.random() < 0.05 else Answer(1.0),
        lambda scene: scene.keep_busy(32, 120),
    )
    assert not scene.errors
    assert sum(asked.answer.fault is None for asked in scene.endpoint.asked) >= 0.9 * 32 * 120
