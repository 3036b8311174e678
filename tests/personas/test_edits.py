"""The edits that calibration plants: small, real, and in two sets with nothing in common."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaturg.personas.edits import FEWEST_WORDS, FITTED, REPORTED, Edit, edited
from dramaturg.runtime.text import fold

TEXT = "Write a short letter to the harbour office about late boats"

word = st.text(alphabet="abcdefgs'", min_size=1, max_size=8)
words = st.lists(word, min_size=FEWEST_WORDS, max_size=14)


def test_fitted_and_reported_edits_have_no_operator_in_common() -> None:
    assert {edit.__name__ for edit in FITTED}.isdisjoint(edit.__name__ for edit in REPORTED)


@pytest.mark.parametrize("edit", [*FITTED, *REPORTED], ids=lambda edit: edit.__name__)
@given(words=words, seed=st.integers(0, 1000))
@settings(deadline=None, max_examples=60)
def test_an_edit_is_small_repeatable_and_never_the_text_itself(edit: Edit, words: list[str], seed: int) -> None:
    text = " ".join(words)
    result = edited(text, edit, Random(seed), ["quarry"])
    assert result == edited(text, edit, Random(seed), ["quarry"])
    assert result != text
    if result is not None:
        assert abs(len(result.split()) - len(words)) <= 2


@pytest.mark.parametrize("edit", [*FITTED, *REPORTED], ids=lambda edit: edit.__name__)
def test_short_texts_are_left_alone(edit: Edit) -> None:
    assert edited("Sort this list", edit, Random(0), ["quarry"]) is None


def test_restyling_keeps_the_words() -> None:
    restyle = next(edit for edit in FITTED if edit.__name__ == "restyle")
    made = [edited(TEXT, restyle, Random(seed), []) for seed in range(40)]
    assert {fold(text) for text in made if text is not None} == {fold(TEXT)}


def test_foreign_words_come_from_elsewhere() -> None:
    for edit in REPORTED[:2]:
        result = edited(TEXT, edit, Random(3), ["quarry"])
        assert result is not None
        assert "quarry" in result.split()
