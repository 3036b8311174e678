"""A run leaves the garbage collector of its process as it found it."""

import gc

import pytest

from dramaturg.runtime.collector import NEW_OBJECTS, held_back


def test_the_collector_looks_seldom_while_a_run_works_and_as_before_when_it_has_failed() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(KeyError), held_back():
        assert gc.get_threshold()[0] == NEW_OBJECTS
        assert gc.get_freeze_count() > frozen
        raise KeyError
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
