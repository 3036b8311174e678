"""An AgentDojo suite as a world."""

import random
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from ...arguments import misfits
from ...corner import corner_of
from ...state import State
from ...world import WORLDS, Actor, Effect, Result, Tool, World
from .environment import rebuilt, seen, still, written
from .library import Function, Functions, fresh_environment, functions, suite_named

WRITES = frozenset(
    {
        *("send_email", "delete_email"),
        "get_unread_emails",  # marks them as read
        *("create_calendar_event", "cancel_calendar_event", "reschedule_calendar_event"),
        "add_calendar_event_participants",
        *("append_to_file", "create_file", "delete_file", "share_file"),
        *("reserve_hotel", "reserve_restaurant", "reserve_car_rental"),
        *("send_money", "schedule_transaction", "update_scheduled_transaction"),
        *("update_password", "update_user_info"),
        *("add_user_to_channel", "invite_user_to_slack", "remove_user_from_slack"),
        *("send_channel_message", "send_direct_message", "post_webpage"),
    }
)
"""Tools that change their environment; AgentDojo does not say which, so `tests/evidence` holds this to what they do."""


class AgentDojoWorld(World):
    """A suite. There is one state: neither seed nor size picks anything, so variety comes from personas and corners.

    Args:
        suite: AgentDojo's name of it.
        about: one line about it.
        policy: what the assistant is told.
        free_text: paths of texts that may be worded in many ways.
    """

    ordered: frozenset[str] = frozenset()

    def __init__(self, suite: str, about: str, policy: str, free_text: frozenset[str]) -> None:
        self.name = f"agentdojo-{suite}"
        self.about = about
        self.policy = policy
        self.free_text = free_text
        self._suite = suite
        WORLDS.add(self.name, self._registered())

    @property
    def tools(self) -> tuple[Tool, ...]:
        """All of them are the assistant's.

        Raises:
            UsageError: AgentDojo is not installed.
        """
        return tuple(map(_tool, suite_named(self._suite).tools))

    def check(self) -> None:
        """See World."""
        suite_named(self._suite)

    def corner(self, state: State, drawn: random.Random) -> State:
        """See World: a few records of every collection."""
        return corner_of(state, drawn)

    @asynccontextmanager
    async def begin(self, seed: int, size: int) -> AsyncGenerator["AgentDojoSimulation"]:
        """See World.

        Raises:
            UsageError: AgentDojo is not installed.
        """
        yield AgentDojoSimulation(fresh_environment(self._suite), suite_named(self._suite).tools)

    def _registered(self) -> World:
        """Return this world as what it is registered as; a type checker holds it to the protocol here."""
        return self


class AgentDojoSimulation:
    """A suite's environment under way."""

    def __init__(self, environment: BaseModel, tools: list[Function]) -> None:
        self.environment = environment
        """AgentDojo's own model, for its own checks."""
        self._tools = {tool.name: tool for tool in map(_tool, tools)}
        self._functions: Functions = functions(tools)

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> Result:
        """See Simulation."""
        tool = self._tools.get(name)
        if tool is None or actor != "assistant":
            return Result(error=f"there is no tool {name!r}")
        wrong = "; ".join(misfits(tool.parameters, dict(arguments)))
        return Result(error=wrong) if wrong else self._called(name, arguments)

    def snapshot(self) -> State:
        """See Simulation."""
        return seen(self.environment)

    def restore(self, state: State) -> None:
        """See Simulation."""
        self.environment = rebuilt(self.environment, state)

    def _called(self, name: str, arguments: Mapping[str, Any]) -> Result:
        """Make a call; one that fails leaves everything as it was."""
        before, stood = self.snapshot(), written(self.environment)
        value, error = self._functions.run_function(self.environment, name, arguments)
        if error is not None:
            if self.snapshot() != before:
                self.restore(before)
            return Result(error=error)
        still(self.environment, stood)
        return Result(value=to_jsonable_python(value), changed=self.snapshot() != before)


def _tool(function: Function) -> Tool:
    schema = function.parameters.model_json_schema()
    return Tool(
        name=function.name,
        about=" ".join(function.description.split()),
        parameters={key: each for key, each in schema.items() if key != "title"},
        effect=Effect.WRITE if function.name in WRITES else Effect.READ,
    )
