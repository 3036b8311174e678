"""The rehearsal part of the simulated user: somebody who says what they want, answers what is asked, and leaves."""

import json
import re
from typing import Any, Final, NamedTuple

from ..runtime.frozen import is_list, is_mapping
from ..runtime.rehearsal.language import upper_first
from ..runtime.rehearsal.reading import stems
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from ..runtime.text import sentences

_ONLY_ASKED: Final = "Say this only when you are asked: "
_NOT_SAID: Final = re.compile(r"^(?:Give|Tell|Say|Do not|Don't|Accept|Leave)\b")
_ASKS: Final = re.compile(r"^Ask (?:for |about )?")
_TOOL: Final = re.compile(r"^- (\w+): (.+?) Arguments: (\{.*\})$", re.MULTILINE)
_PERSONS: Final = (
    (re.compile(r"\b[Yy]ou are\b"), "I am"),
    (re.compile(r"\b[Yy]ou were\b"), "I was"),
    (re.compile(r"\b[Yy]ours\b"), "mine"),
    (re.compile(r"\b[Yy]ourself\b"), "myself"),
    (re.compile(r"\bYour\b"), "My"),
    (re.compile(r"\byour\b"), "my"),
    (re.compile(r"\b(to|of|by|for|from|with|tell|told|give|show|send|owe) you\b"), r"\1 me"),
    (re.compile(r"(?<=\w) you(?=[.,;:!?]|$)"), " me"),
    (re.compile(r"\b[Yy]ou\b"), "I"),
)
"""The goal is told in the second person, and said in the first."""


class Talk(NamedTuple):
    """A prompt as the user understands it."""

    goal: str
    facts: tuple[str, ...]
    heard: str
    """What the assistant said last."""
    said: tuple[str, ...]
    report: str
    """What came of the user's own calls since then."""


@plays("UserMove")
def move(scene: Scene) -> Lines:
    """Say or do what comes next."""
    script, talk = Script.beside(__file__), _talk(scene)
    if not talk.said and not talk.heard:
        return _says(_opening(scene, script, talk))
    if "There is no time left" in scene.user:
        return _says(script.pick(scene.rng, "bye"), is_done=True)
    if talk.report:
        return _says(f"{script.pick(scene.rng, 'did')} {talk.report}")
    call = _own_call(scene, talk.heard)
    if call is not None:
        return {"says": "", "calls": [call], "is_done": False}
    return _reply(scene, script, talk)


def _reply(scene: Scene, script: Script, talk: Talk) -> Lines:
    if _has(script, "cue_settled", talk.heard):
        return _says(script.pick(scene.rng, "bye"), is_done=True)
    if _has(script, "cue_consent", talk.heard):
        return _says(script.pick(scene.rng, "yes"))
    if "?" in talk.heard:
        told = _answers(talk)
        return _says(" ".join(told) if told else script.pick(scene.rng, "unknown"))
    return _says(script.pick(scene.rng, "wait"))


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
    return Talk(scene.section("goal"), facts, heard, tuple(said), " ".join(report))


def _opening(scene: Scene, script: Script, talk: Talk) -> str:
    wishes = [_wish(said) for said in sentences(talk.goal) if not _NOT_SAID.match(said)]
    hello = script.pick(scene.rng, "hello") if scene.chance(0.6) else ""
    return " ".join(filter(None, [hello, *wishes]))


def _wish(said: str) -> str:
    if _ASKS.match(said):
        asked = first_person(_ASKS.sub("", said)).rstrip(".")
        return f"Could you tell me {asked}?" if not asked.startswith("whether") else f"I'd like to know {asked}."
    return first_person(said)


def first_person(text: str) -> str:
    """Return what somebody was told about themselves as they say it."""
    for pattern, word in _PERSONS:
        text = pattern.sub(word, text)
    return upper_first(text)


def _answers(talk: Talk) -> list[str]:
    """Return the facts that the questions are after, best first, each once."""
    asked = stems(
        " ".join(said for said in re.split(r"(?<=[.?!])\s", talk.heard) if "?" in said or ":" in said).lower()
    )
    rated = [(len(asked & stems(fact.lower())), fact.removeprefix(_ONLY_ASKED)) for fact in talk.facts]
    wanted = [fact for hits, fact in rated if hits and first_person(fact) not in " ".join(talk.said)]
    return [first_person(fact) for fact in wanted] or [first_person(fact) for hits, fact in rated if hits][:2]


def _own_call(scene: Scene, heard: str) -> dict[str, str] | None:
    """Return the call of one's own tool that was asked for, if any."""
    asked = stems(heard.lower())
    best: tuple[int, dict[str, str]] | None = None
    for name, about, parameters in _TOOL.findall(scene.user):
        named = stems(name.replace("_", " "))
        hits = 3 * len(named & asked) // max(len(named), 1) + len(asked & stems(about.lower()))
        if named <= asked and (best is None or hits > best[0]):
            best = hits, {"tool": name, "arguments": json.dumps(_arguments(parameters, heard))}
    return best[1] if best else None


def _arguments(parameters: str, heard: str) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, schema in json.loads(parameters).items():
        options = [str(each) for each in schema.get("enum", ())]
        if options:
            given[name] = next((each for each in options if each.lower() in heard.lower()), options[0])
        elif schema.get("type") == "boolean":
            given[name] = not re.search(r"\b(?:off|out|disable)\b", heard)
    return given


def _result_in_words(result: str) -> str:
    """Return what a call showed as somebody would type it."""
    try:
        value: object = json.loads(result)
    except ValueError:
        return result
    if is_mapping(value):
        shown = (f"{str(key).replace('_', ' ')}: {_plainly(each)}" for key, each in value.items())
        return upper_first("; ".join(shown)) + "."
    return f"It says {_plainly(value)}."


def _plainly(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_list(value):
        return ", ".join(map(_plainly, value)) or "none"
    return "nothing" if value is None else str(value)


def _has(script: Script, table: str, text: str) -> bool:
    return any(cue in text.lower() for cue in script.entries(table))


def _says(text: str, *, is_done: bool = False) -> Lines:
    return {"says": text, "calls": [], "is_done": is_done}
