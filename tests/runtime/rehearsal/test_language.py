"""Small English."""

import random

import pytest

from dramaturg.runtime.rehearsal.language import lower_first, plural, sentence, some, with_article


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("hour", "an hour"),
        ("user", "a user"),
        ("umpire", "an umpire"),
        ("union leader", "a union leader"),
        ("X-ray technician", "an X-ray technician"),
        ("MRI nurse", "an MRI nurse"),
        ("UN envoy", "a UN envoy"),
        ("one-eyed cat", "a one-eyed cat"),
        ("European", "a European"),
        ("onion grower", "an onion grower"),
    ],
)
def test_articles_follow_the_sound(phrase: str, expected: str) -> None:
    assert with_article(phrase) == expected


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("nurse", "nurses"),
        ("fisherwoman", "fisherwomen"),
        ("sales person", "sales people"),
        ("secretary", "secretaries"),
        ("essay coach", "essay coaches"),
        ("mother of four", "mothers of four"),
        ("midwife", "midwives"),
    ],
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


def test_sentences_start_large_and_end_once() -> None:
    assert sentence("it  rains") == "It rains."
    assert sentence("Does it?") == "Does it?"
    assert lower_first("An apple") == "an apple"
    assert lower_first("X-ray") == "X-ray"


def test_some_never_repeats() -> None:
    assert sorted(some(random.Random(1), ["a", "b", "c"], 9)) == ["a", "b", "c"]
