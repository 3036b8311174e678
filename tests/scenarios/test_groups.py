"""Groups follow the edges of the persona graph, in both directions, and are the same for the same place."""

from collections import Counter

import pytest
from pydantic import ValidationError

from dramaturg.personas.graph import PersonaGraph
from dramaturg.personas.persona import Lens, Origin
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.conversation import Role
from dramaturg.scenarios.groups import STRANGER
from dramaturg.scenarios.names import given_names, names_of
from dramaturg.scenarios.spec import Scenario
from society import SEEDS, admitted, briefs, graph, scenario

RELATIONS = {"works beside", "is served by"}


def roles(brief: Brief) -> tuple[Role, ...]:
    assert brief.conversation is not None
    return brief.conversation.roles


def names(brief: Brief) -> list[str]:
    return [role.name for role in roles(brief)]


def test_the_same_place_brings_the_same_group_together() -> None:
    assert briefs(scenario()) == briefs(scenario())
    sizes = Counter(len(brief.people) for brief in briefs(scenario()))
    assert set(sizes) == {3, 4}
    assert min(sizes.values()) > 15


def test_everybody_comes_in_by_an_edge_to_somebody_who_is_there_or_as_a_stranger() -> None:
    called = names_of(graph().personas(), "the scenario")
    edges = {
        (called[held.persona.id], held.tie, called[held.source])
        for held in graph().admissions()
        if held.tie in RELATIONS
    }
    ways = Counter[str]()
    for brief in briefs(scenario()):
        first, *others = roles(brief)
        assert first.tie is None
        there = {first.name}
        for role in others:
            assert role.tie is not None
            tie = (role.tie.one, role.tie.way, role.tie.other)
            assert role.name in (role.tie.one, role.tie.other)
            assert there & {role.tie.one, role.tie.other}
            assert tie in edges if role.tie.way in RELATIONS else tie not in edges
            ways[role.tie.way] += 1
            there.add(role.name)
    assert set(ways) == {*RELATIONS, "contrast", "random"}


def test_strangers_are_asked_in_only_where_the_edges_end() -> None:
    for brief in briefs(scenario(size=(3, 3))):
        assert len({person.text.split(" of ")[1] for person in brief.people}) == 1, "a family has three members"
    for brief in briefs(scenario(size=(4, 4))):
        assert len({person.text.split(" of ")[1] for person in brief.people}) == 2


def test_edges_are_followed_both_ways() -> None:
    firsts = {brief.persona.text.split(" of ")[0] for brief in briefs(scenario(size=(3, 3)))}
    assert firsts == {"A miller", "A carter", "A baker"}


def test_a_name_is_one_persons_the_whole_run_long() -> None:
    known: dict[str, str] = {}
    for brief in briefs(scenario(), 200):
        for name, person in zip(names(brief), brief.people, strict=True):
            assert known.setdefault(name, person.id) == person.id
    assert len(known) == 12


def test_two_namesakes_never_meet() -> None:
    crowd = graph(loners=2 * len(given_names()))
    called = names_of(crowd.personas(), "the scenario")
    assert max(Counter(called.values()).values()) == 3
    for brief in briefs(scenario(size=(8, 8), conversation=_large()), 150, crowd):
        assert len(set(names(brief))) == 8


def _large() -> dict[str, object]:
    return {"society": {"size": [8, 8], "remembers": 0}, "turns": [16, 20]}


def test_names_say_nothing_of_who_bears_them_and_are_roles() -> None:
    assert len(set(given_names())) == len(given_names()) > 150
    assert all(name.isascii() and name.islower() and name.isalpha() for name in given_names())
    people = graph().personas()
    assert names_of(people, "one") == names_of(people, "one") != names_of(people, "other")


def test_what_they_are_to_each_other_is_known_to_all_and_who_they_are_is_not() -> None:
    for brief in briefs(scenario(size=(3, 3)), 20):
        by_trade = dict(zip((person.text.split()[1] for person in brief.people), roles(brief), strict=True))
        miller, carter, baker = (by_trade[trade] for trade in ("miller", "carter", "baker"))
        assert carter.about == (
            f"somebody who is, to {miller.name.title()}, a colleague or team mate with another task, and to whom"
            f" {baker.name.title()} is a client, patient, pupil, passenger or customer of theirs"
        )
        assert not any(trade in role.about for role in roles(brief) for trade in by_trade)


def test_strangers_are_said_to_be_strangers() -> None:
    abouts = {role.about for brief in briefs(scenario(size=(4, 4))) for role in roles(brief)}
    assert STRANGER in abouts


def test_the_first_of_a_group_descends_from_the_seed_at_the_related_share() -> None:
    families = graph().families()
    for share, least, most in ((1.0, 60, 60), (0.0, 0, 40)):
        made = briefs(scenario(related_share=share))
        related = sum(brief.persona.id in families[brief.seed.id] for brief in made)
        assert least <= related <= most


def test_fewer_people_than_a_group_needs_are_refused_before_anything_is_written() -> None:
    few = PersonaGraph()
    few.add_seed(SEEDS[0].id, SEEDS[0].text, "x")
    admitted(few, "A miller.", Origin.TEXT, SEEDS[0].id, Lens.READS)
    with pytest.raises(UsageError, match="groups of up to 4 are asked for, and there are 1 people"):
        briefs(scenario(), 1, few)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"conversation": {"society": {"size": [1, 3]}}}, "2 <= least <= most <= 8"),
        ({"conversation": {"society": {"size": [3, 9]}}}, "2 <= least <= most <= 8"),
        ({"conversation": {"society": {}}, "wave": None}, "set `wave`"),
        ({"conversation": {"society": {}, "turns": [4, 9]}}, "5 people need 10 turns at least"),
        ({"conversation": {"society": {"size": [3, 3], "floor": "turns"}, "turns": [7, 8]}}, "no multiple of 3"),
        ({"conversation": {"society": {}, "staged": True, "turns": [8, 20]}}, "no outline can be made"),
        ({"conversation": {"society": {}, "meetings": {"lives with": 1}, "turns": [8, 20]}}, "follows all relations"),
        (
            {"conversation": {"society": {}, "turns": [8, 20], "roles": [{"name": n, "about": n} for n in "abc"]}},
            "a society's roles are the members",
        ),
        (
            {"conversation": {"society": {}, "turns": [8, 20]}, "controls": {"m": {"options": ["x"], "told": "kim"}}},
            "not known beforehand",
        ),
        (
            {
                "conversation": {"society": {}, "turns": [8, 20]},
                "personas": {"per_seed": 0, "rounds": 0, "given": ["A nurse.", "A cook."]},
            },
            "a group of 5 needs as many",
        ),
    ],
)
def test_a_society_that_cannot_be_is_refused(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Scenario.model_validate({"kind": "gathering", "wave": 4, **changes})


def test_a_scenario_without_a_society_is_kept_as_before() -> None:
    roles = [{"name": "one", "about": "one"}, {"name": "other", "about": "the other"}]
    made = Scenario.model_validate({"kind": "dialogue", "conversation": {"roles": roles}})
    kept = made.content()
    assert "wave" not in kept
    assert "society" not in kept["conversation"]
    assert "tie" not in kept["conversation"]["roles"][0]


def test_briefs_are_read_back_as_they_were_kept() -> None:
    for brief in briefs(scenario(), 10):
        assert Brief.model_validate_json(brief.model_dump_json()) == brief
