"""An interface as a world: what it begins with, and whether a call fits; what a call answers is for a model to say."""

import random
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from ...arguments import misfits
from ...corner import corner_of
from ...state import State
from ...world import Actor, Result, Simulation, Tool, World
from .settings import Interface


class PlayedWorld(World):
    """An interface. There is one state: neither seed nor size picks anything, so variety comes from people and corners.

    Args:
        name: what scenarios call it.
        interface: what its file says.
    """

    ordered: frozenset[str] = frozenset()
    free_text: frozenset[str] = frozenset()
    executed: bool = False

    def __init__(self, name: str, interface: Interface) -> None:
        self.name = name
        self.about = interface.about
        self.policy = interface.policy
        self.returns = {tool.name: tool.returns for tool in interface.tools}
        self._tools = tuple(Tool(**tool.model_dump(exclude={"returns"})) for tool in interface.tools)
        self._state: State = {"state": interface.state} if isinstance(interface.state, str) else interface.state

    @property
    def tools(self) -> tuple[Tool, ...]:
        """All of them, of all actors."""
        return self._tools

    def corner(self, state: State, drawn: random.Random) -> State:
        """See World: a few records of every collection, or all of a text."""
        return corner_of(state, drawn)

    @asynccontextmanager
    async def begin(self, seed: int, size: int) -> AsyncGenerator[Simulation]:
        """See World."""
        yield Opening(self._state, self._tools)


class Opening:
    """The interface before anybody answers for it. It refuses calls that do not fit, and answers the others nothing."""

    def __init__(self, state: State, tools: tuple[Tool, ...]) -> None:
        self._state = state
        self._tools = {tool.name: tool for tool in tools}

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> Result:
        """See Simulation."""
        tool = self._tools.get(name)
        if tool is None or tool.actor != actor:
            return Result(error=f"there is no tool {name!r}")
        return Result(error="; ".join(misfits(tool.parameters, dict(arguments))) or None)

    def snapshot(self) -> State:
        """See Simulation: what it began with; nobody knows what became of it."""
        return dict(self._state)

    def restore(self, state: State) -> None:
        """See Simulation."""
        self._state = state
