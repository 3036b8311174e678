"""What one side of a conversation is told: its own card and directions, and notes that give nothing away."""

import pytest

from dialogue_scene import FACT, GOAL, ROLES, SIDES, brief
from dramaturg.agents import assistant, speaker
from dramaturg.agents.director import Stage
from dramaturg.graphs.discretion import DISCREET, notes_for, view_of
from dramaturg.runtime.prompt import Prompt
from dramaturg.scenarios.controls import Drawn, Option
from dramaturg.scenarios.conversation import Conversation
from dramaturg.scenarios.dialogue import Turn, View
from dramaturg.scenarios.finding import Finding, Severity

CUSTOMER, AGENT = ROLES
POINT = "brings up that the last bill was paid twice"
SHORT = SIDES[0].model_copy(update={"knows": ("Code: seven seven one",), "points": (POINT,)})
STAGE = Stage(situation="In the service chat.", sides=(SHORT, SIDES[1]))
TALK = Conversation(roles=ROLES, turns=(4, 9))


def seen(number: int, **controls: Drawn) -> View:
    turns = tuple(Turn(speaker=ROLES[place % 2].name, text="Well.") for place in range(number))
    return view_of(ROLES[number % 2], brief(**controls), TALK, STAGE, turns)


def noted(place: int = 1, **changes: object) -> tuple[Finding, ...]:
    usual = Finding(
        source="critic", where="turn 2 agent", quote="", problem="dull", fix="liven it up", severity=Severity.MAJOR
    )
    return notes_for(AGENT, STAGE, [usual.model_copy(update=changes)], place)


def test_room_is_counted_up_to_the_last_turn_that_can_be_had() -> None:
    assert [seen(number).left for number in (0, 6, 7)] == [8, 2, 1], "nine turns cannot be shared by two"


def test_a_side_knows_how_long_it_has_to_stay() -> None:
    assert [seen(number).due for number in (0, 3, 4, 7)] == [4, 1, 0, 0]


@pytest.mark.parametrize("prompt", [speaker.PROMPT, assistant.PROMPT])
@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "Do not take leave yet: at least 4 turns are to come"),
        (1, "at least 3 turns are to come"),
        (2, "there is room for 6 more turns"),
        (5, "there is room for 3 more turns"),
        (6, "This is your last turn"),
        (7, "This is your last turn"),
    ],
)
def test_a_side_is_told_when_it_may_leave(prompt: Prompt, number: int, told: str) -> None:
    asked = prompt.render("b", "turn", view=seen(number))[-1].content
    assert told in asked
    endings = ("Do not take leave yet", "This is your last turn", " take leave; there", "Take leave only once")
    assert sum(ending in asked for ending in endings) == 1


def test_a_direction_that_is_one_sides_own_is_told_to_it_alone() -> None:
    mood = Drawn(value="annoyed", option=Option(), checks="response", told="customer")
    outcome = Drawn(value="solved", option=Option(), checks="response")
    assert seen(0, mood=mood, outcome=outcome).directions == ("mood: annoyed (of the customer)", "outcome: solved")
    assert seen(1, mood=mood, outcome=outcome).directions == ("outcome: solved",)


def test_a_length_of_one_sides_turns_is_told_to_it_alone_as_that_of_its_turn() -> None:
    length = Drawn(value="short", option=Option(words=(2, 9)), checks="agent")
    assert seen(0, length=length).directions == ()
    assert seen(1, length=length).directions == ("length: short (2 to 9 words in the turn)",)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"where": "turn 1 customer"}, 0),
        ({"where": "turn 4 agent"}, 1),
        ({"where": "turn 2 agent"}, 3),
        ({"severity": Severity.MINOR}, 1),
        ({"where": "the talk"}, 1),
    ],
)
def test_notes_are_about_ones_own_turn_at_this_place_and_above_minor(changes: dict[str, object], place: int) -> None:
    assert noted() != ()
    assert noted(place, **changes) == ()


@pytest.mark.parametrize("secret", [GOAL, SIDES[0].persona, "Code: seven seven one", POINT])
@pytest.mark.parametrize("field", ["problem", "fix"])
def test_a_note_that_tells_what_stands_on_the_others_card_is_cut_short(secret: str, field: str) -> None:
    (note,) = noted(1, **{field: f"The customer has this on its card: {secret}"})
    assert note.problem == DISCREET
    assert secret not in f"{note.problem} {note.fix} {note.quote}"


def test_a_passage_that_guessed_the_others_card_is_not_shown_again() -> None:
    (note,) = noted(quote=f"You want to {GOAL}")
    assert (note.quote, note.problem) == ("", "dull")


def test_a_note_may_tell_what_stands_on_ones_own_card() -> None:
    (note,) = noted(problem=f"it does not say that {FACT}", quote="The compressor is fine.")
    assert note.problem.endswith(FACT)
    assert note.quote == "The compressor is fine."
