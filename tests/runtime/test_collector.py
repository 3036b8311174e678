"""A run leaves the garbage collector of its process as it found it."""

import gc

import pytest

from dramaturg.runtime.collector import NEW_OBJECTS, held_back


def test_the_collector_looks_seldom_while_a_run_works_and_as_before_when_it_has_failed() -> None:
    before = gc.get_threshold()
    seen = list[int]()

    def fail() -> None:
        with held_back():
            seen.extend((gc.get_threshold()[0], gc.get_freeze_count()))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert seen[0] == NEW_OBJECTS
    assert seen[1] > 10_000
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
