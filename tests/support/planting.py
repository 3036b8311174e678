"""How a defect is planted in a human-written draft. Nothing here knows of the verifiers.

An operator takes a random stream and a draft and gives the pair (draft under the same controls, spoilt draft), or
None where it cannot be applied.
"""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple

from human_texts import Piece

WORDY: Final = 12
"""Words that a text needs to be cut, looped or handed back."""

_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"“])|\n+")


class Pair(NamedTuple):
    """A draft as it was, and as it is now."""

    before: Piece
    after: Piece


Operator = Callable[[random.Random, Piece], Pair | None]


def changed(piece: Piece, **parts: str) -> Pair:
    return Pair(piece, replace(piece, parts=piece.parts | parts))


def sentence_runs(text: str) -> list[str]:
    """Return a text cut after its sentences and lines."""
    return [run for run in _BETWEEN_SENTENCES.split(text) if run.strip()]


def inserted(rng: random.Random, text: str, addition: str) -> str:
    """Return a text with an addition after one of its sentences, or after the last."""
    places = [found.start() for found in _BETWEEN_SENTENCES.finditer(text)] + [len(text)]
    at = rng.choice(places)
    gap = "\n" if "\n" in text[at:] else " "
    return f"{text[:at]}{gap}{addition}{text[at:]}"
