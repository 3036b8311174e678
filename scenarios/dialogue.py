"""A dialogue: what each side is and wants, and what was said, turn by turn."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from ..runtime.frozen import Frozen, Reply
from .conversation import Conversation, Role
from .finding import Finding, Severity
from .memory import Memory, Takeaway


def _is_empty(value: object) -> bool:
    """Whether a field stays out of a payload: what only groups have, talks of two sides do not show."""
    return not value


class Ending(StrEnum):
    """What ended a dialogue."""

    GOALS_MET = "goals met"
    LEAVE_TAKING = "leave-taking"
    CAP = "cap"


class Side(Reply):
    """One side as only itself (and who judges the dialogue) knows it."""

    role: str
    about: str
    played_by: Literal["persona", "assistant"]
    persona: str
    """The persona's text; empty for an assistant."""
    goal: str
    """What it wants out of this talk; never told to the other side."""
    knows: tuple[str, ...]
    """Facts that the other side can only learn by being told."""
    manner: str
    points: tuple[str, ...] = ()
    """What it brings up, in order, where an outline was made."""
    memories: tuple[Memory, ...] = Field(default=(), exclude_if=_is_empty)
    """What a member of a group remembers of earlier meetings."""

    @property
    def own(self) -> tuple[str, ...]:
        """Everything that stands on its card and on no other."""
        return (self.persona, self.goal, *self.knows, *self.points, *(memory.told for memory in self.memories))


class Turn(Reply):
    """What one side said, and what it held of the talk when it said it."""

    speaker: str
    text: str
    goal_met: bool = False
    leaves: bool = False
    to: str = Field(default="", exclude_if=_is_empty)
    """Whom a member of a group speaks to, or everybody."""
    cue: str = Field(default="", exclude_if=_is_empty)
    """With what a moderator called on a member; no part of the talk."""


class Dialogue(Reply):
    """The payload of kinds that are written by turns."""

    situation: str
    """What both sides know when the talk begins."""
    sides: tuple[Side, ...]
    turns: tuple[Turn, ...]
    ending: Ending
    takeaways: tuple[Takeaway, ...] = Field(default=(), exclude_if=_is_empty)
    """What each member of a group takes away."""


class View(Frozen):
    """All that one side knows when its turn comes. Nothing else of a dialogue reaches its prompt."""

    side: Side
    others: tuple[Role, ...]
    situation: str
    directions: tuple[str, ...]
    said: tuple[Turn, ...]
    left: int
    """Turns that are left to everybody together, this one included."""
    due: int
    """Turns that are still to come from everybody together before the talk may end, this one included."""
    notes: tuple[Finding, ...] = ()
    """What was wrong with this side's own words when it spoke here before."""


class Seat(View):
    """All that a member of a group knows when it speaks."""

    is_last: bool
    """Whether this is its last turn."""
    cue: str
    """With what a moderator called on it; empty where nobody does."""


def dialogue_of(payload: Mapping[str, Any]) -> Dialogue:
    """Return a draft's payload as the dialogue that it holds."""
    return Dialogue.model_validate(payload)


def name_of(place: int, turn: Turn) -> str:
    """Return the name of the part that a turn is; findings are anchored to it. Places count from 0."""
    return f"turn {place + 1} {turn.speaker}"


def place_of(part: str) -> int | None:
    """Return the place of the turn that a part's name means."""
    word, _, rest = part.partition(" ")
    number = rest.partition(" ")[0]
    return int(number) - 1 if word == "turn" and number.isdecimal() else None


def first_faulted(findings: Iterable[Finding]) -> int:
    """Return the place of the first turn with a finding above minor; where none names a turn, all of it is meant."""
    places = (place_of(finding.where) for finding in findings if finding.severity is not Severity.MINOR)
    return min((place for place in places if place is not None), default=0)


def next_role(conversation: Conversation, turns: Sequence[Turn]) -> Role:
    """Return whose turn it is: roles take turns in their order."""
    return conversation.roles[len(turns) % len(conversation.roles)]


def ending_of(conversation: Conversation, turns: Sequence[Turn]) -> Ending | None:
    """Return what ends the dialogue here, or None where it goes on.

    It ends only when everybody has had the same number of turns: whoever is taken leave of may answer.
    """
    least, number = conversation.turns[0], len(conversation.roles)
    if not turns or len(turns) % number:
        return None
    lap = turns[-number:]
    if any(turn.leaves for turn in lap):
        return Ending.LEAVE_TAKING
    if len(turns) >= least and all(turn.goal_met for turn in lap):
        return Ending.GOALS_MET
    return Ending.CAP if len(turns) >= conversation.cap else None
