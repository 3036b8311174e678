"""The calculator: exact, one text for each number, and a memory that changes only where somebody stores."""

import json
import random
from decimal import Decimal
from fractions import Fraction
from itertools import product
from statistics import pvariance
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.state import differences
from dramaturg.scenarios.world import WORLDS, Effect, Tool
from dramaturg.scenarios.worlds.calculator import CALCULATOR
from dramaturg.scenarios.worlds.calculator.calculator import SHOWN, Memory
from dramaturg.scenarios.worlds.calculator.exact import LONGEST, SCALES, Unit, number, rounded, text_of
from world_play import play, refusal, value

FRACTIONS = st.fractions(max_denominator=1000)
READS = [tool for tool in CALCULATOR.tools if tool.effect is Effect.READ]


def result(tool: str, **arguments: Any) -> str:
    return value(CALCULATOR, tool, arguments)["result"]


def test_it_is_found_by_name() -> None:
    assert WORLDS.get("calculator") is CALCULATOR


@settings(max_examples=25)
@given(st.integers(1, 200), st.integers(0, 2**31))
def test_any_size_is_the_same_each_time(size: int, seed: int) -> None:
    first, again = (json.dumps(play(CALCULATOR, [], seed, size).before) for _ in range(2))
    assert first == again
    figures = Memory.model_validate_json(first).figures
    assert len(figures) == size
    assert len({each.unit for each in figures.values()}) == min(size, 6)
    assert all(text_of(number(each.value)) == each.value for each in figures.values())
    assert all(number(each.value) > 0 for each in figures.values())


def test_other_seeds_and_sizes_give_other_states() -> None:
    ends = {hash_of(CALCULATOR, play(CALCULATOR, [], seed, size).before) for seed in range(10) for size in (2, 3, 7)}
    assert len(ends) == 30


def test_a_corner_is_a_part_of_the_memory() -> None:
    state = play(CALCULATOR, [], 1, 40).before
    for seed in range(10):
        corner = CALCULATOR.corner(state, random.Random(seed))
        assert len(corner["figures"]) == SHOWN
        assert corner["figures"].items() <= state["figures"].items()


def test_the_tools_are_told_in_full() -> None:
    for tool in CALCULATOR.tools:
        properties = tool.parameters["properties"]
        assert tool.parameters["additionalProperties"] is False
        assert all(each.get("description") for each in properties.values()), tool.name
        assert (tool.actor, len(tool.about.split()) >= 6) == ("assistant", True)
    assert [tool.name for tool in CALCULATOR.tools if tool.effect is Effect.WRITE] == ["store_figure"]


def test_no_text_names_a_tool() -> None:
    """Where tools have other names, a text that names them would mislead."""
    told = "".join(
        f"{each.about} {json.dumps(list(each.parameters['properties'].values()))}" for each in CALCULATOR.tools
    )
    assert not any(tool.name in CALCULATOR.policy + told for tool in CALCULATOR.tools)


@given(st.fractions())
def test_a_number_has_one_text(drawn: Fraction) -> None:
    text = text_of(drawn)
    assert number(text) == drawn
    assert text_of(number(text)) == text
    assert not text.startswith("+")
    assert text != "-0"
    if "/" not in text:
        assert Decimal(text) == Decimal(drawn.numerator) / Decimal(drawn.denominator) or len(text) > 25
        assert "." not in text or not text.endswith("0")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("0.50", "0.5"), ("007", "7"), ("-0", "0"), ("4/8", "0.5"), ("22/7", "22/7"), ("-6/9", "-2/3"), (" 12 ", "12")],
)
def test_texts_of_one_number_become_one(text: str, canonical: str) -> None:
    assert result("add_numbers", numbers_to_add=[text]) == canonical


