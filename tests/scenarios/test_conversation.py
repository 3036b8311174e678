"""A conversation's rules: who speaks, when it ends, how often each may, and which ones cannot be."""

import pytest
from pydantic import ValidationError

from dialogue_scene import ROLES
from dramaturg.scenarios.conversation import Conversation
from dramaturg.scenarios.dialogue import Ending, Turn, ending_of, first_faulted, next_role
from dramaturg.scenarios.finding import Finding, Severity
from dramaturg.scenarios.spec import Scenario

PEOPLE = [{"name": "one", "about": "one"}, {"name": "other", "about": "the other"}]
HELPED = [PEOPLE[0], {**PEOPLE[1], "played_by": "assistant"}]
TALK = Conversation(roles=ROLES, turns=(4, 7))


def said(marks: str) -> tuple[Turn, ...]:
    """Return a turn for each mark: `.` goes on, `g` has met its goal, `l` leaves."""
    return tuple(
        Turn(speaker=ROLES[place % 2].name, text="Well.", goal_met=mark == "g", leaves=mark == "l")
        for place, mark in enumerate(marks)
    )


@pytest.mark.parametrize(
    ("marks", "ending"),
    [
        ("", None),
        (".", None),
        ("..", None),
        ("gg", None),
        ("l", None),
        ("l.", Ending.LEAVE_TAKING),
        (".l", Ending.LEAVE_TAKING),
        ("..l", None),
        ("....", None),
        ("..g.", None),
        ("..gg", Ending.GOALS_MET),
        (".gg.", None),
        ("..gl", Ending.LEAVE_TAKING),
        ("......", Ending.CAP),
    ],
)
def test_a_talk_ends_on_goals_met_on_leave_taking_or_at_the_cap(marks: str, ending: Ending | None) -> None:
    assert ending_of(TALK, said(marks)) is ending


def test_state_decides_who_speaks() -> None:
    assert [next_role(TALK, said("." * number)).name for number in range(4)] == ["customer", "agent"] * 2


@pytest.mark.parametrize(("turns", "cap"), [((2, 2), 2), ((2, 3), 2), ((5, 7), 6), ((6, 12), 12)])
def test_the_cap_is_the_last_turn_at_which_all_have_had_as_many(turns: tuple[int, int], cap: int) -> None:
    assert Conversation(roles=ROLES, turns=turns).cap == cap


def fault(where: str, severity: Severity = Severity.MAJOR) -> Finding:
    return Finding(source="critic", where=where, quote="", problem="dull", fix="", severity=severity)


@pytest.mark.parametrize(
    ("findings", "place"),
    [
        ([fault("turn 7 agent"), fault("turn 4 agent", Severity.BLOCKING)], 3),
        ([fault("turn 1 customer", Severity.MINOR), fault("turn 3 customer")], 2),
        ([fault("turn 1 customer")], 0),
        ([fault("the talk"), fault("turn 5 customer")], 4),
        ([fault("the talk")], 0),
    ],
)
def test_a_restart_is_at_the_first_turn_that_has_to_change(findings: list[Finding], place: int) -> None:
    assert first_faulted(findings) == place


@pytest.mark.parametrize("turns", [[7, 7], [3, 3], [9, 9]])
def test_a_band_that_two_sides_cannot_share_is_refused(turns: list[int]) -> None:
    with pytest.raises(ValidationError, match=f"no multiple of 2 lies within {turns[0]} to {turns[1]}"):
        Conversation.model_validate({"roles": PEOPLE, "turns": turns})


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"conversation": {"roles": PEOPLE, "meetings": {}}}, "at least 1 item"),
        ({"conversation": {"roles": HELPED, "meetings": {"lives with": 1}}}, "nobody meets"),
        (
            {"conversation": {"roles": PEOPLE}, "personas": {"per_seed": 0, "rounds": 0, "given": ["A nurse."]}},
            "nobody to meet",
        ),
        (
            {"conversation": {"roles": PEOPLE}, "personas": {"relations": {"random": {"about": "anybody"}}}},
            "personas.relations.random",
        ),
        (
            {"conversation": {"roles": PEOPLE}, "controls": {"mood": {"options": ["calm"], "told": "third"}}},
            "controls.mood.told names no role: 'third'; use: one, other",
        ),
        ({"controls": {"mood": {"options": ["calm"], "told": "one"}}}, "there is no conversation; leave it out"),
    ],
)
def test_what_would_be_ignored_or_fail_after_it_was_paid_for_is_refused(
    changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Scenario.model_validate({"kind": "dialogue", **changes})


def test_a_scenario_is_read_back_as_it_was_kept() -> None:
    made = Scenario.model_validate({"kind": "dialogue", "conversation": {"roles": HELPED}})
    assert Scenario.model_validate(made.model_dump(mode="json")) == made
