"""What a side of a rehearsed conversation makes of its prompt, and how it puts a turn together."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from ..runtime.rehearsal.directions import directions_in, value_of
from ..runtime.rehearsal.language import sentence
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.text import sentences, words
from ..scenarios.conversation import CONTRAST, RANDOM

_FACT: Final = re.compile(r"([A-Z][\w’' -]{1,28}): (\S.*)")
_OTHER: Final = re.compile(r"^You talk with: .*\((\w+)\)\.$", re.MULTILINE)
_OWN: Final = re.compile(r"^Who you are: (\w+), ", re.MULTILINE)
_LEFT: Final = re.compile(r"there is room for (\d+) more turns")
_CLOSING: Final = "This is your last turn"
_BAND: Final = re.compile(r"(\d+) to (\d+) words in the (\w+)")
_ANY_LENGTH: Final = (3, 60)
_KEY: Final = 4
"""Letters by which words are told apart: "rinse" and "rinsing" mean the same."""

_SMALL: Final = frozenset(
    [
        "what",
        "when",
        "where",
        "which",
        "whose",
        "with",
        "have",
        "does",
        "that",
        "this",
        "then",
        "than",
        "they",
        "them",
        "there",
        "your",
        "yours",
        "it's",
        "from",
        "into",
        "onto",
        "over",
        "after",
        "before",
        "about",
        "some",
        "just",
        "only",
        "been",
        "were",
        "will",
        "would",
        "could",
        "should",
        "can't",
        "don't",
        "isn't",
        "also",
        "back",
        "more",
        "most",
        "very",
        "much",
        "like",
        "you're",
        "i've",
        "i'm",
        "it'll",
    ]
)


class Heard(NamedTuple):
    """A prompt as the side that is to speak understands it."""

    name: str
    """Its role."""
    listener: str
    """The other side's role."""
    facts: Mapping[str, tuple[str, ...]]
    """What it knows, by label; what has none stands under the empty one."""
    goal: str
    manner: str
    persona: str
    own: tuple[str, ...]
    other: tuple[str, ...]
    band: tuple[int, int]
    left: int
    closing: bool
    mood: str
    outcome: str
    strangers: bool
    """Whether the two have never met."""
    revising: bool

    def fact(self, *labels: str) -> str:
        """Return the first fact with one of these labels, or nothing."""
        return next((held[0] for label in labels if (held := self.facts.get(label))), "")

    def unsaid(self, *labels: str) -> str:
        """Return the first fact with one of these labels that was not told yet, or nothing."""
        listed = [each for label in labels for each in self.facts.get(label, ())]
        return next((each for each in listed if not self.has_said(each)), "")

    def has_said(self, fact: str) -> bool:
        """Whether this side has told a fact, in whatever words."""
        return is_in(fact, " ".join(self.own))

    @property
    def last(self) -> str:
        """What the other side said last."""
        return self.other[-1] if self.other else ""

    @property
    def question(self) -> str:
        """What the other side asked last, or nothing."""
        return next((said for said in reversed(sentences(self.last)) if said.endswith("?")), "")


class Spoken(NamedTuple):
    """A turn before it is brought to its length: its core, what may stand around it, and what it means."""

    core: str
    before: str = ""
    after: str = ""
    fillers: tuple[str, ...] = ()
    goal_met: bool = False
    leaves: bool = False


def hear(scene: Scene) -> Heard:
    """Read the prompt of a speaker or an assistant."""
    directions = directions_in(scene.user)
    own, other = _OWN.search(scene.user), _OTHER.search(scene.user)
    left, name = _LEFT.search(scene.user), own[1] if own else ""
    closing = _CLOSING in scene.user
    return Heard(
        name=name,
        listener=other[1] if other else "",
        facts=_facts(scene.section("knowledge")),
        goal=scene.section("goal"),
        manner=scene.section("manner"),
        persona=scene.section("you"),
        own=tuple(scene.sections("you said")),
        other=tuple(scene.sections(f"{other[1]} said")) if other else (),
        band=_band(scene.user, name),
        left=1 if closing else int(left[1]) if left else 6,
        closing=closing,
        mood=value_of(directions, "mood", "tone"),
        outcome=value_of(directions, "outcome", "ending"),
        strangers=value_of(directions, "meeting") in (CONTRAST, RANDOM),
        revising=bool(scene.sections("note")),
    )


