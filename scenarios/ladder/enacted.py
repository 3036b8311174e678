"""A trajectory together with what a fresh world says of it: the same calls made again, and the task's own solution."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..proof import Proof, hash_of, prove
from ..trajectory import Called, Offered, Trajectory
from ..world import WORLDS, Actor, Result, Simulation, World


class Made(NamedTuple):
    """A call where it stands: the place of its act (from 0), who made it, and what came of it in the fresh world."""

    place: int
    actor: Actor
    call: Called
    again: Result


@dataclass(frozen=True)
class Enacted:
    """What the rungs look at."""

    trajectory: Trajectory
    world: World
    made: tuple[Made, ...]
    end: str
    """The hash of the state after all calls in the fresh world."""
    start: str
    """The hash of the state before any."""
    proof: Proof

    def where(self, place: int) -> str:
        """Return the name of the part that an act is."""
        return f"turn {place + 1} {self.trajectory.acts[place].actor}"

    @property
    def last(self) -> str:
        """The name of the last part."""
        return self.where(len(self.trajectory.acts) - 1)

    def offered(self, made: Made) -> Offered | None:
        """Return the tool that a call means, if its actor was offered one of that name."""
        found = (tool for tool in self.trajectory.tools if (tool.name, tool.actor) == (made.call.tool, made.actor))
        return next(found, None)


async def enact(trajectory: Trajectory) -> Enacted:
    """Make all calls of a trajectory again in a fresh world, and prove its task anew.

    Raises:
        UsageError: its world is not installed here.
    """
    setting = trajectory.setting
    world = WORLDS.get(setting.world)
    async with world.begin(setting.seed, setting.size) as simulation:
        start = hash_of(world, simulation.snapshot())
        made = [
            Made(place, actor, call, await _again(simulation, trajectory, actor, call))
            for place, actor, call in _calls(trajectory)
        ]
        end = hash_of(world, simulation.snapshot())
    proof = await prove(world, setting, trajectory.blueprint)
    return Enacted(trajectory, world, tuple(made), end, start, proof)


def _calls(trajectory: Trajectory) -> Iterator[tuple[int, Actor, Called]]:
    for place, act in enumerate(trajectory.acts):
        for call in act.calls:
            yield place, act.actor, call


async def _again(simulation: Simulation, trajectory: Trajectory, actor: Actor, call: Called) -> Result:
    found = next((tool for tool in trajectory.tools if (tool.name, tool.actor) == (call.tool, actor)), None)
    if found is None:
        return Result(error=f"there is no tool {call.tool!r}")
    if not found.real:
        return Result(error=f"{call.tool} is out of service")
    return await simulation.call(actor, found.real, call.arguments)
