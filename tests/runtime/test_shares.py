"""Sharing out: exact within one, and monotone."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dramaturg.runtime.shares import turns

SHARES = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 99), min_size=1)


@given(shares=SHARES, count=st.integers(0, 120))
def test_everybody_has_its_share_within_one_and_more_only_adds(shares: dict[str, int], count: int) -> None:
    weights = {name: float(share) for name, share in shares.items()}
    given_turns = turns(weights, count)
    had = Counter(given_turns)
    assert sum(had.values()) == count
    for name, share in shares.items():
        assert abs(had[name] - count * share / sum(shares.values())) < 1
    assert turns(weights, count + 5)[:count] == given_turns


def test_the_order_of_writing_does_not_matter() -> None:
    assert turns({"b": 2, "a": 1}, 9) == turns({"a": 1, "b": 2}, 9)
