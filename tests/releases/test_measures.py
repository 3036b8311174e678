"""Measures of talks: whose the talk is, whether voices can be told apart, what contradicts a card."""

import random
from collections.abc import Sequence

import pytest

from dialogue_scene import brief, talk
from dramaturg.graphs.sample import Sample, Status
from dramaturg.releases.measure import MEASURES, Found, Spoken, measured
from dramaturg.releases.measures.voices import attribution
from dramaturg.scenarios.dialogue import Dialogue
from dramaturg.scenarios.draft import Draft, Round
from dramaturg.scenarios.finding import Finding, Severity
from dramaturg.scenarios.kind import KINDS

KIND = KINDS.get("dialogue")

LOUD = (
    "Well, I mean, really, the boat! The boat, of all things!",
    "Oh no, not that again, please! Not the rain, not today!",
    "And who would, I ask you! Who, if not us, and when!",
    "Hm, why not, I say! Why ever not, come to think of it!",
    "Oh, come now, please! Who said so, and to whom, and why!",
    "Well, no, not me, thanks! Not on a Monday, oh no!",
)
LOW = (
    "It is so. There is nothing to be done about the roof.",
    "That was not the case. It has been that way in spring.",
    "This is the last of them. There are none in the shed.",
    "It was said that there is a road. That is the way of it.",
    "There has been a note on the door. It is in the drawer.",
    "That is the end of the matter. It was settled in May.",
)


def spoken(*texts: str, names: Sequence[str] = ("one", "other")) -> list[Spoken]:
    return [Spoken(names[place % len(names)], text) for place, text in enumerate(texts)]


def sample(dialogue: Dialogue, status: Status = Status.ACCEPTED, *problems: str) -> Sample:
    findings = tuple(
        Finding(
            source="verifier:consistency",
            where="turn 1 customer",
            quote="",
            problem=problem,
            fix="",
            severity=Severity.MAJOR,
        )
        for problem in problems
    )
    held = Round(draft=Draft(round=0, payload=dialogue.model_dump(mode="json")), findings=findings)
    return Sample(brief=brief(), status=status, rounds=(held,))


def found(name: str, *samples: Sample) -> Found | None:
    return next((each for each in measured(KIND, samples) if each.name == name), None)


def test_voices_that_differ_are_told_apart_whatever_they_speak_of() -> None:
    mixed = [text for pair in zip(LOUD, LOW, strict=True) for text in pair]
    turns, right, chance = attribution(spoken(*mixed))
    assert (turns, chance) == (12, 6.0)
    assert right >= 11


def test_what_is_spoken_of_tells_nobody_apart() -> None:
    about = ["The cat sat on the mat.", "The dog lay in the yard."]
    texts = [about[place % 2] for place in range(8)]
    turns, right, chance = attribution(spoken(*texts))
    assert (turns, chance) == (8, 4.0)
    # "in the" and "on the" differ, cats and dogs do not.
    same = attribution(spoken(*[text.replace("lay in", "sat on") for text in texts]))
    assert (same.turns, same.right) == (turns, chance) != (turns, right)


def test_turns_dealt_out_at_random_are_given_back_by_chance() -> None:
    drawn, total = random.Random(5), attribution([])
    for _ in range(150):
        texts = drawn.sample([*LOUD, *LOW], 8)
        names = drawn.sample(["a", "b", "c", "a", "b", "c", "a", "b"], 8)
        total = total.plus(attribution([Spoken(*turn) for turn in zip(names, texts, strict=True)]))
    assert total.turns > 800
    assert abs(total.right - total.chance) / total.turns < 0.04


@pytest.mark.parametrize("turns", [[], spoken("Alone."), spoken("One.", "Two."), spoken("A.", "B.", names=["one"])])
def test_where_nothing_can_be_compared_nothing_is_counted(turns: list[Spoken]) -> None:
    assert attribution(turns) == (0, 0.0, 0.0)


def test_shares_tell_who_speaks_most_and_least() -> None:
    speakers = ["customer", "agent", "customer", "customer"]
    told = found("shares", sample(talk("One two three.", "One.", "One.", "One.", speakers=speakers)))
    assert told is not None
    assert told.values == {"talks": 1, "most": 0.75, "least": 0.25, "even": 0.5, "most_words": 5 / 6}


def test_contradictions_are_counted_in_first_drafts_and_in_what_was_accepted() -> None:
    card, earlier = "what it states of itself contradicts its card (age)", "… contradicts what it said before (age)"
    made = sample(talk("One.", "Two."), Status.ACCEPTED, earlier)
    thrown_away = sample(talk("One.", "Two."), Status.REJECTED, card, card)
    told = found("contradictions", made, thrown_away)
    assert told is not None
    assert (told.values["card"], told.values["earlier"], told.values["turns"]) == (0, 1, 2)
    assert (told.values["card_per_100_first"], told.values["earlier_per_100_first"]) == (50.0, 25.0)


def test_where_nobody_looks_for_contradictions_none_are_reported() -> None:
    assert "contradictions" in [each.name for each in measured(KIND, [sample(talk("One.", "Two."))])]
    assert measured(KINDS.get("trajectory"), []) == ()
    looked = MEASURES.get("contradictions")(KINDS.get("trajectory"))
    looked.add(sample(talk("One.", "Two.")))
    assert looked.found() is None


def test_only_accepted_talks_are_heard() -> None:
    assert found("shares", sample(talk("One.", "Two."), Status.REJECTED)) is None
    assert found("voices", sample(talk(*[text for pair in zip(LOUD, LOW, strict=True) for text in pair]))) is not None


def test_kinds_of_one_voice_have_nothing_to_measure() -> None:
    payload = {"instruction": "Say why.", "input": "", "response": "Because."}
    held = Round(draft=Draft(round=0, payload=payload))
    written = Sample(brief=brief(), status=Status.ACCEPTED, rounds=(held,))
    assert measured(KINDS.get("instruction"), [written]) == ()
    assert {"shares", "voices", "contradictions"} <= set(MEASURES.all())
