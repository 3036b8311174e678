"""How a fault is planted in a human-written dialogue. Nothing here knows of the verifiers.

An operator takes a random stream and a dialogue and gives the spoilt one with the place of the turn that a finding has
to be anchored to, or None where it cannot be applied.
"""

import random
from collections.abc import Callable
from typing import NamedTuple

from dramaturg.scenarios.dialogue import Side
from human_dialogues import Piece


class Planted(NamedTuple):
    """A spoilt dialogue, and the place of the faulted turn."""

    piece: Piece
    place: int


Operator = Callable[[random.Random, Piece], Planted | None]


def turn_of(rng: random.Random, piece: Piece, side: Side) -> int:
    return rng.choice([place for place, turn in enumerate(piece.turns) if turn.speaker == side.role])


def joined(rng: random.Random, piece: Piece, place: int, said: str, *, at_the_end: bool = False) -> Planted:
    """Say something before or after what is said in a turn."""
    text = piece.turns[place].text
    first = not at_the_end and rng.random() < 0.5
    return Planted(piece.with_text(place, f"{said} {text}" if first else f"{text} {said}"), place)
