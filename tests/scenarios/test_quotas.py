"""Quotas over one control and over grids, and the weights with which everything was drawn."""

import math
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dramaturg.graphs.directory import reader
from dramaturg.personas.graph import PersonaGraph
from dramaturg.releases.canonical import rows
from dramaturg.scenarios.brief import EVERY
from dramaturg.scenarios.casting import Casting
from dramaturg.scenarios.quotas import cells
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.spec import Quota, Scenario, given_persona
from play import MakeRun, library_job, play

CONTROLS: dict[str, Any] = {
    "topic": {"options": ["bees", "trams"]},
    "audience": {"options": {"children": 1, "nurses": 2, "pilots": 1}},
    "style": {"options": {"plain": 3, "blunt": 1}},
}


def scenario(**changes: object) -> Scenario:
    return Scenario.model_validate({"kind": "instruction", "controls": CONTROLS, **changes})


def casting(of: Scenario) -> Casting:
    people, seeds = PersonaGraph(), [seed_of("A text about pumps.", "a.txt:1")]
    people.give(given_persona("A tram driver."))
    return Casting(of, "the scenario", seeds, people)


def test_a_grid_wants_every_combination_alike() -> None:
    made = scenario(quota={"controls": ["topic", "audience"]})
    assert cells(made, 12) == {
        f"{topic} / {audience}": 2 for topic in ("bees", "trams") for audience in ("children", "nurses", "pilots")
    }


def test_a_grid_with_shares_wants_what_is_named() -> None:
    shares = {"bees / nurses": 3, "trams / pilots": 1}
    assert cells(scenario(quota={"controls": ["topic", "audience"], "shares": shares}), 8) == {
        "bees / nurses": 6,
        "trams / pilots": 2,
    }


def test_a_cell_of_a_grid_fixes_all_of_its_controls() -> None:
    cast = casting(scenario(quota={"controls": ["topic", "audience"]}))
    briefs = [cast.brief("trams / nurses", index) for index in range(30)]
    assert {(brief.controls["topic"].value, brief.controls["audience"].value) for brief in briefs} == {
        ("trams", "nurses")
    }
    assert {brief.controls["style"].value for brief in briefs} == {"plain", "blunt"}


def test_one_control_may_be_wanted_alike() -> None:
    assert cells(scenario(quota={"control": "audience"}), 6) == {"children": 2, "nurses": 2, "pilots": 2}


@pytest.mark.parametrize(
    ("quota", "problem"),
    [
        ({}, "name one `control`"),
        ({"control": "topic", "controls": ["style"]}, "name one `control`"),
        ({"controls": ["topic", "topic"]}, "names one twice"),
        ({"controls": ["topic", "place"]}, "'place' is none of the controls: audience, style, topic"),
        (
            {"controls": ["topic", "style"], "shares": {"bees": 1}},
            "no option of topic / style: bees; cells are named 'bees",
        ),
        ({"control": "topic", "shares": {"cats": 1}}, "no option of topic: cats"),
        ({"control": "topic", "shares": {}}, "quota.shares"),
        ({"control": "topic", "shares": "fair"}, "quota.shares"),
    ],
)
def test_quotas_that_cannot_be_met_are_refused(quota: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError) as caught:
        scenario(quota=quota)
    assert problem in str(caught.value)


def test_two_cells_of_one_name_are_refused() -> None:
    controls = {"one": {"options": ["a / b", "a"]}, "two": {"options": ["c", "b / c"]}}
    with pytest.raises(ValidationError, match="two cells would be named 'a / b / c'"):
        scenario(controls=controls, quota={"controls": ["one", "two"]})


def test_a_drawn_control_says_how_likely_it_was() -> None:
    cast = casting(scenario())
    drawn = [cast.brief(EVERY, index).controls for index in range(60)]
    assert {each["style"].value: each["style"].chance for each in drawn} == {"plain": 0.75, "blunt": 0.25}
    assert {each["audience"].chance for each in drawn} == {0.25, 0.5}


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["bees", "trams"]), st.sampled_from(["children", "nurses", "pilots"])),
        st.floats(min_value=0.01, max_value=100),
        min_size=1,
    )
)
def test_the_weights_of_a_cell_multiply_to_its_share(shares: dict[tuple[str, str], float]) -> None:
    named = {" / ".join(values): share for values, share in shares.items()}
    cast = casting(scenario(quota=Quota(controls=("topic", "audience"), shares=named)))
    for cell, share in named.items():
        controls = cast.brief(cell, 0).controls
        weight = controls["topic"].chance * controls["audience"].chance
        assert math.isclose(weight, share / sum(named.values()))


def test_rows_of_a_grid_are_as_many_as_asked_for_and_carry_their_weights(run_directory: MakeRun) -> None:
    directory = run_directory("grid")
    job = library_job("product_reviews", quota={"controls": ["label", "length"]})
    report = play(directory, *job, 13)
    with reader(directory) as ledger:
        made = list(rows(ledger))
    assert report.counts.accepted == len(made) == 13
    counts = Counter(row.cell for row in made)
    assert len(counts) == 6
    assert set(counts.values()) == {2, 3}
    for row in made:
        assert row.cell == f"{row.controls['label']} / {row.controls['length']}"
        assert set(row.weights) == set(row.controls)
        assert math.isclose(math.prod(row.weights.values()), 1 / 6)
