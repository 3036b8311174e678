"""Casting is pure, goes through everything before it repeats, and keeps to shares and weights."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dramaturg.personas.graph import PersonaGraph
from dramaturg.personas.persona import Candidate, Granularity, Lens, Origin
from dramaturg.scenarios.brief import EVERY
from dramaturg.scenarios.casting import Casting
from dramaturg.scenarios.quotas import cells
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.spec import Quota, Scenario, given_persona

SEEDS = [seed_of(f"Text number {number} about pumps.", f"a.txt:{number}") for number in range(7)]


def graph() -> PersonaGraph:
    grown = PersonaGraph()
    for seed in SEEDS:
        grown.add_seed(seed.id, seed.text, seed.source)
    for seed in SEEDS[:5]:
        candidate = Candidate(
            text=f"A reader of {seed.text}",
            origin=Origin.TEXT,
            granularity=Granularity.FINE,
            round=0,
            source=seed.id,
            tie=Lens.READS,
            ordinal=1,
        )
        grown.admit(candidate, candidate.admitted())
    return grown


def casting(**changes: object) -> Casting:
    scenario = Scenario.model_validate({"kind": "instruction", **changes})
    return Casting(scenario, "the scenario", SEEDS, graph())


def test_a_brief_is_a_function_of_its_place() -> None:
    one, other = casting(), casting()
    later = [other.brief(EVERY, index) for index in reversed(range(20))]
    assert [one.brief(EVERY, index) for index in range(20)] == later[::-1]


def test_every_seed_comes_before_any_comes_again() -> None:
    cast = casting()
    for lap in range(3):
        used = [cast.brief(EVERY, lap * 7 + place).seed.id for place in range(7)]
        assert set(used) == {seed.id for seed in SEEDS}


def test_related_personas_descend_from_the_seed_of_their_brief() -> None:
    cast = casting(related_share=1.0)
    for index in range(40):
        brief = cast.brief(EVERY, index)
        if brief.seed in SEEDS[:5]:
            assert brief.seed.text in brief.persona.text


def test_the_owner_of_a_seed_is_cast_for_it_at_the_related_share() -> None:
    seeds = [*SEEDS, *(seed_of(f"Question {number}?", "q", "A tram driver.") for number in range(2))]
    people = graph()
    for seed in seeds[len(SEEDS) :]:
        people.add_seed(seed.id, seed.text, seed.source)
    people.give(given_persona("A tram driver."), seeds[-2].id)
    for share, expected in ((1.0, {True}), (0.0, {True, False})):
        made = Scenario.model_validate({"kind": "instruction", "related_share": share})
        cast = Casting(made, "the scenario", seeds, people)
        owned = [brief for index in range(90) if (brief := cast.brief(EVERY, index)).seed.persona]
        assert {brief.persona.text == "A tram driver." for brief in owned} == expected


def test_personas_without_relation_all_get_their_turn() -> None:
    cast = casting(related_share=0.0)
    used = Counter(cast.brief(EVERY, index).persona.id for index in range(25))
    assert set(used.values()) == {5}


def test_a_quota_cell_fixes_its_control_and_leaves_the_others_drawn() -> None:
    controls = {
        "mood": {"options": ["glad", "cross"]},
        "length": {"options": {"short": {"words": [5, 20]}, "long": 1}},
    }
    cast = casting(controls=controls, quota={"control": "mood", "shares": {"glad": 1, "cross": 1}})
    briefs = [cast.brief("cross", index) for index in range(30)]
    assert {brief.controls["mood"].value for brief in briefs} == {"cross"}
    assert {brief.controls["length"].value for brief in briefs} == {"short", "long"}
    assert "length: short (5 to 20 words in the response)" in {d for brief in briefs for d in brief.directions}


@given(
    wanted=st.integers(min_value=1, max_value=500),
    shares=st.dictionaries(st.sampled_from("abcdef"), st.integers(min_value=1, max_value=99), min_size=1),
)
def test_cells_add_up_and_are_within_one_of_their_share(wanted: int, shares: dict[str, int]) -> None:
    scenario = Scenario.model_validate(
        {
            "kind": "instruction",
            "controls": {"c": {"options": list(shares)}},
            "quota": Quota(control="c", shares=dict(shares)),
        }
    )
    counts = cells(scenario, wanted)
    assert sum(counts.values()) == wanted
    for cell, share in shares.items():
        assert abs(counts[cell] - wanted * share / sum(shares.values())) < 1
