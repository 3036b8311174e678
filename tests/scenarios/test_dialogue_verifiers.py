"""Each verifier of dialogues finds what it is for, at its turn, and leaves alone what only looks like it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaturg.personas.persona import Origin, Persona
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.controls import Drawn, Option
from dramaturg.scenarios.conversation import Conversation, Role
from dramaturg.scenarios.dialogue import Dialogue, Ending, Side, Turn, name_of
from dramaturg.scenarios.finding import Finding, Severity
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.kinds.dialogue import OF_DIALOGUES
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.verifiers.dialogue.alternation import alternation
from dramaturg.scenarios.verifiers.dialogue.closing import closing
from dramaturg.scenarios.verifiers.dialogue.consistency import consistency
from dramaturg.scenarios.verifiers.dialogue.goal_leak import goal_leak
from dramaturg.scenarios.verifiers.dialogue.language import language
from dramaturg.scenarios.verifiers.dialogue.lengths import lengths
from dramaturg.scenarios.verifiers.dialogue.one_voice import one_voice
from dramaturg.scenarios.verifiers.dialogue.repeated import repeated
from dramaturg.scenarios.verifiers.dialogue.stock import stock
from dramaturg.scenarios.verifiers.dialogue.whole_turns import whole_turns

Verify = Callable[[Dialogue, Brief], Iterable[Finding]]

ROLES = (
    Role(name="customer", about="a customer"),
    Role(name="agent", about="a service agent", played_by="assistant"),
)
PERSONA = "A 34-year-old florist in Utrecht with two daughters."
GOAL = "Have the cold store repaired before the wedding on Saturday morning."
THEIRS = "Sell a maintenance contract for at least two years to this customer."
FACT = "The compressor of this model was recalled in March because of a cracked valve."
SIDES = (
    Side(role="customer", about="", played_by="persona", persona=PERSONA, goal=GOAL, knows=(), manner=""),
    Side(role="agent", about="", played_by="assistant", persona="", goal=THEIRS, knows=(FACT,), manner=""),
)


def brief(**controls: Drawn) -> Brief:
    return Brief(
        id="b",
        cell="all",
        index=0,
        persona=Persona(id="p", text=PERSONA, origin=Origin.GIVEN),
        conversation=Conversation(roles=ROLES, turns=(2, 8)),
        seed=seed_of("The strainer had filled with weed again.", "log.txt:1"),
        controls=controls,
    )


def talk(*texts: str, speakers: Sequence[str] = (), ending: Ending = Ending.GOALS_MET) -> Dialogue:
    """Return a dialogue of these words; the two sides take turns unless speakers are named."""
    named = speakers or [ROLES[place % 2].name for place in range(len(texts))]
    turns = tuple(Turn(speaker=speaker, text=text) for speaker, text in zip(named, texts, strict=True))
    return Dialogue(situation="In the service chat.", sides=SIDES, turns=turns, ending=ending)


def evidence(dialogue: Dialogue, about: Brief) -> tuple[Finding, ...]:
    return asyncio.run(KINDS.get("dialogue").evidence(dialogue.model_dump(mode="json"), about)).findings


def found(verify: Verify, dialogue: Dialogue, about: Brief | None = None) -> list[tuple[str, Severity]]:
    return [(finding.where, finding.severity) for finding in verify(dialogue, about or brief())]


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


ASKED = "Could you take the cover off and look for the small green lamp?"


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


def test_the_number_of_turns_is_held_at_the_last_turn() -> None:
    short = brief().model_copy(update={"conversation": Conversation(roles=ROLES, turns=(4, 8))})
    assert found(lengths, talk("It's dead.", "Oh."), short) == [("turn 2 agent", Severity.BLOCKING)]
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


GERMAN = "Das weiß ich noch nicht, ich muss erst mit meiner Frau sprechen."
ENGLISH = "I don't know that yet, I have to talk to my wife about it first."
SPANISH = "No lo sé todavía, tengo que hablar con mi mujer de eso."


def drawn_language(value: str) -> Drawn:
    return Drawn(value=value, option=Option(), checks="turn")


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
