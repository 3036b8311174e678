"""Verifiers of what is said in dialogues: the language, the end, facts about oneself, whole turns, stock phrases."""

import pytest

from dialogue_scene import ENGLISH, GERMAN, SPANISH, brief, drawn_language, found, talk
from dramaturg.scenarios.dialogue import Ending
from dramaturg.scenarios.finding import Severity
from dramaturg.scenarios.verifiers.dialogue.closing import closing
from dramaturg.scenarios.verifiers.dialogue.consistency import consistency
from dramaturg.scenarios.verifiers.dialogue.language import language
from dramaturg.scenarios.verifiers.dialogue.stock import stock
from dramaturg.scenarios.verifiers.dialogue.whole_turns import whole_turns


@pytest.mark.parametrize("value", ["German", "de", "Deutsch", "german (formal)", "de-AT"])
def test_a_drawn_language_holds_for_all_turns(value: str) -> None:
    dialogue = talk(GERMAN, ENGLISH, "OK.", "Оно сломалось вчера вечером.")
    where = [("turn 2 agent", Severity.BLOCKING), ("turn 4 agent", Severity.BLOCKING)]
    assert found(language, dialogue, brief(language=drawn_language(value))) == where


def test_one_language_is_kept_where_none_was_drawn() -> None:
    assert found(language, talk(ENGLISH, SPANISH, ENGLISH, "Miau.")) == [("turn 2 agent", Severity.MAJOR)]
    assert found(language, talk(SPANISH, SPANISH)) == []
    assert found(language, talk(ENGLISH, GERMAN)) == []
    assert found(language, talk(ENGLISH, GERMAN), brief(language=drawn_language("Klingon"))) == []


@pytest.mark.parametrize(
    ("texts", "ending", "expected"),
    [
        (("It's dead.", "What does the lamp say?"), Ending.CAP, [("turn 2 agent", Severity.BLOCKING)]),
        (("It's dead.", "Is there anything else?"), Ending.GOALS_MET, [("turn 2 agent", Severity.MAJOR)]),
        (("It's dead.", "Let me check that for you."), Ending.GOALS_MET, [("turn 2 agent", Severity.MAJOR)]),
        (("It's dead.", "The lamp shows what it has."), Ending.CAP, [("turn 2 agent", Severity.MAJOR)]),
        (("It's dead.", "Come on Monday, then. Bye!"), Ending.CAP, []),
        (("Goodbye!", "Wait.", "What?", "It's mended."), Ending.GOALS_MET, [("turn 1 customer", Severity.BLOCKING)]),
        (("It runs.", "Good.", "Thanks, bye!", "Goodbye."), Ending.LEAVE_TAKING, []),
        (("I never said goodbye to her.", "Oh.", "Well.", "Quite so."), Ending.GOALS_MET, []),
    ],
)
def test_a_talk_ends_once(texts: tuple[str, ...], ending: Ending, expected: list[tuple[str, Severity]]) -> None:
    assert found(closing, talk(*texts, ending=ending)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I'm 52, you know.",
        "I'm fifty-two years old.",
        "I turned 29 in March.",
        "I live in Toulouse, after all.",
        "I'm a plumber myself.",
        "My three daughters will be there.",
    ],
)
def test_contradictions_of_the_card_are_found(text: str) -> None:
    assert [where for where, _ in found(consistency, talk(text, "Oh."))] == ["turn 1 customer"]


@pytest.mark.parametrize(
    "text",
    [
        "I'm 34.",
        "I'm thirty-four years old.",
        "I'm 20 minutes away.",
        "I'm almost 35.",
        "My son is 12 and I'm tired.",
        "I live in Utrecht.",
        "I live in Lombok, near the station.",
        "I'm a florist, not a plumber.",
        "I was a plumber once.",
        "I'm a plumber's daughter.",
        "I'm a terrible driver.",
        "My daughters will be there.",
        "I'm a bit late.",
    ],
)
def test_what_fits_the_card_or_cannot_be_told_passes(text: str) -> None:
    assert found(consistency, talk(text, "Oh.")) == []


def test_a_side_does_not_contradict_itself() -> None:
    dialogue = talk("Who are you?", "My name is Ines.", "And?", "My name is Joana, as I said.")
    assert found(consistency, dialogue) == [("turn 4 agent", Severity.MAJOR)]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("", Severity.BLOCKING),
        ("...", Severity.BLOCKING),
        ("My name is [Your Name].", Severity.BLOCKING),
        ("It is \ufffd.", Severity.BLOCKING),
        ("It stopped when I opened the", Severity.MAJOR),
    ],
)
def test_turns_are_whole(text: str, severity: Severity) -> None:
    assert found(whole_turns, talk(text, "Oh.")) == [("turn 1 customer", severity)]


def test_who_never_sets_full_stops_breaks_nothing_off() -> None:
    chatty = talk("Hey, are you there? I need help", "Yes.", "it's the lamp it blinks", "Oh.", "ok thanks", "Bye.")
    assert found(whole_turns, chatty) == []
    tidy = talk("It's dead.", "Yes.", "It blinks.", "Oh.", "Red.", "Yes.", "I tried to open the small do", "Bye.")
    assert found(whole_turns, tidy) == [("turn 7 customer", Severity.MAJOR)]


def test_an_assistant_may_be_one_and_is_not_polite_by_rote() -> None:
    says = "As an AI language model, I cannot see your lamp."
    assert found(stock, talk(says, says)) == [("turn 1 customer", Severity.BLOCKING), ("turn 2 agent", Severity.MINOR)]
    rote = talk("It's dead.", "Certainly! One.", "Oh.", "Certainly! Two.", "Oh.", "Certainly! Three.")
    assert found(stock, rote) == [("turn 6 agent", Severity.MAJOR)]
    assert found(stock, talk("It's dead.", "I'm sorry to hear that. Which lamp is on?")) == []
