"""An endpoint that is down: probed by one call at a time, waited for with patience, given up by all at once."""

import asyncio

from dramaturg.runtime.errors import EndpointFault
from moody_endpoint import Answer, MoodyEndpoint, refusal
from scheduled_scene import DOWN, Scene, play, sequence


def test_a_dead_endpoint_is_probed_by_one_call_at_a_time_until_it_is_back() -> None:
    def mood(it: MoodyEndpoint, key: str) -> Answer:
        return DOWN if 10 <= it.now < 70 else Answer(0.5)

    async def act(scene: Scene) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(scene.keep_busy(16, 100))
            await scene.endpoint.clock.sleep(40)
            assert scene.scheduler.throttled().startswith("endpoint down, ")

    scene = play(mood, act)
    probes = [asked for asked in scene.endpoint.asked if 20 <= asked.at < 70]
    assert not scene.errors
    assert {asked.in_flight for asked in probes} == {1}
    assert 3 <= len(probes) <= 10
    probe, *after = [asked for asked in scene.endpoint.asked if asked.at >= 70]
    back = probe.at + probe.answer.seconds
    assert probe.at - 70 <= 15
    assert after[0].at >= back, "others went before the probe was answered"
    assert sum(asked.at < back + 1 for asked in after) <= 4, "all went at once when it was back"
    assert min(asked.at for asked in after if asked.in_flight == 16) - back <= 4


def test_calls_that_hang_do_not_keep_the_probe_from_being_sent() -> None:
    hanging = Answer(300, EndpointFault.TIMEOUT)
    scene = play(sequence(*[DOWN] * 8, *[hanging] * 8), lambda scene: scene.calls(16))
    assert min(scene.ended.values()) < 5


def test_an_endpoint_that_is_back_for_one_reply_only_is_soon_left_alone_again() -> None:
    answers = sequence(*[DOWN] * 18, Answer(0.01), *[DOWN] * 6)
    scene = play(answers, lambda scene: scene.calls(16))
    back = scene.endpoint.asked[18].at
    assert not scene.errors
    assert sum(back < asked.at <= back + 0.4 for asked in scene.endpoint.asked) <= 3


def test_patience_begins_after_the_pause_that_the_endpoint_asked_for() -> None:
    refused = [refusal("600", 600)] * 16 + [refusal()] * 3
    scene = play(sequence(*refused), lambda scene: scene.calls(16))
    assert not scene.errors
    assert not scene.endpoint.early


def test_an_endpoint_that_does_not_come_back_is_given_up_by_all_at_once() -> None:
    scene = play(lambda it, key: DOWN if it.now >= 10 else Answer(), lambda scene: scene.keep_busy(16, 11))
    assert len(scene.errors) == 16
    assert {error.fault for error in scene.errors.values()} == {EndpointFault.NETWORK}
    gave_up = [scene.ended[key] for key in scene.errors]
    assert 120 <= min(gave_up) - 10 <= max(gave_up) - 10 <= 160


def test_a_probe_that_hangs_is_not_waited_for_longer_than_patience_lasts() -> None:
    def mood(it: MoodyEndpoint, key: str) -> Answer:
        return DOWN if it.now < 1 else Answer(3000, EndpointFault.TIMEOUT)

    scene = play(mood, lambda scene: scene.calls(16))
    waited = sorted(scene.ended[key] for key in scene.errors)
    assert len(waited) == 16
    assert waited[-2] < 200 < 3000 < waited[-1]


def test_an_endpoint_that_was_given_up_is_probed_anew_by_later_calls() -> None:
    async def act(scene: Scene) -> None:
        await scene.calls(16)
        await scene.endpoint.clock.sleep(1000)
        await asyncio.gather(*(scene.call(f"later{n}") for n in range(16)))

    scene = play(lambda it, key: DOWN if it.now < 500 else Answer(), act)
    assert set(scene.errors) == {f"c{n}" for n in range(16)}
