"""Every errand of every world that has errands: it can be drawn, is proven, and is played through the ladder.

Worlds that start a server for each simulation are played in their own tests.
"""

import random
from collections.abc import Iterator
from typing import Final

import pytest

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.errands import Errand
from dramaturg.scenarios.errands.rehearsing import BOOKS
from dramaturg.scenarios.local_world import LocalWorld
from dramaturg.scenarios.trajectory import Closing
from dramaturg.scenarios.world import WORLDS
from errand_play import acted, complaints, told
from errand_tasks import Task, complaint_about, planner_in, tasks_of

SEEDS = range(150)
"""Corners that are tried until one has the errand."""

SIZE: Final = 16
"""Records of the chief kind: enough for what is rare."""

RARE: Final = 0.05
"""How many errands of a world may be so rare that no corner has them."""

MOST: Final = 40
"""Errands of a world that are acted out."""

KNOWN = [name for name, world in WORLDS.all().items() if name in BOOKS and isinstance(world, LocalWorld)]


def some() -> Iterator[tuple[str, Errand, int]]:
    """Yield errands that are acted out, each with a number that says as which of its variants."""
    for world in KNOWN:
        errands = BOOKS[world].errands
        chosen = random.Random(world).sample(errands, min(len(errands), MOST))
        yield from ((world, errand, number) for number, errand in enumerate(chosen))


SOME = list(some())


def first_task(world: str, errand: Errand, variant: Variant, seeds: range = SEEDS) -> Task | None:
    return next(tasks_of(world, errand, variant, seeds, SIZE), None)


@pytest.mark.parametrize("world", KNOWN)
def test_each_is_drawn_and_proven(world: str) -> None:
    lacking: list[str] = []
    for errand in BOOKS[world].errands:
        task = first_task(world, errand, errand.serves[0])
        if task is None:
            lacking.append(errand.name)
            continue
        seed = task.setting.seed
        others = (first_task(world, errand, variant, range(seed, seed + 1)) for variant in errand.serves[1:])
        for each in (task, *others):
            assert each is None or complaint_about(each) is None, (errand.name, each)
    assert len(lacking) <= RARE * len(BOOKS[world].errands), lacking


@pytest.mark.parametrize(
    ("world", "errand", "number"), SOME, ids=[f"{world} {errand.name}" for world, errand, _ in SOME]
)
def test_each_is_acted_out_to_the_end_of_the_ladder(world: str, errand: Errand, number: int) -> None:
    order = [*errand.serves[number % len(errand.serves) :], *errand.serves]
    task = next((task for variant in order if (task := first_task(world, errand, variant, SEEDS))), None)
    if task is None:
        pytest.skip("so rare that no corner has it")
    done = acted(task)
    assert complaints(done.trajectory) == [], told(done.trajectory)
    assert done.trajectory.closing is not Closing.CAP


@pytest.mark.parametrize("world", KNOWN)
def test_there_is_a_task_of_every_variant_that_is_served(world: str) -> None:
    served = {variant for errand in BOOKS[world].errands for variant in errand.serves}
    assert Variant.PLAIN in served
    planned = {variant for variant in served if any(planner_in(world, seed).propose(variant) for seed in range(10))}
    assert planned == served
