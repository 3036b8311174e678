"""The rehearsal part of the simulated user: somebody who says what they want, answers what is asked, and leaves."""

import json
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ..runtime.frozen import is_list, is_mapping
from ..runtime.rehearsal.directions import directions_in, value_of
from ..runtime.rehearsal.language import sentence, upper_first, with_article
from ..runtime.rehearsal.reading import role_in
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from ..runtime.text import sentences
from ..scenarios.errands.spoken import ONLY_ASKED, Goal, answers_to, first_person, goal_in
from .simulated_user_rehearsal_hands import asked_of

_KEEPS_BACK: Final = 0.6
"""How many users with two matters bring up the second one when the first is settled."""


class Talk(NamedTuple):
    """A prompt as the user understands it."""

    goal: Goal
    facts: tuple[str, ...]
    heard: str
    """What the assistant said last."""
    said: tuple[str, ...]
    report: str
    """What came of the user's own calls since then."""
    mood: str

    def has_said(self, words: str) -> bool:
        """Whether the user said this."""
        return words in " ".join(self.said)


@plays("UserMove")
def move(scene: Scene) -> Lines:
    """Say or do what comes next."""
    script, talk = Script.beside(__file__), _talk(scene)
    if not talk.said and not talk.heard:
        return _says(_opening(scene, script, talk))
    if "There is no time left" in scene.user:
        return _says(_pick(scene, script, talk, "bye"), is_done=True)
    if talk.report:
        return _says(f"{script.pick(scene.rng, 'did')} {talk.report}")
    call = asked_of(scene, talk.heard, (*talk.facts, *talk.goal.first, *talk.goal.second))
    if call is not None:
        return {"says": "", "calls": [call], "is_done": False}
    return _reply(scene, script, talk)


def _reply(scene: Scene, script: Script, talk: Talk) -> Lines:
    if _asks_for_consent(script, talk.heard):
        return _says(_pick(scene, script, talk, "agreed"))
    if _has(script, "cue_refused", talk.heard) and (asked := _after_refusal(scene, script, talk)):
        return _says(asked)
    if _has(script, "cue_settled", _last_question(talk.heard)):
        return _next_or_leave(scene, script, talk)
    if "?" in talk.heard:
        told = answers_to(_question(talk.heard), talk.facts, talk.said)
        return _says(" ".join(_put(scene, talk, fact) for fact in told) or script.pick(scene.rng, "unknown"))
    if _has(script, "cue_ends", talk.heard):
        return _says(_pick(scene, script, talk, "bye"), is_done=True)
    return _says(_pick(scene, script, talk, "wait"))


def _asks_for_consent(script: Script, heard: str) -> bool:
    """Whether a sentence begins like "Shall I": "Which day shall I take?" asks for a day."""
    opening = tuple(cue.lower() for cue in script.entries("cue_consent"))
    return any(said.lower().startswith(opening) for said in sentences(heard))


def _next_or_leave(scene: Scene, script: Script, talk: Talk) -> Lines:
    rest = [said for said in talk.goal.second if not talk.has_said(said)]
    if rest:
        return _says(f"{script.pick(scene.rng, 'second')} {' '.join(rest)}")
    return _says(_pick(scene, script, talk, "bye"), is_done=True)


def _after_refusal(scene: Scene, script: Script, talk: Talk) -> str:
    """Return what was kept for the case of a refusal, once."""
    if talk.goal.exception and not any(_has(script, "exception", said) for said in talk.said):
        return script.pick(scene.rng, "exception")
    rest = [said for said in talk.goal.if_refused if not talk.has_said(said)]
    return f"{script.pick(scene.rng, 'pity')} {' '.join(rest)}" if rest else ""


def _talk(scene: Scene) -> Talk:
    heard, said, report = "", list[str](), list[str]()
    for label, text in scene.trail():
        if label == "the assistant said":
            heard, report = text, []
        elif label == "you said":
            said.append(text)
            report = []
        elif label.startswith("you did "):
            report.append(_result_in_words(text.partition("\n")[2]))
    facts = tuple(filter(None, scene.section("knowledge").split("\n")))
    mood = value_of(directions_in(scene.user), "mood", "tone")
    return Talk(goal_in(scene.section("goal")), facts, heard, tuple(said), " ".join(report), mood)


def _opening(scene: Scene, script: Script, talk: Talk) -> str:
    hello = _pick(scene, script, talk, "hello") if scene.chance(0.7) else ""
    slots = {"role": with_article(role_in(scene.section("you")))}
    has_aside = bool(script.entries(f"aside_{talk.mood}")) and scene.chance(1 if talk.mood == "chatty" else 0.4)
    aside = script.pick(scene.rng, f"aside_{talk.mood}", slots) if has_aside else ""
    second: Sequence[str] = ()
    if talk.goal.second and not scene.chance(_KEEPS_BACK):
        second = (script.pick(scene.rng, "besides"), *talk.goal.second)
    leads = scene.chance(0.5)
    parts = [hello, aside if leads else "", *talk.goal.first, "" if leads else aside, *second]
    return " ".join(filter(None, parts))


def _pick(scene: Scene, script: Script, talk: Talk, table: str) -> str:
    """Return an entry of a table as the user's mood has it, where there is one of that mood."""
    own = f"{table}_{talk.mood}"
    return script.pick(scene.rng, own if script.entries(own) and scene.chance(0.7) else table)


def _put(scene: Scene, talk: Talk, fact: str) -> str:
    """Return a fact as it is told: in a hurry, what it is about and the value may do."""
    said = first_person(fact.removeprefix(ONLY_ASKED))
    named = re.fullmatch(r"(?:The|My) (.{3,50}) is (\S+)\.", said)
    return sentence(f"{named[1]}: {named[2]}") if named and talk.mood == "hurried" and scene.chance(0.6) else said


def _last_question(heard: str) -> str:
    """Return the last question; all that was said where nothing was asked."""
    return next((said for said in reversed(sentences(heard)) if "?" in said), heard)


def _question(heard: str) -> str:
    """Return what was asked: questions, with the sentences around them."""
    said = sentences(heard)
    places = {at for place, text in enumerate(said) if "?" in text for at in (place - 1, place, place + 1)}
    return " ".join(said[at] for at in sorted(places) if 0 <= at < len(said))


def _result_in_words(result: str) -> str:
    """Return what a call showed as somebody would type it."""
    try:
        value: object = json.loads(result)
    except ValueError:
        return result
    if is_mapping(value):
        shown = (f"{str(key).replace('_', ' ')}: {_plainly(each)}" for key, each in value.items())
        return upper_first("; ".join(shown)) + "."
    said = _plainly(value)
    return said if said.endswith((".", "!")) else f"It says {said}."


def _plainly(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_list(value):
        return ", ".join(map(_plainly, value)) or "none"
    return "nothing" if value is None else str(value)


def _has(script: Script, table: str, text: str) -> bool:
    return any(cue.lower() in text.lower() for cue in script.entries(table))


def _says(text: str, *, is_done: bool = False) -> Lines:
    return {"says": text, "calls": [], "is_done": is_done}
