"""A world: a simulated environment with state, tools and a policy, in which personas and assistants act.

A world is one file or folder in `worlds/` (or an entry point `dramaturg.worlds`). Everything is deterministic: the
same seed, size and calls give the same results and the same state on every machine.
"""

import random
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from typing import Any, Literal, Protocol

from pydantic import Field

from ..runtime.frozen import Frozen
from .registry import Registry
from .state import State

Actor = Literal["assistant", "user"]
"""Who can be given tools."""


class Effect(StrEnum):
    """What a tool does to the state, as its world declares it; a test holds worlds to it."""

    READ = "read"
    WRITE = "write"


class Tool(Frozen):
    """A tool as whoever may call it is told about it."""

    name: str = Field(pattern=r"^[A-Za-z_][\w.-]*$")
    about: str
    parameters: dict[str, Any]
    """The arguments' JSON Schema: an object."""
    effect: Effect
    actor: Actor = "assistant"
    after: tuple[str, ...] = ()
    """Tools that must have succeeded before this one is used, for the same ids where both take some: an order that the
    policy asks for, such as to verify first."""


class Result(Frozen):
    """What came of a call: a JSON value, or an error in words that the caller can act on."""

    value: Any = None
    error: str | None = None
    changed: bool = False
    """Whether the state is another one than before."""


class Simulation(Protocol):
    """A world under way: one state, changed by nothing but calls."""

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> Result:
        """Call a tool. An unknown one, another actor's, and arguments that do not fit are errors in the result."""
        ...

    def snapshot(self) -> State:
        """Return the whole state as a JSON object of its own."""
        ...

    def restore(self, state: State) -> None:
        """Go back to a snapshot.

        Raises:
            UsageError: this world cannot; begin it anew and repeat the calls.
        """
        ...


class World(Protocol):
    """What one file or folder in `worlds/` provides. Inherit from it for what most worlds have in common."""

    name: str
    about: str
    """One line for `dramaturg list worlds`."""
    policy: str
    """What the assistant may and must do, in Markdown; it is told this and nothing else of the world."""
    ordered: frozenset[str]
    """Paths of lists in the state whose order matters (see `state_hash`)."""
    free_text: frozenset[str]
    """Paths of texts that may be worded in many ways (a reason, a note): they decide nothing about an end state."""
    executed: bool = True
    """Whether calls are executed. Where not, a model answers for the tools, and what they answer is never proven."""
    returns: Mapping[str, Mapping[str, Any]] = {}
    """Tool → the JSON Schema of what it answers, in worlds that are not executed."""

    def check(self) -> None:
        """Look whether what this world needs is there; asked before anything is paid for.

        Raises:
            UsageError: something is not installed, with the command that brings it.
        """

    @property
    def tools(self) -> tuple[Tool, ...]:
        """All tools, of all actors."""
        ...

    def corner(self, state: State, drawn: random.Random) -> State:
        """Return a part of a state that a task can be made in: say, one customer with all that is theirs."""
        ...

    def begin(self, seed: int, size: int) -> AbstractAsyncContextManager[Simulation]:
        """Return a simulation in the state that follows from a seed; `size` is about how many records it holds.

        The same seed and size always give the same state.
        """
        ...


def titled(world: str) -> str:
    """Return a world's name as it stands in the names of reply types: mcp_time → McpTime."""
    return "".join(word.capitalize() for word in world.replace("-", "_").split("_"))


WORLDS: Registry[World] = Registry("world", "dramaturg.worlds", f"{__package__}.worlds")
"""All worlds, by name: files and folders in `worlds/` and the entry points `dramaturg.worlds`."""
