"""The device world as tests play it: simulations, drawn tasks and their execution."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Any, Final, NamedTuple, TypeVar

from dramaturg.runtime.frozen import is_list, is_mapping
from dramaturg.scenarios.blueprint import Blueprint, PlannedCall, Variant
from dramaturg.scenarios.local_world import LocalSimulation
from dramaturg.scenarios.state import State
from dramaturg.scenarios.world import Actor, Effect, Result
from dramaturg.scenarios.worlds.device import DEVICE
from dramaturg.scenarios.worlds.device.corner import Corner
from dramaturg.scenarios.worlds.device.state import Homes
from errand_tasks import task_of

T = TypeVar("T")

SIZE: Final = 4
WRITES: Final = {tool.name for tool in DEVICE.tools if tool.effect is Effect.WRITE}
ACTORS: Final[dict[str, Actor]] = {tool.name: tool.actor for tool in DEVICE.tools}

Move = tuple[str, dict[str, Any]]


class Played(NamedTuple):
    """What came of some calls."""

    results: list[Result]
    before: State
    after: State


def at_home(seed: int, size: int, act: Callable[[LocalSimulation[Homes]], Coroutine[Any, Any, T]]) -> T:
    """Act in a fresh world."""

    async def acted() -> T:
        async with DEVICE.begin(seed, size) as simulation:
            return await act(simulation)

    return asyncio.run(acted())


def play(moves: Iterable[Move], seed: int = 0, size: int = SIZE) -> Played:
    """Make calls in a fresh world, each as the actor whose tool it is."""

    async def act(simulation: LocalSimulation[Homes]) -> Played:
        before = simulation.snapshot()
        results = [await simulation.call(ACTORS[tool], tool, arguments) for tool, arguments in moves]
        return Played(results, before, simulation.snapshot())

    return at_home(seed, size, act)


def play_plan(calls: Iterable[PlannedCall], seed: int, size: int = SIZE) -> Played:
    """Make the calls of a plan in a fresh world, by the actors that it names."""

    async def act(simulation: LocalSimulation[Homes]) -> Played:
        before = simulation.snapshot()
        results = [await simulation.call(each.actor, each.tool, each.given()) for each in calls]
        return Played(results, before, simulation.snapshot())

    return at_home(seed, size, act)


def homes_of(seed: int, size: int = SIZE) -> Homes:
    """Return the state of a fresh world."""
    return Homes.model_validate(play([], seed, size).before)


def corner_of(seed: int, size: int = SIZE) -> Corner:
    """Return the corner that a seed draws."""
    return Corner.model_validate(DEVICE.corner(play([], seed, size).before, random.Random(seed)))


def proposed(seed: int, variant: Variant, size: int = SIZE) -> Blueprint | None:
    """Return the task that a seed draws."""
    task = task_of("device", seed, variant, size=size)
    return task.blueprint if task else None


def drawn(seeds: Iterable[int], variants: Iterable[Variant] = Variant) -> Iterator[tuple[int, Variant, Blueprint]]:
    """Draw tasks of these variants."""
    for seed in seeds:
        for variant in variants:
            blueprint = proposed(seed, variant)
            if blueprint is not None:
                yield seed, variant, blueprint


def texts(value: object) -> Iterator[str]:
    """Return every text in a JSON value, keys included."""
    if is_mapping(value):
        yield from map(str, value)
    for each in value.values() if is_mapping(value) else value if is_list(value) else ():
        yield from texts(each)
    if isinstance(value, str):
        yield value
