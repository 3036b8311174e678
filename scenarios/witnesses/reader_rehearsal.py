"""The rehearsal part of the reader: looks for the sentence about what is asked, and errs now and then."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ...runtime.rehearsal.reading import stems
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from ...runtime.text import sentences

OVERSIGHTS: Final = 0.04
"""How many questions a reader finds nothing for, though it is there."""

_ASKED: Final = re.compile(
    r"\b(?:how many|which|what) (?:(\w+) )?(?:are|is) recorded for (.+?)(?:, and (?=how|wh)|\?|$)", re.I
)
_PASSAGE: Final = re.compile(r"passage \d+")
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*")
_ENOUGH: Final = 0.5
"""Share of a free question's words that a sentence must have in common with it."""


class Wish(NamedTuple):
    """One thing that is asked: a unit, "name", another word, or nothing; and the words about what."""

    unit: str
    topic: frozenset[str]


@plays("Reading")
def read(scene: Scene) -> Lines:
    """Look up every thing that the question asks."""
    held = [said for label, text in scene.trail() if _PASSAGE.fullmatch(label) for said in sentences(text)]
    question = scene.section("question")
    found = [_settled(wish, held) for wish in wishes(question)] or [_nearest(stems(question), held)]
    if None in found or scene.chance(OVERSIGHTS):
        return {"words": [], "answerable": False, "answer": ""}
    settled = [each for each in found if each is not None]
    return {"words": [said for said, _ in settled], "answerable": True, "answer": spoken(value for _, value in settled)}


def wishes(question: str) -> list[Wish]:
    """Return what a question asks, one thing after another; nothing where it is put in another way."""
    return [Wish((unit or "").lower(), stems(topic)) for unit, topic in _ASKED.findall(question)]


def value_in(said: str, unit: str) -> str | None:
    """Return what a sentence tells under a unit: a figure with it, a name, or all that it says."""
    if not unit:
        return said.rstrip(".!?")
    found = _NAME.search(said) if unit == "name" else re.search(rf"\b\d+(?:[.,:]\d+)*(?= {re.escape(unit)}\b)", said)
    if found is None:
        return None
    return found.group() if unit == "name" else f"{found.group()} {unit}"


def spoken(values: Iterator[str] | Sequence[str]) -> str:
    """Return values as an answer."""
    return f"It is {', and '.join(values)}."


def _settled(wish: Wish, held: Sequence[str]) -> tuple[str, str] | None:
    about = (said for said in held if wish.topic and wish.topic <= stems(said))
    told = ((said, value_in(said, wish.unit)) for said in about)
    return next(((said, value) for said, value in told if value), None)


def _nearest(asked: frozenset[str], held: Sequence[str]) -> tuple[str, str] | None:
    best = max(held, key=lambda said: len(asked & stems(said)), default="")
    return (best, best.rstrip(".!?")) if asked and len(asked & stems(best)) >= _ENOUGH * len(asked) else None
