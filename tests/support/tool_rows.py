"""Rows of tool use, made without a run: drawn tasks of the packaged worlds, carried out, with words around calls."""

import asyncio
import random
from collections.abc import Iterable, Iterator
from itertools import count, groupby
from typing import Any, NamedTuple, Protocol

import device_play
import shop_play
from chat_rows import row_with
from dramaturg.releases.row import Row
from dramaturg.runtime.identity import canonical
from dramaturg.scenarios.blueprint import Blueprint, PlannedCall, Variant
from dramaturg.scenarios.offering import offering
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.trajectory import Act, Called, Closing, Offered, Trajectory
from dramaturg.scenarios.world import WORLDS, Actor, Result, Simulation

SIZE = 4
BESIDE = "One moment, I am looking that up."
ASKED = "Please do that now, and tell me what you see."


class Propose(Protocol):
    """Draws a task of one world."""

    def __call__(self, seed: int, variant: Variant, size: int = SIZE) -> Blueprint | None: ...


PROPOSERS: dict[str, Propose] = {"shop": shop_play.proposed, "device": device_play.proposed}


class Group(NamedTuple):
    """Calls that one actor makes together."""

    actor: Actor
    calls: list[PlannedCall]


def tool_row(trajectory: Trajectory) -> Row:
    """Return the row of a trajectory."""
    return row_with("trajectory", trajectory.model_dump(mode="json"))


def trajectories(
    seeds: Iterable[int], variants: Iterable[Variant] = Variant, worlds: Iterable[str] = PROPOSERS
) -> Iterator[Trajectory]:
    """Yield the tasks that these seeds draw, acted out."""
    wanted = [*variants]
    for world in worlds:
        for seed in seeds:
            for variant in wanted:
                blueprint = PROPOSERS[world](seed, variant)
                if blueprint is not None:
                    yield acted_out(blueprint, Setting(world=world, seed=seed, size=SIZE, variant=variant))


def acted_out(blueprint: Blueprint, setting: Setting) -> Trajectory:
    """Return a trajectory in which a task's own solution is carried out."""
    world = WORLDS.get(setting.world)
    tools = offering(world, setting, blueprint)

    async def played() -> tuple[Act, ...]:
        async with world.begin(setting.seed, setting.size) as simulation:
            return await _acts(blueprint, tools, simulation, random.Random(setting.seed))

    return Trajectory(
        setting=setting,
        policy=world.policy,
        blueprint=blueprint,
        tools=tools,
        acts=asyncio.run(played()),
        closing=Closing.DONE,
        state="f" * 24,
    )


async def _acts(
    blueprint: Blueprint, tools: tuple[Offered, ...], simulation: Simulation, drawn: random.Random
) -> tuple[Act, ...]:
    acts = [Act(actor="user", text=f"Hello. {' '.join(blueprint.known)}".strip())]
    numbers = count(1)
    for group in _groups(blueprint.calls, drawn):
        calls = tuple([await _called(call, tools, simulation, next(numbers)) for call in group.calls])
        if group.actor == "user":
            said = f"I did. It says: {'; '.join(canonical(call.result.value) for call in calls)}"
            acts += [Act(actor="assistant", text=ASKED), Act(actor="user", calls=calls), Act(actor="user", text=said)]
        else:
            acts.append(Act(actor="assistant", text=BESIDE if drawn.random() < 0.3 else "", calls=calls))
    told = f"That is settled. {' '.join(blueprint.tells)}".strip()
    thanks = Act(actor="user", text="Thank you, goodbye.", is_done=True)
    return (*acts, Act(actor="assistant", text=told), thanks, Act(actor="assistant", text="Goodbye."))


def _groups(calls: Iterable[PlannedCall], drawn: random.Random) -> Iterator[Group]:
    for _, run in groupby(calls, key=lambda call: call.actor):
        left = [*run]
        while left:
            together = drawn.randint(1, 2)
            yield Group(left[0].actor, left[:together])
            left = left[together:]


async def _called(call: PlannedCall, tools: tuple[Offered, ...], simulation: Simulation, number: int) -> Called:
    name = next((tool.name for tool in tools if tool.real == call.tool), call.tool)
    result: Result = await simulation.call(call.actor, call.tool, call.given())
    return Called(id=f"call_{number}", tool=name, arguments=call.given(), result=result)


def wanted_calls(trajectory: Trajectory) -> list[tuple[str, dict[str, Any]]]:
    """Return what a model is to learn to call, from the trajectory alone."""
    return [(call.tool, call.arguments) for actor, call in trajectory.calls() if actor == "assistant"]
