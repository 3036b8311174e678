"""Turns with the names that findings are anchored to."""

from collections.abc import Sequence
from typing import NamedTuple

from ...brief import Brief
from ...dialogue import Dialogue, Side, Turn, name_of


class Said(NamedTuple):
    """A turn, its place, and the name of the part that it is."""

    place: int
    where: str
    speaker: str
    text: str


def said_in(dialogue: Dialogue) -> list[Said]:
    """Return all turns in order."""
    return [said(place, turn) for place, turn in enumerate(dialogue.turns)]


def said(place: int, turn: Turn) -> Said:
    """Return a turn with its name."""
    return Said(place, name_of(place, turn), turn.speaker, turn.text)


def role_names(dialogue: Dialogue, brief: Brief) -> list[str]:
    """Return who takes turns, in the order of the conversation."""
    roles = [role.name for role in brief.conversation.roles] if brief.conversation else []
    return roles or [side.role for side in dialogue.sides]


def sides_of(dialogue: Dialogue, speaker: str) -> tuple[Sequence[Side], Sequence[Side]]:
    """Return the speaker's own side and those of the others."""
    own = [side for side in dialogue.sides if side.role == speaker]
    return own, [side for side in dialogue.sides if side.role != speaker]
