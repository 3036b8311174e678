"""How the limit on calls in flight falls and comes back."""

from math import inf

import pytest

from dramaturg.runtime.pressure import RECOVERY, Pace, Pressure


def refused(pressure: Pressure, in_flight: int, times: int) -> None:
    for _ in range(times):
        pressure.refused(pressure.era, in_flight, 0.0)


def test_there_is_no_limit_before_a_complaint_nor_for_a_few() -> None:
    pressure = Pressure()
    refused(pressure, 31, 8)
    assert pressure.limit(0.0) == inf


def test_it_falls_once_for_all_that_was_sent_before_the_fall() -> None:
    pressure = Pressure()
    for _ in range(32):
        pressure.refused(0, 31, 0.0)
    assert pressure.limit(0.0) == 32 * 0.7


def test_it_grows_from_the_first_reply_on_and_is_lifted_when_all_is_as_before() -> None:
    pressure = Pressure()
    refused(pressure, 31, 10)
    low = pressure.limit(0.0)
    pressure.replied(pressure.era - 1, 1.0)
    assert pressure.limit(100.0) == low, "a reply to what was sent before the fall proves nothing"
    pressure.replied(pressure.era, 100.0)
    limits = [pressure.limit(100.0 + RECOVERY * step / 20) for step in range(41)]
    assert limits == sorted(limits)
    assert limits[0] == pytest.approx(low)
    pressure.replied(pressure.era, 100.0 + 2 * RECOVERY)
    assert pressure.is_calm


def test_it_tells_when_the_next_call_may_go() -> None:
    pressure = Pressure()
    pressure.broke(31, 0.0)
    assert pressure.room_at(1) == inf
    pressure.replied(pressure.era, 5.0)
    for in_flight in range(1, 40):
        at = pressure.room_at(in_flight)
        assert pressure.has_room(in_flight, at)
        assert not pressure.has_room(in_flight, at - 1e-3)


def test_a_pause_is_no_time_to_grow_in() -> None:
    pressure = Pressure()
    pressure.broke(31, 0.0)
    pressure.replied(pressure.era, 5.0)
    before = pressure.limit(6.0)
    pressure.paused(60.0)
    assert pressure.limit(66.0) == before


def test_a_reply_is_slow_by_the_time_that_a_token_takes() -> None:
    pace = Pace()
    assert not any(pace.is_slow(0.5 + tokens / 50, tokens) for tokens in [10, 700, 90, 300] * 50)
    assert any(pace.is_slow(4 * (0.5 + tokens / 50), tokens) for tokens in [10, 700, 90, 300] * 5)
