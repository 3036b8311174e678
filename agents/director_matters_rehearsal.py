"""Matters between people: what one wants of the other, and what stands in the way."""

import random
from collections.abc import Mapping
from typing import Final, NamedTuple

from ..runtime.rehearsal.language import upper_first
from ..runtime.rehearsal.script import Script

FIRST: Final = ("Ask", "Reason", "Detail", "Could also")
SECOND: Final = ("Trouble", "Wants to know", "Offer", "Condition")


class Part(NamedTuple):
    """What one of the two wants and knows."""

    goal: str
    knows: tuple[str, ...]


class Matter(NamedTuple):
    """What both know, and the two cards."""

    situation: str
    first: Part
    second: Part


def matter_for(rng: random.Random, meeting: str, slots: Mapping[str, str]) -> Matter:
    """Return a matter that fits how the two came together."""
    script = Script.beside(__file__)
    wanted = f"matter_{meeting.replace(' ', '_')}_"
    table = rng.choice(script.names(wanted) or script.names("matter_strangers_"))
    # One draw per line would give a day or an amount two values in one talk.
    drawn = dict(slots) | {name: script.pick(rng, name) for name in ("hour", "sum")}
    situation, first, second = (script.fill(rng, line, drawn) for line in script.entries(table))
    return Matter(upper_first(situation), part_of(first, FIRST), part_of(second, SECOND))


def part_of(line: str, labels: tuple[str, ...]) -> Part:
    """Return what somebody wants and knows, of a line whose fields are parted by bars."""
    goal, *facts = (field.strip() for field in line.split(" | "))
    return Part(goal, tuple(f"{label}: {fact}" for label, fact in zip(labels, facts, strict=True)))
