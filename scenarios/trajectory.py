"""A trajectory: what a user and an assistant said and did in a world, call by call, with what came of each."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from ..runtime.frozen import Frozen, Reply
from .blueprint import Blueprint
from .setting import Setting
from .state import Difference
from .world import Actor, Effect, Result, Tool


class Closing(StrEnum):
    """What ended a trajectory."""

    DONE = "done"
    """The user said that they are done, and what the blueprint asks of the world has happened or was refused."""
    TRANSFER = "transfer"
    """The assistant handed over to a person."""
    CAP = "cap"


class Called(Reply):
    """One call with its result; `tool` is the name under which it was offered."""

    id: str
    tool: str
    arguments: dict[str, Any]
    unreadable: str = ""
    """What was sent in their place and is no JSON object; there are no arguments then."""
    result: Result
    changes: tuple[Difference, ...] = ()
    """What it changed in the world."""


class Act(Reply):
    """One turn: words, or calls that were made together, or both. Calls come before the words that rest on them."""

    actor: Actor
    text: str = ""
    calls: tuple[Called, ...] = ()
    is_done: bool = False
    """Whether the user is done, or the assistant hands over."""


class Offered(Reply):
    """A tool as it was offered to one actor: under which name, and which tool of the world that is."""

    name: str
    real: str
    """The world's own name; empty for a distractor, which does nothing but say that it is out of service."""
    about: str
    parameters: dict[str, Any]
    effect: Effect
    actor: Actor


class Trajectory(Reply):
    """The payload of kinds that are acted out in a world."""

    setting: Setting
    policy: str
    blueprint: Blueprint
    tools: tuple[Offered, ...]
    acts: tuple[Act, ...]
    closing: Closing
    state: str
    """The hash of the state at the end."""

    def calls(self) -> Iterator[tuple[Actor, Called]]:
        """Yield every call with who made it, in order."""
        for act in self.acts:
            for call in act.calls:
                yield act.actor, call

    def real_name(self, tool: str) -> str | None:
        """Return the world's own name of an offered tool; None where none was offered under this name."""
        return next((offered.real for offered in self.tools if offered.name == tool), None)


def closing_of(acts: Iterable[Act]) -> Closing:
    """Return what ended these acts: a hand-over, the user's word, or the cap."""
    ended = {act.actor for act in acts if act.is_done}
    if "assistant" in ended:
        return Closing.TRANSFER
    return Closing.DONE if ended else Closing.CAP


class UserView(Frozen):
    """All that the simulated user knows when their turn comes: nothing of policy, solution or the assistant's tools."""

    persona: str
    goal: str
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    exit: str
    directions: tuple[str, ...]
    withholds: bool
    """Whether facts are only told when they are asked for."""
    tools: tuple[Offered, ...]
    """What the user can do with their own hands."""
    acts: tuple[Act, ...]
    """What was said, and the user's own calls."""
    turn: int
    """The number of the turn that is about to be taken, all turns counted."""
    left: int


class AssistantView(Frozen):
    """All that the assistant knows when its turn comes: policy, its tools, what was said and what it did."""

    policy: str
    tools: tuple[Offered, ...]
    acts: tuple[Act, ...]
    """What was said, and the assistant's own calls."""
    turn: int
    left: int


def seen_by(actor: Actor, acts: Iterable[Act]) -> tuple[Act, ...]:
    """Return what one actor saw: all words, and its own calls; acts of the other without words are nothing to it."""
    own = (act if act.actor == actor else act.model_copy(update={"calls": ()}) for act in acts)
    return tuple(act for act in own if act.text or act.calls)


def trajectory_of(payload: Mapping[str, Any]) -> Trajectory:
    """Return a draft's payload as the trajectory that it holds."""
    return Trajectory.model_validate(payload)


def offered(tool: Tool, name: str | None = None) -> Offered:
    """Return a tool as offered, under its own name or another."""
    kept = tool.model_dump(include={"about", "parameters", "effect", "actor"})
    return Offered(name=name or tool.name, real=tool.name, **kept)