@pytest.mark.parametrize(
    "text", ["", "1,234", "1e5", "12 m", "½", "٣", "1/0", "--1", "1.", ".5", "1/2/3", "9" * 201, "inf", "NaN"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    said = refusal(CALCULATOR, "add_numbers", {"numbers_to_add": [text]})
    assert "is no number" in said or "divides by nothing" in said


@given(st.lists(FRACTIONS, min_size=1, max_size=6))
def test_sums_products_and_measures_are_exact(drawn: list[Fraction]) -> None:
    texts = [text_of(each) for each in drawn]
    total, times = sum(drawn, Fraction(0)), Fraction(1)
    for each in drawn:
        times *= each
    calls: list[tuple[str, dict[str, Any]]] = [
        ("add_numbers", {"numbers_to_add": texts}),
        ("multiply_numbers", {"factors": texts}),
        *(
            ("summarize_numbers", {"numbers_to_summarize": texts, "measure": measure})
            for measure in ("mean", "smallest", "largest", "variance")
        ),
    ]
    found = [Fraction(each.value["result"]) for each in play(CALCULATOR, calls).results]
    assert found == [total, times, total / len(drawn), min(drawn), max(drawn), pvariance(drawn)]


@given(FRACTIONS, FRACTIONS, st.integers(0, 5))
def test_pairs_are_exact(one: Fraction, other: Fraction, exponent: int) -> None:
    first, second = text_of(one), text_of(other)
    calls: list[tuple[str, dict[str, Any]]] = [
        ("subtract_numbers", {"first": first, "second": second}),
        ("percent_of_number", {"percent": first, "value": second}),
        ("raise_to_power", {"base": first, "exponent": exponent}),
        ("divide_numbers", {"dividend": first, "divisor": second}),
        ("percentage_between", {"part": first, "whole": second}),
    ]
    results = play(CALCULATOR, calls).results
    found = [Fraction(each.value["result"]) for each in results if each.error is None]
    quotients = [one / other, one / other * 100] if other else []
    assert found == [one - other, one * other / 100, one**exponent, *quotients]


@pytest.mark.parametrize(("texts", "middle"), [(["3", "1", "2"], "2"), (["1", "4", "2", "3"], "2.5"), (["1/3"], "1/3")])
def test_the_median_is_the_middle(texts: list[str], middle: str) -> None:
    assert result("summarize_numbers", numbers_to_summarize=texts, measure="median") == middle


@pytest.mark.parametrize(
    ("text", "places", "wanted"),
    [
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.125", 2, "0.13"),
        ("1.005", 2, "1.01"),
        ("2/3", 3, "0.667"),
        ("-1/3", 0, "0"),
        ("12.5", 2, "12.5"),
        ("99.999", 2, "100"),
    ],
)
def test_halves_are_rounded_away_from_nothing(text: str, places: int, wanted: str) -> None:
    assert result("round_number", value=text, places=places) == wanted


@given(st.fractions(), st.integers(0, 12))
def test_rounding_goes_to_the_nearest(drawn: Fraction, places: int) -> None:
    near = rounded(drawn, places)
    assert abs(near - drawn) * 2 * 10**places <= 1
    assert (near * 10**places).denominator == 1
    assert rounded(-drawn, places) == -near


@pytest.mark.parametrize(
    ("text", "source", "target", "wanted"),
    [
        ("1", "mile", "m", "1609.344"),
        ("3", "foot", "yard", "1"),
        ("12", "inch", "foot", "1"),
        ("16", "ounce", "pound", "1"),
        ("8", "pint", "gallon", "1"),
        ("1", "gallon", "l", "4.54609"),
        ("1", "week", "hour", "168"),
        ("100", "celsius", "fahrenheit", "212"),
        ("-40", "fahrenheit", "celsius", "-40"),
        ("0", "kelvin", "celsius", "-273.15"),
        ("1", "m", "foot", "1250/381"),
    ],
)
def test_units_convert_as_they_are_defined(text: str, source: str, target: str, wanted: str) -> None:
    assert result("convert_unit", value=text, from_unit=source, to_unit=target) == wanted


@given(FRACTIONS, st.sampled_from(sorted(SCALES)), st.sampled_from(sorted(SCALES)))
def test_there_and_back_is_where_it_was(drawn: Fraction, one: str, other: str) -> None:
    there = play(CALCULATOR, [("convert_unit", {"value": text_of(drawn), "from_unit": one, "to_unit": other})]).results[
        0
    ]
    if SCALES[one].measures != SCALES[other].measures:
        assert "do not fit" in (there.error or "")
    else:
        assert result("convert_unit", value=there.value["result"], from_unit=other, to_unit=one) == text_of(drawn)


def test_every_unit_has_a_scale() -> None:
    assert set(get_args(Unit)) == SCALES.keys()
    assert not any(one.factor <= 0 for one in SCALES.values())


def test_dividing_by_nothing_is_refused() -> None:
    for tool, arguments in (
        ("divide_numbers", {"dividend": "1", "divisor": "0.0"}),
        ("percentage_between", {"part": "1", "whole": "0"}),
        ("raise_to_power", {"base": "0", "exponent": -1}),
    ):
        said = refusal(CALCULATOR, tool, arguments)
        assert "nothing" in said


def test_results_that_nobody_can_read_are_refused() -> None:
    long = "9" * LONGEST
    assert "too long" in refusal(CALCULATOR, "multiply_numbers", {"factors": [long, long]})
    assert "too long" in refusal(CALCULATOR, "raise_to_power", {"base": long, "exponent": 60})
    fractions = [f"1/{10**190 + step}" for step in range(50)]
    assert "too long" in refusal(CALCULATOR, "add_numbers", {"numbers_to_add": fractions})
    assert "at least 1" in refusal(CALCULATOR, "add_numbers", {"numbers_to_add": []})
    assert "at most 50" in refusal(CALCULATOR, "add_numbers", {"numbers_to_add": ["1"] * 51})
    assert "valid string" in refusal(CALCULATOR, "add_numbers", {"numbers_to_add": [1.5]})


def test_what_is_stored_is_found_again() -> None:
    stored = {"name": " roof area ", "value": "36.50", "unit": "m"}
    played = play(CALCULATOR, [("store_figure", stored), ("recall_figure", {"name": "roof area"}), ("list_memory", {})])
    done, recalled, listed = played.results
    assert done.changed
    assert done.value == recalled.value == {"name": "roof area", "value": "36.5", "unit": "m"}
    assert listed.value["names"] == sorted(played.after["figures"])
    assert {(each.path, each.change) for each in differences(played.before, played.after)} == {
        ("figures.roof area", "added")
    }


def test_storing_the_same_again_changes_nothing_and_other_values_replace() -> None:
    """That a name is taken is the policy's affair: an assistant can do wrong here."""
    name, figure = next(iter(play(CALCULATOR, []).before["figures"].items()))
    same, other = play(
        CALCULATOR, [("store_figure", {"name": name, **figure}), ("store_figure", {"name": name, "value": "1"})]
    ).results
    assert (same.error, same.changed) == (None, False)
    assert other.changed


def test_what_is_not_there_is_refused() -> None:
    assert "nothing is stored" in refusal(CALCULATOR, "recall_figure", {"name": "moon weight"})
    assert "needs a name" in refusal(CALCULATOR, "store_figure", {"name": " ", "value": "1"})
    assert "no number" in refusal(CALCULATOR, "store_figure", {"name": "a", "value": "one"})


def arguments_of(tool: Tool) -> st.SearchStrategy[dict[str, Any]]:
    properties: dict[str, Any] = tool.parameters["properties"]
    texts = st.sampled_from(["0", "12.5", "-3", "22/7", "x", "fence length", "1/0"])

    def drawn(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        by_type = {"integer": st.integers(-70, 70), "array": st.lists(texts, max_size=4), "string": texts}
        return by_type[schema["type"]]

    return st.fixed_dictionaries({name: drawn(schema) for name, schema in properties.items()})


@given(
    st.lists(st.sampled_from(READS).flatmap(lambda tool: st.tuples(st.just(tool.name), arguments_of(tool))), max_size=8)
)
def test_calculating_changes_nothing(calls: list[tuple[str, dict[str, Any]]]) -> None:
    played = play(CALCULATOR, calls)
    assert played.before == played.after
    assert not any(each.changed for each in played.results)
    assert not any(tool.name in (each.error or "") for tool, each in product(CALCULATOR.tools, played.results))
