"""Worlds in plain Python: a pydantic state, a function that populates it, and tools as functions over it.

    world = LocalWorld(name="lamp", about="a lamp", policy="Switch it on when asked.", state=Lamp, …)

    @world.tool(Effect.WRITE)
    def switch(state: Lamp, on: bool) -> str: ...

The JSON Schema of a tool follows from its signature and docstring (Google style: what stands under "Args").
"""

import copy
import inspect
import random
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_core import to_jsonable_python

from ..runtime.errors import UsageError
from ..runtime.identity import stream
from .authored import ask
from .state import State
from .world import WORLDS, Actor, Effect, Result, Tool, World

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=BaseModel)
F = TypeVar("F", bound=Callable[..., Any])

_ARGUMENT = re.compile(r"^\s{4,}(\w+)(?: \([^)]*\))?: (.+(?:\n\s{8,}.+)*)", re.MULTILINE)


class Refused(Exception):
    """A tool's way to say no: the words become the result's error, and the state stays as it was."""


class LocalWorld(World, Generic[S]):
    """A world whose state lives in this process. It registers itself.

    Args:
        name: what scenarios call it.
        about: one line about it.
        policy: what the assistant is told.
        state: the state's model.
        populate: (random stream, size) → a state.
        corner: (state, random stream) → the part of it that a task is made in.
        ordered: paths of lists in the state whose order matters.
        free_text: paths of texts that may be worded in many ways.
    """

    def __init__(
        self,
        name: str,
        about: str,
        policy: str,
        state: type[S],
        populate: Callable[[random.Random, int], S],
        corner: Callable[[S, random.Random], BaseModel],
        ordered: frozenset[str] = frozenset(),
        free_text: frozenset[str] = frozenset(),
    ) -> None:
        self.name = name
        self.about = about
        self.policy = policy
        self.ordered = ordered
        self.free_text = free_text
        self._state = state
        self._populate = populate
        self._corner = corner
        self._functions: dict[str, tuple[Tool, type[BaseModel], Callable[..., Any]]] = {}
        WORLDS.add(name, self._registered())

    @property
    def tools(self) -> tuple[Tool, ...]:
        """All tools, in the order in which they were written."""
        return tuple(tool for tool, _, _ in self._functions.values())

    def tool(self, effect: Effect, actor: Actor = "assistant", after: tuple[str, ...] = ()) -> Callable[[F], F]:
        """Register a function over the state as a tool. Its first parameter is the state.

        Args:
            effect: what it does to the state.
            actor: whose tool it is.
            after: tools that must have succeeded before, as the policy has it; the ladder holds trajectories to it.
        """

        def register(function: F) -> F:
            self._look_at(function)
            arguments = _arguments(function)
            described = Tool(
                name=function.__name__,
                about=_summary(function),
                parameters=_schema(arguments),
                effect=effect,
                actor=actor,
                after=after,
            )
            self._functions[described.name] = (described, arguments, function)
            return function

        return register

    def corner(self, state: State, drawn: random.Random) -> State:
        """See World."""
        whole = self._state.model_validate(dict(state))
        what = f"`corner` of the world {self.name!r}"
        part = _held(what, BaseModel, ask(what, self._corner)(whole, drawn)).model_dump(mode="json")
        if any(state.values()) and not any(part.values()):
            raise UsageError(f"{what} returned nothing of the state", fix="return what one task can be made in")
        return part

    @asynccontextmanager
    async def begin(self, seed: int, size: int) -> AsyncGenerator["LocalSimulation[S]"]:
        """See World."""
        what = f"`populate` of the world {self.name!r}"
        state = ask(what, self._populate)(stream("world", self.name, seed, size), size)
        yield LocalSimulation(self.name, _held(what, self._state, state), self._functions)

    def check(self) -> None:
        """See World: what must come before a tool has to be one."""
        for tool in self.tools:
            for name in tool.after:
                if name not in self._functions:
                    what = f"the tool {tool.name!r} of the world {self.name!r} comes after {name!r}, which is no tool"
                    raise UsageError(what, fix=f"name some of: {', '.join(self._functions)}")

    def _look_at(self, function: Callable[..., Any]) -> None:
        """Refuse what cannot be a tool."""
        what = f"the tool {function.__name__!r} of the world {self.name!r}"
        if function.__name__ in self._functions:
            raise UsageError(f"{what} is there twice", fix="give one of them another name")
        for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
            if parameter.annotation is inspect.Parameter.empty:
                raise UsageError(f"{what} takes {name!r} without a type", fix=f"write one, as in `{name}: str`")

    def _registered(self) -> World:
        """Return this world as what it is registered as; a type checker holds it to the protocol here."""
        return self


class LocalSimulation(Generic[S]):
    """A local world under way."""

    def __init__(
        self, world: str, state: S, functions: Mapping[str, tuple[Tool, type[BaseModel], Callable[..., Any]]]
    ) -> None:
        self._world = world
        self._state = state
        self._functions = functions

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> Result:
        """See Simulation."""
        found = self._functions.get(name)
        if found is None or found[0].actor != actor:
            return Result(error=f"there is no tool {name!r}")
        tool, expected, function = found
        try:
            given = expected.model_validate(dict(arguments))
        except ValidationError as error:
            return Result(error=_misfit(error))
        return self._called(tool, function, {key: getattr(given, key) for key in expected.model_fields})

    def snapshot(self) -> State:
        """See Simulation."""
        return self._state.model_dump(mode="json")

    def restore(self, state: State) -> None:
        """See Simulation."""
        self._state = type(self._state).model_validate(copy.deepcopy(dict(state)))

    def _called(self, tool: Tool, function: Callable[..., Any], given: Mapping[str, Any]) -> Result:
        before = self._state.model_copy(deep=True) if tool.effect is Effect.WRITE else None
        what = f"the tool {tool.name!r} of the world {self._world!r}"
        try:
            said = ask(what, function, Refused)(self._state, **given)
            value = ask(f"the result of {what}", to_jsonable_python)(said)
        except Refused as refusal:
            self._state = before or self._state
            return Result(error=str(refusal))
        return Result(value=value, changed=before is not None and before != self._state)


def _arguments(function: Callable[..., Any]) -> type[BaseModel]:
    """Return the model that a function's arguments must fit; unknown ones are refused."""
    hints = get_type_hints(function, include_extras=True)
    told = dict(_ARGUMENT.findall(inspect.getdoc(function) or ""))
    fields: dict[str, Any] = {}
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        about = " ".join(told.get(parameter.name, "").split()) or None
        fields[parameter.name] = (hints[parameter.name], Field(default, description=about))
    return create_model(function.__name__, __config__=ConfigDict(extra="forbid", strict=True), **fields)


def _schema(arguments: type[BaseModel]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": {}}
    schema.update(arguments.model_json_schema())
    del schema["title"]
    return schema


def _summary(function: Callable[..., Any]) -> str:
    """Return the docstring's text before its `Args:`."""
    text = (inspect.getdoc(function) or "").split("\nArgs:")[0]
    return " ".join(text.split())


def _misfit(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'arguments'}: {fault['msg']}" for fault in faults)


def _held(what: str, expected: type[M], given: object) -> M:
    """Return what somebody's function returned, if it is what it must be."""
    if not isinstance(given, expected):
        raise UsageError(f"{what} returned {type(given).__name__}, not {expected.__name__}", fix="return its model")
    return given
