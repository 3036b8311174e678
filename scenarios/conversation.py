"""Conversations: who talks with whom, how they meet, and for how long."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from ..runtime.frozen import Frozen, by_name

MEETING = "meeting"
"""The control that says how the two people of a brief were brought together; quotas may name it."""

CONTRAST, RANDOM = "contrast", "random"
"""The ways to meet that are no relation of the persona graph."""


class Role(Frozen):
    """One side of a conversation: its name in the transcript, what it is there, and who plays it."""

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    about: str = Field(min_length=1)
    """What they are to each other, as both sides know it: "a service agent of the maker of the device"."""
    played_by: Literal["persona", "assistant"] = "persona"


class Conversation(Frozen):
    """The first role opens; the last one has the last word."""

    roles: tuple[Role, ...] = Field(min_length=2, max_length=8)
    meetings: Annotated[dict[str, Annotated[float, Field(gt=0)]], AfterValidator(by_name)] = Field(
        default={RANDOM: 1.0}, min_length=1
    )
    """How the people of two roles come together, by weight: the name of a relation (the first role stands in it to
    the second: whoever "is served by" somebody is the customer), `contrast` (a stranger with the least in common)
    or `random`."""
    turns: tuple[int, int] = (6, 12)
    """Least and most turns, both sides counted."""
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
        if len(set(names)) < len(names):
            raise ValueError(f"two roles share a name: {', '.join(names)}")
        if all(role.played_by == "assistant" for role in self.roles):
            raise ValueError("give at least one role to a persona (played_by: persona)")
        return self

    @model_validator(mode="after")
    def _can_end(self) -> Self:
        least, most = self.turns
        if self.cap < least:
            raise ValueError(
                f"turns: everybody has the same number of turns, and no multiple of {len(self.roles)} lies within"
                f" {least} to {most}"
            )
        return self

    @model_validator(mode="after")
    def _somebody_meets(self) -> Self:
        if self.people < 2 and self.meetings != {RANDOM: 1.0}:
            raise ValueError("meetings: only one role is played by a persona, so that nobody meets; leave it out")
        return self

    @property
    def cap(self) -> int:
        """The turn after which nobody speaks: the last one within the most at which all have had as many."""
        return self.turns[1] // len(self.roles) * len(self.roles)

    @property
    def people(self) -> int:
        """How many roles are played by personas."""
        return sum(role.played_by == "persona" for role in self.roles)
