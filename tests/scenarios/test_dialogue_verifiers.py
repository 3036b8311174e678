"""Verifiers of the form of dialogues find what they are for, at its turn, and leave its likes alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue_scene import (
    ASKED,
    ENGLISH,
    FACT,
    GERMAN,
    GOAL,
    PERSONA,
    ROLES,
    SIDES,
    THEIRS,
    brief,
    drawn_language,
    evidence,
    found,
    talk,
)
from dramaturg.scenarios.controls import Drawn, Option
from dramaturg.scenarios.conversation import Conversation
from dramaturg.scenarios.dialogue import Dialogue, Ending, Turn, name_of
from dramaturg.scenarios.finding import Severity
from dramaturg.scenarios.kinds.dialogue import OF_DIALOGUES
from dramaturg.scenarios.verifiers.dialogue.alternation import alternation
from dramaturg.scenarios.verifiers.dialogue.goal_leak import goal_leak
from dramaturg.scenarios.verifiers.dialogue.lengths import lengths
from dramaturg.scenarios.verifiers.dialogue.one_voice import one_voice
from dramaturg.scenarios.verifiers.dialogue.repeated import repeated


@pytest.mark.parametrize(
    ("speakers", "where"),
    [
        (("customer", "agent", "customer", "agent"), []),
        (("agent", "customer"), ["turn 1 agent"]),
        (("customer", "agent", "agent", "customer", "agent"), ["turn 3 agent"]),
        (("customer", "narrator"), ["turn 2 narrator"]),
        (("customer", "agent", "customer"), ["turn 3 customer"]),
    ],
)
def test_sides_take_turns(speakers: tuple[str, ...], where: list[str]) -> None:
    dialogue = talk(*("So be it." for _ in speakers), speakers=speakers)
    assert [place for place, _ in found(alternation, dialogue)] == where


@pytest.mark.parametrize(
    "text",
    [
        "Customer: It's dead.",
        "**Agent:** Have you tried the switch?",
        "It's dead.\nAgent: Have you tried the switch?",
        "It's dead. Agent: Have you tried the switch?",
        "[customer] It's dead.",
        "*sighs* It's dead.",
        "It's dead (laughs).",
        "(leans on the counter) It's dead.",
    ],
)
def test_scripts_and_stage_directions_are_found(text: str) -> None:
    assert [where for where, _ in found(one_voice, talk(text, "Oh."))] == ["turn 1 customer"]


@pytest.mark.parametrize(
    "text",
    [
        "I told the agent: no more of that.",
        "It's *really* dead, *always* has been.",
        "The repair (takes ten minutes) can wait.",
        "Two things: the fan, and the light.",
        "The customer service said so.",
        "Call 555-0100 (looks like a local number).",
    ],
)
def test_colons_stars_and_brackets_are_left_alone(text: str) -> None:
    assert found(one_voice, talk(text, "Oh.")) == []


@pytest.mark.parametrize(
    ("last", "severities"),
    [
        (ASKED, [Severity.BLOCKING]),
        (ASKED.replace("small", "little"), [Severity.BLOCKING]),
        ("Let me see. " + ASKED, [Severity.BLOCKING]),
        (
            f"That tells us little about the fan, the door or the hose inside it. {ASKED} We have time.",
            [Severity.MAJOR],
        ),
        (ASKED.replace("green", "red"), []),
        ("Could you look whether the fan turns?", []),
    ],
)
def test_what_was_said_before_is_found(last: str, severities: list[Severity]) -> None:
    dialogue = talk("It's dead.", ASKED, "There is no lamp.", last)
    assert found(repeated, dialogue) == [("turn 4 agent", severity) for severity in severities]


def test_parroting_is_found_and_courtesies_are_not() -> None:
    dialogue = talk(ASKED, ASKED, "Thank you so much for your help.", "Yes, please.", "Yes, please.", "Thank you!")
    assert found(repeated, dialogue) == [("turn 2 agent", Severity.BLOCKING)]
    thanks = talk("Thank you so much for your help.", "Thank you so much for your help.")
    assert found(repeated, thanks) == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("I have to have the cold store repaired before the wedding on Saturday.", Severity.BLOCKING),
        ("My goal is to have the cold store repaired.", Severity.BLOCKING),
        ("As my card says, I'm in a hurry.", Severity.BLOCKING),
        ("I'm playing the customer here.", Severity.BLOCKING),
        ("Don't try to sell a maintenance contract for at least two years.", Severity.BLOCKING),
        ("The compressor of this model was recalled in March, wasn't it?", Severity.MAJOR),
        ("My goal here was cold roses.", Severity.MAJOR),
    ],
)
def test_leaks_are_found(text: str, severity: Severity) -> None:
    assert found(goal_leak, talk(text, "Oh.")) == [("turn 1 customer", severity)]


@pytest.mark.parametrize(
    "text",
    [
        "I need it cold by Saturday, there's a wedding.",
        "My goal is to open a second shop one day.",
        "The memory card says it's full.",
        "He plays the flute, I'm playing the piano.",
        "Was there a recall?",
    ],
)
def test_wanting_something_aloud_is_no_leak(text: str) -> None:
    assert found(goal_leak, talk(text, "Oh.")) == []


def test_what_was_told_may_be_said() -> None:
    told = "We recalled that compressor in March: the valve cracks on this model."
    again = "So the compressor of this model was recalled in March because of a cracked valve."
    assert found(goal_leak, talk("It's dead.", told, again, "Yes.")) == []
    assert found(goal_leak, talk("It's dead.", FACT)) == []


def test_the_number_of_turns_is_held_at_the_turn_that_brought_the_end() -> None:
    short = brief().model_copy(update={"conversation": Conversation(roles=ROLES, turns=(6, 8))})
    ended = talk("It's dead.", "Oh.", "Bye.", "Bye.")
    assert found(lengths, ended, short) == [("turn 4 agent", Severity.BLOCKING)]
    for place in (2, 3):
        turns = [turn.model_copy(update={"leaves": at >= place}) for at, turn in enumerate(ended.turns)]
        left = ended.model_copy(update={"turns": tuple(turns)})
        assert [where for where, _ in found(lengths, left, short)] == [f"turn {place + 1} {turns[place].speaker}"]
    long = talk(*("Oh." for _ in range(10)))
    assert found(lengths, long) == [("turn 10 agent", Severity.BLOCKING)]


def test_controls_hold_for_each_turn_or_one_side() -> None:
    dialogue = talk("It's dead.", "Have you looked at the lamp behind the cover yet?")
    each = Drawn(value="full", option=Option(words=(4, 20)), checks="turn")
    assert found(lengths, dialogue, brief(length=each)) == [("turn 1 customer", Severity.MAJOR)]
    theirs = Drawn(value="asks", option=Option(pattern=r"\?", about="a question"), checks="customer")
    assert found(lengths, dialogue, brief(style=theirs)) == [("turn 1 customer", Severity.MAJOR)]
    elsewhere = Drawn(value="any", option=Option(words=(99, 99)), checks="response")
    assert found(lengths, dialogue, brief(length=elsewhere)) == []


PIECES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [PERSONA, GOAL, THEIRS, FACT, GERMAN, ENGLISH, ASKED, "I'm 52.", "*sighs*", "Agent:", "Bye!", "?", ""]
    ),
)
TURNS = st.lists(
    st.builds(
        Turn,
        speaker=st.sampled_from(["customer", "agent", "a b", ""]),
        text=st.lists(PIECES, max_size=4).map(" ".join),
        goal_met=st.booleans(),
        leaves=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(TURNS, st.sampled_from(Ending), st.sampled_from(["German", "", "en"]))
def test_whatever_is_said_findings_stand_at_turns_and_quote_them(turns: list[Turn], ending: Ending, value: str) -> None:
    dialogue = Dialogue(situation="In the service chat.", sides=SIDES, turns=tuple(turns), ending=ending)
    parts = {name_of(place, turn): turn.text for place, turn in enumerate(turns)}
    about = brief(language=drawn_language(value)) if value else brief()
    for verify in OF_DIALOGUES:
        for finding in verify(dialogue, about):
            assert finding.quote in parts[finding.where]
    assert {finding.where for finding in evidence(dialogue, about)} <= set(parts)


def test_nothing_said_at_all_is_held_where_the_first_turn_would_be() -> None:
    assert {finding.where for finding in evidence(talk(), brief())} == {"turn 1 customer"}
