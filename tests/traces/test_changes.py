"""Word-level changes: both texts can be had back, and people can read what happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaturg.traces.changes import Change, changes

MARKS = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}

texts = st.text(st.sampled_from("ab \n\t.,-'é"), max_size=30) | st.text(max_size=30)


def marked(old: str, new: str) -> str:
    return "".join(MARKS[segment.change].format(segment.text) for segment in changes(old, new))


@given(texts, texts)
def test_both_texts_can_be_had_back(old: str, new: str) -> None:
    segments = changes(old, new)
    assert "".join(s.text for s in segments if s.change is not Change.ADDED) == old
    assert "".join(s.text for s in segments if s.change is not Change.REMOVED) == new


@given(texts)
def test_a_text_that_did_not_change_is_one_segment(text: str) -> None:
    assert [s.change for s in changes(text, text)] == ([Change.SAME] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        ("It makes 12 * 7 = 85 kg.", "It makes 12 * 7 = 84 kg.", "It makes 12 * 7 = [-85-]{+84+} kg."),
        ("A cat sat.", "A cat sat. It slept.", "A cat sat.{+ It slept.+}"),
        ("a big old cat", "a cat", "a[- big old-] cat"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("one two", "one\ntwo", "one[- -]{+\n+}two"),
    ],
)
def test_only_what_changed_is_marked(old: str, new: str, read: str) -> None:
    assert marked(old, new) == read


def test_a_rewritten_sentence_is_no_confetti() -> None:
    old = "Please send me a long letter to my landlord today."
    new = "As tenants we want a brief note for the landlord today."
    assert [s.change for s in changes(old, new)] == [Change.REMOVED, Change.ADDED, Change.SAME]
