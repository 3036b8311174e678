"""Conversations: who talks with whom, how they meet, and for how long."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from ..runtime.frozen import Frozen, by_name

MEETING = "meeting"
"""The control that says how the two people of a brief were brought together; quotas may name it."""

CONTRAST, RANDOM = "contrast", "random"
"""The ways to meet that are no relation of the persona graph."""


LARGEST = 8
"""Most people in one conversation."""


class Floor(StrEnum):
    """Who decides, in a group, who speaks next."""

    TURNS = "turns"
    """They take turns in their order."""
    FREE = "free"
    """Whoever was spoken to, or else whoever has said least."""
    MODERATOR = "moderator"
    """Somebody who has no part in the talk calls on them."""


class Society(Frozen):
    """People who meet in groups along the edges of the persona graph, again and again, and remember it."""

    size: tuple[int, int] = (3, 5)
    """Least and most people of a group."""
    floor: Floor = Floor.FREE
    remembers: int = Field(default=3, ge=0, le=20)
    """The last so many meetings are remembered by everybody who was there."""

    @field_validator("size")
    @classmethod
    def _band(cls, size: tuple[int, int]) -> tuple[int, int]:
        if not 2 <= size[0] <= size[1] <= LARGEST:
            raise ValueError(f"size must be [least, most] with 2 <= least <= most <= {LARGEST}, not {list(size)}")
        return size


class Tie(Frozen):
    """How somebody came into a group: one of two, by name, is in this way with the other."""

    one: str
    way: str
    """A relation of the persona graph, in which one stands to the other; `contrast` or `random` for a stranger."""
    other: str


class Role(Frozen):
    """One side of a conversation: its name in the transcript, what it is there, and who plays it."""

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    about: str = Field(min_length=1)
    """What they are to each other, as both sides know it: "a service agent of the maker of the device"."""
    played_by: Literal["persona", "assistant"] = "persona"
    tie: Tie | None = Field(default=None, exclude_if=lambda tie: tie is None)
    """How a member of a group came into it; nothing for who was asked first."""


class Conversation(Frozen):
    """The first role opens; of two sides, the last one has the last word."""

    roles: tuple[Role, ...] = Field(default=(), max_length=LARGEST)
    """Who talks; left out for a society, whose roles are the members of the group that a brief brings together."""
    society: Society | None = Field(default=None, exclude_if=lambda society: society is None)
    meetings: Annotated[dict[str, Annotated[float, Field(gt=0)]], AfterValidator(by_name)] = Field(
        default={RANDOM: 1.0}, min_length=1
    )
    """How the people of two roles come together, by weight: the name of a relation (the first role stands in it to
    the second: whoever "is served by" somebody is the customer), `contrast` (a stranger with the least in common)
    or `random`. A group follows all relations; here, `contrast` and `random` say whom it asks in where they end."""
    turns: tuple[int, int] = (6, 12)
    """Least and most turns, all sides counted."""
    staged: bool = False
    """Whether an outline of turns is made before the first is spoken, and an editor's pass after the last:
    frame, content, detail, polish."""

    @field_validator("turns")
    @classmethod
    def _band(cls, turns: tuple[int, int]) -> tuple[int, int]:
        least, most = turns
        if not 2 <= least <= most <= 100:
            raise ValueError(f"turns must be [least, most] with 2 <= least <= most <= 100, not {list(turns)}")
        return turns

    @model_validator(mode="after")
    def _sides_differ(self) -> Self:
        names = [role.name for role in self.roles]
        if self.society is None and len(names) < 2:
            raise ValueError("roles needs at least 2 items; leave it out only where `society` is set")
        if len(set(names)) < len(names):
            raise ValueError(f"two roles share a name: {', '.join(names)}")
        if names and all(role.played_by == "assistant" for role in self.roles):
            raise ValueError("give at least one role to a persona (played_by: persona)")
        return self

    @model_validator(mode="after")
    def _can_end(self) -> Self:
        least, most = self.turns
        for number in self._sizes():
            if self._cap(number) < least:
                raise ValueError(
                    f"turns: everybody has the same number of turns, and no multiple of {number} lies within"
                    f" {least} to {most}"
                )
            if self.society is not None and most < 2 * number:
                raise ValueError(f"turns: {number} people need {2 * number} turns at least, a last word each included")
        return self

    @model_validator(mode="after")
    def _somebody_meets(self) -> Self:
        if self.society is not None:
            return self._a_group_meets(self.society)
        if self.people < 2 and self.meetings != {RANDOM: 1.0}:
            raise ValueError("meetings: only one role is played by a persona, so that nobody meets; leave it out")
        return self

    def _a_group_meets(self, society: Society) -> Self:
        other = sorted(set(self.meetings) - {CONTRAST, RANDOM})
        if other:
            raise ValueError(
                f"meetings: a society follows all relations; name {CONTRAST} or {RANDOM} here, not {other[0]!r}"
            )
        if self.staged:
            raise ValueError("staged: who speaks when in a group shows as it talks, so that no outline can be made")
        if self.roles and not society.size[0] <= len(self.roles) <= society.size[1]:
            raise ValueError(f"roles: {len(self.roles)} are not the {society.size[0]} to {society.size[1]} of a group")
        return self

    @property
    def cap(self) -> int:
        """The turn after which nobody speaks: the last within the most, at which all have had as many by turns."""
        return self._cap(len(self.roles))

    def _cap(self, number: int) -> int:
        by_turns = self.society is None or self.society.floor is Floor.TURNS
        return self.turns[1] // number * number if by_turns else self.turns[1]

    def _sizes(self) -> range:
        """Return how many people may talk."""
        if self.roles or self.society is None:
            return range(len(self.roles), len(self.roles) + 1)
        return range(self.society.size[0], self.society.size[1] + 1)

    @property
    def people(self) -> int:
        """How many roles are played by personas."""
        return sum(role.played_by == "persona" for role in self.roles)
