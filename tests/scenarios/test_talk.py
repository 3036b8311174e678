"""The kind of dialogues: what the gate compares, and what is shown and told of a talk to whom."""

from dialogue_scene import FACT, GOAL, PERSONA, THEIRS, talk
from dramaturg.scenarios.dialogue import Dialogue
from dramaturg.scenarios.kind import KINDS

TALK = KINDS.get("dialogue")
SAID = ("The cold store is dead.", "Which lamp is lit?", "The red one.", "Then press it.")


def payload(dialogue: Dialogue) -> dict[str, object]:
    return dialogue.model_dump(mode="json")


def test_parts_are_turns_and_tell_who_says_them() -> None:
    parts = TALK.parts(payload(talk(*SAID)))
    assert list(parts) == ["turn 1 customer", "turn 2 agent", "turn 3 customer", "turn 4 agent"]
    assert tuple(parts.values()) == SAID
    assert [TALK.voice(part) for part in parts] == ["customer", "agent", "customer", "agent"]


def test_talks_that_open_alike_are_alike_however_they_go_on() -> None:
    other = talk(*SAID[:2], "None at all.", "Then it is the fuse.")
    assert TALK.gist(payload(talk(*SAID))) == TALK.gist(payload(other))
    assert TALK.gist(payload(talk("It hums.", *SAID[1:]))) != TALK.gist(payload(other))
    assert TALK.gist(payload(talk(SAID[0], "Is it warm?"))) != TALK.gist(payload(other))


def test_the_judge_alone_reads_both_cards() -> None:
    told = TALK.backstage(payload(talk(*SAID)))
    assert {GOAL, PERSONA} == {text for text in (GOAL, PERSONA, THEIRS, FACT) if text in told["card of customer"]}
    assert {THEIRS, FACT} == {text for text in (GOAL, PERSONA, THEIRS, FACT) if text in told["card of agent"]}
    assert not any(text in part for part in TALK.parts(payload(talk(*SAID))).values() for text in (GOAL, THEIRS))


def test_of_two_personas_the_second_is_trained_unless_a_side_is_named() -> None:
    made = talk(*SAID)
    people = tuple(side.model_copy(update={"played_by": "persona", "persona": "Somebody."}) for side in made.sides)
    form = TALK.chat(payload(made.model_copy(update={"sides": people})), None)
    assert [message.role for message in form.messages] == ["user", "assistant"] * 2
    assert "Somebody." in form.system
    named = TALK.chat(payload(made), "customer")
    assert [message.role for message in named.messages] == ["assistant", "user"] * 2
