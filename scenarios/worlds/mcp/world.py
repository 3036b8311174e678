"""An MCP server as a world: a fresh process for every simulation, its state as its own tools show it."""

import random
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from ....runtime.errors import UsageError
from ...arguments import misfits
from ...corner import corner_of
from ...state import State
from ...world import Actor, Result, Tool, World
from .approval import hold_to_approval
from .connection import Connection, Lost, connected, look_for
from .kin import kin_of
from .library import look_for_client
from .results import result_of
from .settings import Server, ServerCall

LOST = "server"
"""The key of a state under which it stands that the server is gone: such a state is never one that a task ends in."""


class McpWorld(World):
    """A server. A state follows from its `setup`; where that holds no `{seed}`, all states are the same."""

    def __init__(self, name: str, file: Path, server: Server) -> None:
        self.name = name
        self.about = server.about
        self.policy = server.policy
        self.ordered = server.ordered
        self.free_text = server.free_text
        self._file = file
        self._server = server

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The approved ones, all of them the assistant's."""
        return tuple(tool for tool in self._server.tools if tool.name not in self._server.withheld)

    def check(self) -> None:
        """See World: the client, and the server's program."""
        look_for_client()
        look_for(self._server, self._file)

    def corner(self, state: State, drawn: random.Random) -> State:
        """See World: one record with what belongs to it, or a few of everything that is observed."""
        return kin_of(state, self._server.corner, drawn) if self._server.corner else corner_of(state, drawn)

    @asynccontextmanager
    async def begin(self, seed: int, size: int) -> AsyncGenerator["McpSimulation"]:
        """See World.

        Raises:
            UsageError: the client or the server is not installed, the server does not start, says something else of
                its tools than was approved, or refuses what the file has it do.
        """
        with tempfile.TemporaryDirectory(prefix="dramaturg-mcp-", ignore_cleanup_errors=True) as folder:
            # Resolved, because servers that name their directory in a message name it so.
            place = Path(folder).resolve()
            async with connected(self._server, self._file, place) as connection:
                simulation = McpSimulation(self._server, self.tools, connection, place / "work")
                try:
                    hold_to_approval(self._server, self._file, await connection.described())
                    await simulation.populate(seed, size)
                except (Lost, _Unfit) as error:
                    raise UsageError(f"{self._file}: {error}", fix="mend its setup and observe") from error
                yield simulation


class _Unfit(Exception):
    """A call of `setup` or `observe` failed in a fresh server."""


class McpSimulation:
    """A server under way."""

    def __init__(self, server: Server, tools: tuple[Tool, ...], connection: Connection, work: Path) -> None:
        self._server = server
        self._tools = {tool.name: tool for tool in tools}
        self._connection = connection
        self._work = work
        self._state: State = {}

    async def populate(self, seed: int, size: int) -> None:
        """Make the calls of `setup`, and look at what came of them."""
        for call in self._server.setup:
            await self._made("setup", call, call.filled(seed, size))
        self._state = {
            name: await self._made("observe", call, call.arguments) for name, call in self._server.observe.items()
        }

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> Result:
        """See Simulation. A server that is lost fails this call and all that follow."""
        tool = self._tools.get(name)
        if tool is None or actor != "assistant":
            return Result(error=f"there is no tool {name!r}")
        if wrong := "; ".join(misfits(tool.parameters, dict(arguments))):
            return Result(error=wrong)
        before = self._state
        try:
            result = await self._result(name, arguments)
            self._state = {key: await self._observed(call) for key, call in self._server.observe.items()}
        except Lost as lost:
            self._state = {**before, LOST: "lost"}
            result = Result(error=f"{name} failed: the server {lost}")
        return result.model_copy(update={"changed": self._state != before})

    def snapshot(self) -> State:
        """See Simulation: the state as it was seen after the last call."""
        return dict(self._state)

    def restore(self, state: State) -> None:
        """See Simulation.

        Raises:
            UsageError: always.
        """
        raise UsageError(
            "an MCP server cannot be put back into a state", fix="begin its world anew and repeat the calls"
        )

    async def _result(self, name: str, arguments: Mapping[str, Any]) -> Result:
        return result_of(await self._connection.call(name, arguments), self._server.errors, self._work)

    async def _made(self, part: str, call: ServerCall, arguments: Mapping[str, Any]) -> Any:
        result = await self._result(call.tool, arguments)
        if result.error is not None:
            raise _Unfit(f"{part} calls {call.tool}, which fails: {result.error}")
        return result.value

    async def _observed(self, call: ServerCall) -> Any:
        """Look again; a call that fails now, after a table was dropped, say, is part of the state as well."""
        result = await self._result(call.tool, call.arguments)
        return result.value if result.error is None else {"error": result.error}
