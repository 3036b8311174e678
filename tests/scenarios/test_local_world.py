"""Worlds in plain Python: what their tools promise to callers, and what is said of those that are written wrongly."""

import asyncio
import itertools
import random
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from dramaturg.graphs.playground import look_in
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.models import ModelSpec
from dramaturg.scenarios.local_world import LocalWorld, Refused
from dramaturg.scenarios.registry import Registry
from dramaturg.scenarios.setting import WorldSettings
from dramaturg.scenarios.spec import Scenario
from dramaturg.scenarios.state import State
from dramaturg.scenarios.world import Effect, Result, World


class Shelf(BaseModel):
    jars: dict[str, int] = {}


def populate(rng: random.Random, size: int) -> Shelf:
    return Shelf(jars={f"J{number}": rng.randrange(100) for number in range(size)})


def whole(state: Shelf, rng: random.Random) -> Shelf:
    return state


def giving(value: object) -> Callable[..., Any]:
    return lambda *_: value


def shelf(**changes: Any) -> LocalWorld[Shelf]:
    settings: dict[str, Any] = {
        "name": "shelf",
        "about": "jars",
        "policy": "Count.",
        "state": Shelf,
        "populate": populate,
        "corner": whole,
    }
    return LocalWorld(**(settings | changes))


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made here is known here only."""
    worlds: Registry[World] = Registry("world", "dramaturg.none", "dramaturg.scenarios.errands")
    monkeypatch.setattr("dramaturg.scenarios.local_world.WORLDS", worlds)
    monkeypatch.setattr("dramaturg.graphs.playground.WORLDS", worlds)


def called(world: LocalWorld[Shelf], name: str, **arguments: object) -> tuple[Result, State]:
    """Call a tool in a fresh world; return what came of it and the state after it."""

    async def call() -> tuple[Result, State]:
        async with world.begin(1, 2) as simulation:
            return await simulation.call("assistant", name, arguments), simulation.snapshot()

    return asyncio.run(call())


def with_tool(function: Callable[..., object], effect: Effect = Effect.WRITE) -> LocalWorld[Shelf]:
    world = shelf()
    world.tool(effect)(function)
    return world


def put(state: Shelf, jar: str, count: int = 3) -> str:
    """Put jars on the shelf.

    Args:
        jar: the label
            of the jar.
        count: how many.
    """
    state.jars[jar] = count
    if count < 0:
        raise Refused("there are no such jars")
    return "done"


def test_a_refusal_undoes_what_was_changed_and_says_why() -> None:
    world = with_tool(put)
    fine, after = called(world, "put", jar="J9")
    assert fine == Result(value="done", changed=True)
    assert after["jars"]["J9"] == 3
    refused, after = called(world, "put", jar="J9", count=-1)
    assert refused == Result(error="there are no such jars")
    assert "J9" not in after["jars"]


def test_a_write_that_leaves_all_as_it_was_has_changed_nothing() -> None:
    world = with_tool(put)
    there = called(world, "none")[1]["jars"]["J0"]
    assert called(world, "put", jar="J0", count=there)[0].changed is False


def test_arguments_that_do_not_fit_are_errors_in_words() -> None:
    world = with_tool(put)
    for given, said in (
        ({"jar": "J1", "count": "4"}, "count: Input should be a valid integer"),
        ({"count": 4}, "jar: Field required"),
        ({"jar": "J1", "colour": "red"}, "colour: Extra inputs are not permitted"),
    ):
        assert said in (called(world, "put", **given)[0].error or "")


def test_a_tool_is_described_by_signature_and_docstring() -> None:
    tool = with_tool(put).tools[0]
    assert tool.about == "Put jars on the shelf."
    assert tool.parameters["properties"]["jar"]["description"] == "the label of the jar."
    assert tool.parameters["properties"]["count"]["default"] == 3
    assert tool.parameters["required"] == ["jar"]
    assert tool.parameters["additionalProperties"] is False


def look(state: Shelf) -> int:
    """Count jars."""
    return len(state.jars)


def test_nobody_calls_the_tools_of_others() -> None:
    world = shelf()
    world.tool(Effect.READ, "user")(look)
    assert called(world, "look")[0].error == "there is no tool 'look'"


def test_a_snapshot_is_a_copy_and_can_be_gone_back_to() -> None:
    async def play() -> None:
        async with with_tool(put).begin(1, 2) as simulation:
            before = simulation.snapshot()
            await simulation.call("assistant", "put", {"jar": "J9"})
            assert simulation.snapshot() != before
            simulation.restore(before)
            await simulation.call("assistant", "put", {"jar": "J8"})
            assert set(before["jars"]) == {"J0", "J1"}
            assert set(simulation.snapshot()["jars"]) == {"J0", "J1", "J8"}

    asyncio.run(play())


def raises(state: Shelf) -> str:
    """Fail."""
    return str(state.jars["none"])


def gives_no_json(state: Shelf) -> object:
    """Fail."""
    return object()


def untyped(state: Shelf, jar: str) -> str:
    """Take something."""
    return jar


del untyped.__annotations__["jar"]


def test_what_goes_wrong_in_a_tool_is_told_with_its_place() -> None:
    world = with_tool(raises)
    world.tool(Effect.READ)(gives_no_json)
    with pytest.raises(UsageError, match=r"tool 'raises' of the world 'shelf' raised KeyError: 'none' \(test_local"):
        called(world, "raises")
    with pytest.raises(UsageError, match="the result of the tool 'gives_no_json' of the world 'shelf' raised"):
        called(world, "gives_no_json")


def lost(*_: object) -> Shelf:
    raise ValueError("no jars")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"populate": lost}, r"`populate` of the world 'shelf' raised ValueError: no jars \(test_local_world.py, line"),
        ({"populate": giving({})}, "`populate` of the world 'shelf' returned dict, not Shelf"),
        ({"corner": lost}, "`corner` of the world 'shelf' raised ValueError: no jars"),
        ({"corner": giving({})}, "`corner` of the world 'shelf' returned dict, not BaseModel"),
        ({"corner": giving(Shelf())}, "`corner` of the world 'shelf' returned nothing of the state"),
    ],
)
def test_what_goes_wrong_in_other_functions_is_told_with_its_place(changes: dict[str, Any], said: str) -> None:
    world = shelf(**changes)

    async def begin() -> None:
        async with world.begin(1, 2) as simulation:
            world.corner(simulation.snapshot(), random.Random(1))

    with pytest.raises(UsageError, match=said):
        asyncio.run(begin())


def test_an_empty_world_may_have_an_empty_corner() -> None:
    assert shelf().corner({"jars": {}}, random.Random(1)) == {"jars": {}}


def test_what_cannot_be_a_tool_is_refused_when_it_is_written() -> None:
    world = with_tool(put)
    with pytest.raises(UsageError, match="the tool 'put' of the world 'shelf' is there twice"):
        world.tool(Effect.READ)(put)
    with pytest.raises(UsageError, match="the tool 'untyped' of the world 'shelf' takes 'jar' without a type"):
        world.tool(Effect.READ)(untyped)


def test_what_comes_first_has_to_be_a_tool() -> None:
    world = shelf()
    world.tool(Effect.WRITE, after=("look",))(put)
    with pytest.raises(UsageError, match="'put' of the world 'shelf' comes after 'look', which is no tool"):
        world.check()
    world.tool(Effect.READ)(look)
    world.check()


def look_into(world: str, model: str) -> None:
    settings = WorldSettings(name="shop").model_copy(update={"name": world, "size": 2})
    scenario = Scenario(name="jars", kind="trajectory", world=WorldSettings(name="shop"))
    models = {"default": ModelSpec(name=model)}
    asyncio.run(look_in(scenario.model_copy(update={"world": settings, "models": models})))


def test_a_world_that_begins_otherwise_each_time_is_refused() -> None:
    numbers = itertools.count()

    def other(rng: random.Random, size: int) -> Shelf:
        return Shelf(jars={"J0": next(numbers)})

    shelf(name="drifting", populate=other)
    shelf()
    look_into("shelf", "some-model")
    with pytest.raises(UsageError, match=r"the world 'drifting' begins otherwise each time \(at jars.J0\)"):
        look_into("drifting", "some-model")


def test_a_world_that_nobody_plays_in_is_not_rehearsed() -> None:
    shelf(name="unplayed")
    look_into("unplayed", "some-model")
    with pytest.raises(UsageError, match="nobody plays in the world 'unplayed' when it is rehearsed"):
        look_into("unplayed", "rehearsal")
