"""Matters in a group: one brings it up, one has something against it, and the others have views."""

import random
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ..runtime.rehearsal.language import upper_first
from ..runtime.rehearsal.script import Script
from .director_matters_rehearsal import FIRST, SECOND, Part, part_of

OTHERS: Final = ("View", "Seen", "Could help")
TONES: Final = ("friendly", "tense", "dry", "hesitant")


class GroupMatter(NamedTuple):
    """What all of them know, a card for each, and how each talks."""

    situation: str
    parts: Sequence[Part]
    tones: Sequence[str]


def group_matter(rng: random.Random, number: int, slots: Mapping[str, str]) -> GroupMatter:
    """Return a matter for so many people; no two of the first four talk alike."""
    script = Script.beside(__file__)
    drawn = dict(slots) | {name: script.pick(rng, name) for name in ("hour", "sum")}
    table = rng.choice(script.names("matter_"))
    situation, first, second = (script.fill(rng, line, drawn) for line in script.entries(table))
    others = script.some(rng, "other", number - 2, drawn)
    parts = [part_of(first, FIRST), part_of(second, SECOND), *(part_of(line, OTHERS) for line in others)]
    tones = [*rng.sample(TONES, len(TONES)), *rng.choices(TONES, k=number)]
    return GroupMatter(upper_first(situation), parts[:number], tones[:number])
