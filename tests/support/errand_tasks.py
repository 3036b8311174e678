"""Errands as tests plan them: drawn in the corner of a fresh world, written as tasks, proven by executing them."""

import asyncio
import random
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from dramaturg.scenarios.blueprint import Blueprint, Variant
from dramaturg.scenarios.errands import Errand
from dramaturg.scenarios.errands.planner_rehearsal import Planner
from dramaturg.scenarios.errands.rehearsing import BOOKS
from dramaturg.scenarios.proof import prove
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.state import State
from dramaturg.scenarios.world import WORLDS

SIZE: Final = 4
ACTS: Final = 50


class Task(NamedTuple):
    """A task that was drawn, and where it plays."""

    setting: Setting
    blueprint: Blueprint


@cache
def corner_of(world: str, seed: int, size: int = SIZE) -> State:
    """Return the corner that a seed draws."""

    async def seen() -> State:
        async with WORLDS.get(world).begin(seed, size) as simulation:
            return WORLDS.get(world).corner(simulation.snapshot(), random.Random(seed))

    return asyncio.run(seen())


def planner_in(world: str, seed: int, *only: Errand, size: int = SIZE, salt: object = "") -> Planner:
    """Return a planner before a corner; of some errands alone, if any are named."""
    errands, desk = BOOKS[world]
    policy = " ".join(WORLDS.get(world).policy.split())
    rng = random.Random(f"{world} {seed} {salt}")
    return Planner(world, only or errands, desk, corner_of(world, seed, size), policy, rng)


def task_of(world: str, seed: int, variant: Variant, *only: Errand, size: int = SIZE) -> Task | None:
    """Return the task that a seed draws."""
    blueprint = planner_in(world, seed, *only, size=size, salt=variant).propose(variant)
    return (
        Task(Setting(world=world, seed=seed, size=size, variant=variant, acts=ACTS), blueprint) if blueprint else None
    )


def tasks_of(world: str, errand: Errand, variant: Variant, seeds: range, size: int = SIZE) -> Iterator[Task]:
    """Yield the tasks that an errand gives."""
    found = (task_of(world, seed, variant, errand, size=size) for seed in seeds)
    return (task for task in found if task is not None)


def complaint_about(task: Task) -> str | None:
    """Return what the proof by execution has to say."""
    return asyncio.run(prove(WORLDS.get(task.setting.world), task.setting, task.blueprint)).complaint
