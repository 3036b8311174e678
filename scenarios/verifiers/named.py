"""Answers in words, compared item by item: "Ana, Bo and Cy", "Ana > Bo > Cy", "The drill.", "Yes, it follows"."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ...runtime.text import fold
from ..brief import Brief
from ..finding import Finding
from .evidence import defect
from .quantity import agree

_FRAME: Final = re.compile(
    r"^(?:so|thus|therefore|hence)?[\s,]*(?:the )?(?:final |correct )?(?:answer|order)(?: is)?[\s:]+", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"\s*(?:[,;>→\n]|->|\band\b|\bthen\b|&)+\s*", re.IGNORECASE)
_FILLING: Final = re.compile(r"\b(?:the|an?|is|are|on|was|it)\b|[:=]", re.IGNORECASE)
_PLAIN_FIGURE: Final = re.compile(r"-?[\d.,]+")
_DECIDES: Final = frozenset(("yes", "no", "none", "nobody"))
"""Words that are the whole answer, whatever is said after them."""


def alike(one: str, other: str) -> bool:
    """Whether two answers name the same, in the same order."""
    if _PLAIN_FIGURE.fullmatch(one.strip(" .")) or _PLAIN_FIGURE.fullmatch(other.strip(" .")):
        return agree(one, other)
    return items_of(one) == items_of(other) != []


def items_of(answer: str) -> list[str]:
    """Return what an answer names, bare and in small letters."""
    pieces = _BETWEEN.split(_FRAME.sub("", answer.strip().strip("*`\"'")))
    items = [bare for piece in pieces if (bare := " ".join(_FILLING.sub(" ", fold(piece)).split()))]
    return items[:1] if items and items[0] in _DECIDES else items


def concluded(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find an answer that the end of the solution does not name."""
    items = items_of(parts["answer"])
    if not items:
        yield defect("concluded", "answer", "it names nothing", "give what the puzzle asks for", quote=parts["answer"])
        return
    last = " ".join(_FILLING.sub(" ", fold(parts["solution"].strip().rsplit("\n", 1)[-1])).split())
    missing = [item for item in items if not re.search(rf"(?<!\w){re.escape(item)}(?!\w)", last)]
    if missing:
        problem = f"the solution does not end with it: its last line does not name {', '.join(missing)}"
        fix = "let the last line of the solution state the answer"
        yield defect("concluded", "answer", problem, fix, quote=parts["answer"])