def keys(text: str) -> frozenset[str]:
    """Return the beginnings of a text's words, for telling what it is about."""
    return _keys(text)


def is_in(fact: str, text: str) -> bool:
    """Whether most of a fact stands in a text."""
    wanted = keys(fact)
    return bool(wanted) and len(wanted & keys(text)) >= 0.7 * len(wanted)


def nearest(text: str, facts: Sequence[str]) -> str:
    """Return the fact that has most in common with a text; nothing where none has anything."""
    best = max(facts, key=lambda fact: len(keys(fact) & keys(text)), default="")
    return best if keys(best) & keys(text) else ""


def has_cue(script: Script, table: str, text: str) -> bool:
    """Whether a text holds one of a table's entries."""
    lowered = f" {text.lower().replace('’', chr(39))} "
    return any(cue in lowered for cue in script.entries(table))


def fresh(scene: Scene, script: Script, heard: Heard, table: str, slots: Mapping[str, str] | None = None) -> str:
    """Return an entry of a table that nobody has said yet, or nothing."""
    return next(iter(fillers(scene, script, heard, (table,), slots)), "")


def fillers(
    scene: Scene, script: Script, heard: Heard, tables: Sequence[str], slots: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return entries that have not been said yet, filled, in random order."""
    said = " ".join((*heard.own, *heard.other)).lower()
    listed = [entry for table in tables for entry in script.entries(table)]
    filled = [script.fill(scene.rng, entry, slots or {}) for entry in scene.rng.sample(listed, len(listed))]
    return tuple(line for line in filled if _bare(line) not in said)


def put(scene: Scene, heard: Heard, spoken: Spoken) -> str:
    """Return the turn as text, within its length."""
    least, most = heard.band
    parts = [spoken.before, _sentences(spoken.core), spoken.after]
    if _length(parts) > most:
        parts[0] = ""
    if _length(parts) > most:
        parts[2] = ""
    # Nothing follows a question, and nothing a farewell or what was put last on purpose.
    comes_last = spoken.leaves or parts[1].endswith("?")
    place = 2 if spoken.after else 1 if comes_last else None
    for line in spoken.fillers:
        enough = _length(parts) > least and not scene.chance(0.12)
        if enough or _length([*parts, line]) > most:
            break
        parts.insert(len(parts) if place is None else place, line)
    return _cut(" ".join(filter(None, map(_sentences, parts))), most)


def _length(parts: Sequence[str]) -> int:
    return len(words(" ".join(parts)))


def _sentences(text: str) -> str:
    return " ".join(map(sentence, sentences(text)))


def _cut(text: str, most: int) -> str:
    """Return as many sentences as there is room for, but at least one."""
    kept = sentences(text)
    while len(kept) > 1 and _length(kept) > most:
        kept.pop()
    return " ".join(kept)


def _bare(line: str) -> str:
    return line.lower().rstrip(".!?")


def _facts(knowledge: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in filter(None, map(str.strip, knowledge.split("\n"))):
        labelled = _FACT.fullmatch(line)
        label, fact = (labelled[1], labelled[2]) if labelled else ("", line)
        found[label] = (*found.get(label, ()), fact)
    return found


def _band(user: str, name: str) -> tuple[int, int]:
    bands = {part: (int(least), int(most)) for least, most, part in _BAND.findall(user)}
    return bands.get(name) or bands.get("turn") or _ANY_LENGTH


@lru_cache(maxsize=4096)
def _keys(text: str) -> frozenset[str]:
    listed = (word.lower().replace("’", "'") for word in words(text))
    return frozenset(word[:_KEY] for word in listed if (len(word) > 3 or word.isdigit()) and word not in _SMALL)
