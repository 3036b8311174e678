"""Templates: filled, typed, and found again in what somebody says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaturg.scenarios.errands import Values
from dramaturg.scenarios.errands.templates import argument, filled, found_in, names_in, pattern

AMOUNTS = st.integers(0, 10**9)
VALUES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 .,:@'-]{0,20}[A-Za-z0-9]", fullmatch=True).filter(
    lambda text: ". " not in text and "  " not in text
)


@given(AMOUNTS)
def test_amounts_in_words_and_in_cents_are_each_other_s_reverse(cents: int) -> None:
    amount = filled("{cents:euros}", {"cents": cents})
    assert argument("{amount:cents}", {"amount": amount}, {"type": "integer"}) == cents


def test_amounts_in_words_may_have_groups() -> None:
    assert argument("{amount:cents}", {"amount": "1,284.50"}, {}) == 128450


@given(VALUES, VALUES)
def test_what_was_filled_in_is_found_again(one: str, other: str) -> None:
    template = "I want to move {one} to {other}. That is all."
    said = filled(template, {"one": one, "other": other})
    if " to " not in one:
        assert found_in(f"Hello. {said} Thanks.", template) == {"one": one, "other": other}


def test_a_decimal_point_ends_no_sentence() -> None:
    assert found_in("The amount is 42.90. Thanks.", "The amount is {amount}.") == {"amount": "42.90"}


def test_what_is_said_in_short_is_found_too() -> None:
    assert found_in("Account number: 4711.", "My account number is {account}.") == {"account": "4711"}
    assert found_in("Postcode: 4711.", "My account number is {account}.") is None


def test_the_last_telling_counts() -> None:
    assert found_in("My name is Ana. No, my name is Eva.", "My name is {name}.") == {"name": "Eva"}


def test_a_value_that_occurs_twice_is_the_same() -> None:
    twice = pattern("From {place} and back to {place}.")
    assert twice.search("From Graz and back to Graz.")
    assert not twice.search("From Graz and back to Linz.")


def test_unknown_and_empty_values_are_missing() -> None:
    for known in ({}, {"day": None}):
        with pytest.raises(KeyError):
            filled("On {day}.", known)


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        ("12", {"type": "integer"}, 12),
        ("12.0", {"type": "number"}, 12),
        ("1,200.5", {"type": "number"}, 1200.5),
        (12, {"type": "string"}, "12"),
        ("yes", {"type": "boolean"}, True),
        ("a, b", {"type": "array", "items": {"type": "string"}}, ["a", "b"]),
        ("1, 2", {"type": "array", "items": {"type": "integer"}}, [1, 2]),
        ("x", {"anyOf": [{"type": "string"}, {"type": "null"}]}, "x"),
        ("7", {"anyOf": [{"type": "integer"}, {"type": "null"}]}, 7),
    ],
)
def test_arguments_have_the_type_that_is_asked_for(value: object, schema: dict[str, Any], expected: object) -> None:
    found = argument("{value}", {"value": value}, schema)
    assert (found, type(found)) == (expected, type(expected))


def doubled(known: Values) -> int:
    return int(known["rows"]) * 2


def test_arguments_are_filled_inside_lists_and_objects_and_worked_out() -> None:
    known = {"who": "Ana", "rows": "3"}
    assert argument(["{who}", {"name": "{who}"}], known, {}) == ["Ana", {"name": "Ana"}]
    assert argument(doubled, known, {"type": "integer"}) == 6
    assert argument("for {who} x", known, {}) == "for Ana x"
    assert argument(False, known, {"type": "boolean"}) is False


def test_names_stand_once_and_in_order() -> None:
    assert names_in("{b} {a:euros} {b}") == ["b", "a"]


def test_a_value_of_one_character_ends_where_its_sentence_ends() -> None:
    assert found_in("The day is 2. The amount is EUR 5.00.", "The day is {day}.") == {"day": "2"}
