"""Calls of the assistant in a fresh world, whichever it is."""

import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple

from dramaturg.scenarios.state import State
from dramaturg.scenarios.world import Result, World

Calls = Iterable[tuple[str, dict[str, Any]]]


class Played(NamedTuple):
    """What came of some calls."""

    results: list[Result]
    before: State
    after: State


def play(world: World, calls: Calls, seed: int = 0, size: int = 4) -> Played:
    """Make calls in a fresh world."""

    async def played() -> Played:
        async with world.begin(seed, size) as simulation:
            before = simulation.snapshot()
            results = [await simulation.call("assistant", tool, arguments) for tool, arguments in calls]
            return Played(results, before, simulation.snapshot())

    return asyncio.run(played())


def refusal(world: World, tool: str, arguments: dict[str, Any], seed: int = 0, size: int = 4) -> str:
    """Return why a call is refused in a fresh world, which must be as it was afterwards."""
    played = play(world, [(tool, arguments)], seed, size)
    assert played.before == played.after
    assert not played.results[0].changed
    assert played.results[0].error is not None, played.results[0].value
    return played.results[0].error


def value(world: World, tool: str, arguments: dict[str, Any], seed: int = 0, size: int = 4) -> Any:
    """Return what a call that is not refused shows in a fresh world."""
    result = play(world, [(tool, arguments)], seed, size).results[0]
    assert result.error is None, result.error
    return result.value
