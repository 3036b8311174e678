"""Who meets whom: along the relations of the persona graph, by contrast, or at random; quotas decide how often."""

from collections import Counter

import pytest
from pydantic import ValidationError

from dramaturg.personas.embedders import HashedNgrams
from dramaturg.personas.graph import PersonaGraph
from dramaturg.personas.persona import Candidate, Granularity, Lens, Origin, Persona
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.brief import EVERY, Brief
from dramaturg.scenarios.casting import Casting
from dramaturg.scenarios.conversation import MEETING
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.spec import Scenario

SEEDS = [seed_of(f"Text {number} about {thing}.", f"a.txt:{number}") for number, thing in enumerate(["pumps", "bees"])]
TRADES = ("plumber", "beekeeper", "nurse", "tram driver", "baker", "notary")
SIDES = [{"name": "one", "about": "one of them"}, {"name": "other", "about": "the other"}]


def graph(relations: int = 3) -> PersonaGraph:
    """Six people from two texts, of whom some are served by the one they came from."""
    grown = PersonaGraph()
    for seed in SEEDS:
        grown.add_seed(seed.id, seed.text, seed.source)
    people: list[Persona] = []
    for number, trade in enumerate(TRADES):
        related = number >= len(TRADES) - relations
        source = people[number - 3].id if related else SEEDS[number % 2].id
        candidate = Candidate(
            text=f"A {trade} who keeps {number + 2} notebooks.",
            origin=Origin.RELATION if related else Origin.TEXT,
            granularity=Granularity.FINE,
            round=int(related),
            source=source,
            tie="is served by" if related else Lens.READS,
            ordinal=number,
        )
        people.append(candidate.admitted())
        grown.admit(candidate, people[-1])
    return grown


def scenario(meetings: dict[str, float], **changes: object) -> Scenario:
    talk = {"roles": SIDES, "meetings": meetings}
    return Scenario.model_validate({"kind": "dialogue", "conversation": talk, **changes})


def briefs(made: Scenario, number: int = 60, cell: str = EVERY, people: PersonaGraph | None = None) -> list[Brief]:
    casting = Casting(made, "the scenario", SEEDS, people or graph())
    return [casting.brief(cell, index) for index in range(number)]


def test_related_people_meet_in_the_direction_of_their_relation() -> None:
    source_of = {held.persona.id: held.source for held in graph().admissions()}
    met = [(brief.persona.id, brief.partners[0].id) for brief in briefs(scenario({"is served by": 1}))]
    assert all(source_of[first] == second for first, second in met)
    assert len(set(met)) == 3, "some pair never met"


def test_pairs_descend_from_the_seed_of_their_brief_at_the_related_share() -> None:
    family = graph().families()
    for share, expected in ((1.0, {True}), (0.0, {True, False})):
        made = briefs(scenario({"is served by": 1}, related_share=share))
        with_pair = [brief for brief in made if brief.seed == SEEDS[0]]
        assert {all(person.id in family[brief.seed.id] for person in brief.people) for brief in with_pair} == expected


def test_nobody_meets_themselves() -> None:
    made = briefs(scenario({"random": 1, "contrast": 1}), 200)
    assert all(brief.persona.id != brief.partners[0].id for brief in made)
    assert len({brief.partners[0].id for brief in made if brief.controls[MEETING].value == "random"}) == len(TRADES)


def test_by_contrast_one_meets_who_has_the_least_in_common() -> None:
    vector = HashedNgrams().vector
    for brief in briefs(scenario({"contrast": 1}), 20):
        others = [person for person in graph().personas() if person.id != brief.persona.id]
        likeness = {other.id: vector(brief.persona.text) @ vector(other.text) for other in others}
        assert brief.partners[0].id == min(likeness, key=lambda name: likeness[name])


def test_a_quota_over_meetings_fixes_how_people_come_together() -> None:
    quota = {"control": MEETING, "shares": {"random": 1, "is served by": 2}}
    made = scenario({"random": 1, "is served by": 1}, quota=quota)
    for cell in ("random", "is served by"):
        assert {brief.controls[MEETING].value for brief in briefs(made, 10, cell)} == {cell}


def test_meetings_come_in_their_shares() -> None:
    drawn = Counter(brief.controls[MEETING].value for brief in briefs(scenario({"random": 3, "contrast": 1}), 400))
    assert 250 < drawn["random"] < 350


def test_the_writer_is_told_who_is_who() -> None:
    (told,) = {d for brief in briefs(scenario({"is served by": 1})) for d in brief.directions}
    assert (
        told
        == "meeting: is served by (to the other, the one is a client, patient, pupil, passenger or customer of theirs)"
    )


def test_an_assistant_needs_nobody_to_meet() -> None:
    roles = [SIDES[0], {**SIDES[1], "played_by": "assistant"}]
    made = Scenario.model_validate({"kind": "dialogue", "conversation": {"roles": roles}})
    brief = briefs(made, 1)[0]
    assert (brief.partners, MEETING in brief.controls) == ((), False)
    assert brief.player("one") == brief.persona
    assert brief.player("other") is None


def test_a_relation_in_which_nobody_stands_is_refused_before_anything_is_written() -> None:
    with pytest.raises(UsageError, match="no two personas stand in the relation 'lives with'"):
        briefs(scenario({"lives with": 1}))


def test_a_relation_in_which_nobody_stands_is_left_out_and_said_where_there_are_other_ways() -> None:
    made = scenario({"lives with": 5, "is served by": 1})
    casting = Casting(made, "the scenario", SEEDS, graph())
    assert {casting.brief(EVERY, index).controls[MEETING].value for index in range(20)} == {"is served by"}
    assert casting.notes == ("no two personas stand in the relation 'lives with', so nobody met by it",)
    assert Casting(scenario({"is served by": 1}), "the scenario", SEEDS, graph()).notes == ()


def test_a_relation_that_a_quota_asks_for_must_be_there() -> None:
    quota = {"control": MEETING, "shares": {"lives with": 1}}
    with pytest.raises(UsageError, match="no two personas stand in the relation 'lives with'"):
        briefs(scenario({"lives with": 5, "is served by": 1}, quota=quota))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"conversation": {"roles": SIDES, "meetings": {"is served": 1}}}, "names no relation: 'is served'"),
        ({"conversation": {"roles": SIDES[:1]}}, "at least 2 items"),
        ({"conversation": {"roles": [SIDES[0], SIDES[0]]}}, "two roles share a name"),
        ({"conversation": {"roles": SIDES, "turns": [4, 2]}}, "2 <= least <= most"),
        ({"conversation": {"roles": [{**s, "played_by": "assistant"} for s in SIDES]}}, "give at least one role"),
        (
            {"conversation": {"roles": SIDES, "meetings": {"lives with": 1}}, "personas": {"rounds": 0}},
            "nobody is related",
        ),
        ({"conversation": {"roles": SIDES}, "controls": {"meeting": {"options": ["a"]}}}, "this name is taken"),
    ],
)
def test_a_conversation_that_cannot_be_is_refused(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Scenario.model_validate({"kind": "dialogue", **changes})
