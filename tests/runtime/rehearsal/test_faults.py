"""Faults come at their rates, by a pure function, and a retry has a chance."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.rehearsal.faults import FaultKind, Faults

CALLS = 8000


def kinds(faults: Faults, attempt: int = 0) -> list[FaultKind | None]:
    due = (faults.due(f"call {number}", attempt) for number in range(CALLS))
    return [fault and fault.kind for fault in due]


def test_each_kind_comes_at_its_rate() -> None:
    rates = {"429": 0.3, "hang": 0.05, "schema": 0.15, "reset": 0}
    counted = Counter(kinds(Faults.read([f"{kind}={rate}" for kind, rate in rates.items()])))
    for kind, rate in rates.items():
        spread = (rate * (1 - rate) / CALLS) ** 0.5
        assert counted[FaultKind(kind)] / CALLS == pytest.approx(rate, abs=4 * spread)
    assert set(counted) == {FaultKind("429"), FaultKind("hang"), FaultKind("schema"), None}


def test_without_rates_nothing_goes_wrong_and_with_all_of_one_everything_does() -> None:
    assert set(kinds(Faults())) == {None}
    assert set(kinds(Faults.read(["cut=1"]))) == {FaultKind.CUT}


def test_what_goes_wrong_follows_from_seed_call_and_attempt_alone() -> None:
    forwards, backwards = Faults.read(["429=0.2", "cut=0.3"], 5), Faults.read(["cut=0.3", "429=0.2"], 5)
    assert kinds(forwards) == kinds(backwards)
    assert kinds(forwards) != kinds(Faults.read(["429=0.2", "cut=0.3"], 6))
    first, again = forwards.due("call 1", 0), backwards.due("call 1", 0)
    assert (first and first.rng.random()) == (again and again.rng.random())


def test_a_retry_has_the_same_chance_as_a_first_attempt() -> None:
    faults = Faults.read(["500=0.3"])
    failed_twice = sum(a is b is FaultKind.SERVER_ERROR for a, b in zip(kinds(faults), kinds(faults, 1), strict=True))
    assert failed_twice / CALLS == pytest.approx(0.09, abs=0.015)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["429"], "names no kind and rate"),
        (["502=0.1"], "names no kind and rate"),
        (["429=often"], "names no kind and rate"),
        (["=0.1"], "names no kind and rate"),
        (["429=1.5"], "outside of 0 to 1"),
        (["429=-0.1"], "outside of 0 to 1"),
        (["429=nan"], "outside of 0 to 1"),
        (["429=0.1", "429=0.2"], "twice"),
        (["429=0.6", "cut=0.6"], "add up to 1.2"),
    ],
)
def test_what_is_no_rate_is_named_with_its_fix(words: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        Faults.read(words)
    assert caught.value.fix


@given(st.lists(st.text(max_size=12) | st.builds("{}={}".format, st.sampled_from(FaultKind), st.floats()), max_size=4))
def test_any_words_are_read_or_named(words: list[str]) -> None:
    try:
        fault = Faults.read(words).due("call", 0)
    except UsageError:
        return
    assert fault is None or any(word.startswith(fault.kind) for word in map(str.strip, words))


def test_all_kinds_at_one_thirteenth_are_not_too_much() -> None:
    share = 1 / len(FaultKind)
    assert set(kinds(Faults.read([f"{kind}={share}" for kind in FaultKind]))) >= set(FaultKind)
