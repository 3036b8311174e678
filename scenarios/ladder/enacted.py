"""A trajectory together with what a fresh world says of it: the same calls made again, and the task's own solution."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..arguments import misfits
from ..offering import called, offering
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
            again = await called(simulation, tool, call.tool, None if call.unreadable else call.arguments)
            again = again if world.executed else _taken_at_its_word(world, tool, call, again)
            changes, state = _changes(simulation, state) if again.changed else ((), state)
            made.append(Made(place, actor, call, tool, again, changes))
    proof = await prove(world, setting, trajectory.blueprint)
    return Enacted(trajectory, world, tools, tuple(made), hash_of(world, state), proof)


def _calls(trajectory: Trajectory) -> Iterator[tuple[int, Actor, Called]]:
    for place, act in enumerate(trajectory.acts):
        for call in act.calls:
            yield place, act.actor, call


def _taken_at_its_word(world: World, tool: Offered | None, call: Called, again: Result) -> Result:
    """Return what a model answered for a tool, if the tool can answer so; `again` says whether the call fits."""
    said = call.result.model_copy(update={"changed": False})
    if tool is None or again.error is not None or said.error is not None:
        return again if again.error is not None else said
    unfit = next(misfits(world.returns[tool.real], said.value, path="the result"), None)
    return said if unfit is None else Result(error=unfit)


def _changes(simulation: Simulation, before: State) -> tuple[tuple[Difference, ...], State]:
    after = simulation.snapshot()
    return differences(before, after), after
