"""A trajectory together with what a fresh world says of it: the same calls made again, and the task's own solution."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..offering import offering
from ..proof import Proof, hash_of, prove
from ..state import Difference, State, differences
from ..trajectory import Called, Offered, Trajectory
from ..world import WORLDS, Actor, Result, Simulation, World


class Made(NamedTuple):
    """A call where it stands: the place of its act (from 0), who made it, and what came of it in the fresh world."""

    place: int
    actor: Actor
    call: Called
    tool: Offered | None
    """What the call means; None where its actor was offered nothing of that name."""
    again: Result
    changes: tuple[Difference, ...]


@dataclass(frozen=True)
class Enacted:
    """What the rungs look at."""

    trajectory: Trajectory
    world: World
    tools: tuple[Offered, ...]
    """What the world offers in this task."""
    made: tuple[Made, ...]
    end: str
    """The hash of the state after all calls in the fresh world."""
    proof: Proof

    def where(self, place: int) -> str:
        """Return the name of the part that an act is."""
        return f"turn {place + 1} {self.trajectory.acts[place].actor}"

    @property
    def last(self) -> str:
        """The name of the last part; nothing where there is none."""
        acts = self.trajectory.acts
        return self.where(len(acts) - 1) if acts else ""


async def enact(trajectory: Trajectory) -> Enacted:
    """Make all calls of a trajectory again in a fresh world, and prove its task anew.

    Raises:
        UsageError: its world is not installed here.
    """
    setting = trajectory.setting
    world = WORLDS.get(setting.world)
    tools = offering(world, setting, trajectory.blueprint)
    async with world.begin(setting.seed, setting.size) as simulation:
        state = simulation.snapshot()
        made: list[Made] = []
        for place, actor, call in _calls(trajectory):
            tool = next((tool for tool in tools if (tool.name, tool.actor) == (call.tool, actor)), None)
            again = await _again(simulation, tool, call)
            changes, state = _changes(simulation, state) if again.changed else ((), state)
            made.append(Made(place, actor, call, tool, again, changes))
    proof = await prove(world, setting, trajectory.blueprint)
    return Enacted(trajectory, world, tools, tuple(made), hash_of(world, state), proof)


def _calls(trajectory: Trajectory) -> Iterator[tuple[int, Actor, Called]]:
    for place, act in enumerate(trajectory.acts):
        for call in act.calls:
            yield place, act.actor, call


async def _again(simulation: Simulation, tool: Offered | None, call: Called) -> Result:
    """Make a call again; the words of its errors are those that it was answered with."""
    if tool is None:
        return Result(error=f"there is no tool {call.tool!r}")
    if not tool.real:
        return Result(error=f"{call.tool} is out of service")
    return await simulation.call(tool.actor, tool.real, call.arguments)


def _changes(simulation: Simulation, before: State) -> tuple[tuple[Difference, ...], State]:
    after = simulation.snapshot()
    return differences(before, after), after
