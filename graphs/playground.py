"""Worlds under way for one brief; all of them are left when it ends."""

from contextlib import AsyncExitStack
from typing import Self

from ..agents.architect import blueprint_for
from ..agents.tool_player import ToolPlayer
from ..runtime.errors import UsageError
from ..runtime.rehearsal.stage import is_played
from ..scenarios.setting import Setting
from ..scenarios.spec import Scenario
from ..scenarios.state import State, differences, state_hash
from ..scenarios.world import WORLDS, Simulation, World
from .playing import PlayedSimulation


class Playground:
    """Opens fresh simulations, of which the last one is played in.

    Args:
        player: who answers for tools that are not executed.
    """

    def __init__(self, player: ToolPlayer | None = None) -> None:
        self._player = player
        self._opened = AsyncExitStack()
        self._fresh: tuple[Setting, int] | None = None
        self.current: Simulation | None = None
        """The simulation that is played in."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.aclose()

    async def enter(self, setting: Setting, attempt: int = 0) -> Simulation:
        """Leave what is played in and begin a fresh simulation of a setting, for an attempt at a task.

        One that nobody has called anything in since it was begun for the same is as fresh as another.
        """
        if self.current is not None and self._fresh == (setting, attempt):
            return self.current
        self.current = self._fresh = None
        await self._opened.aclose()
        world = WORLDS.get(setting.world)
        begun = await self._opened.enter_async_context(world.begin(setting.seed, setting.size))
        self.current = begun if world.executed else self._played(world, begun, attempt)
        self._fresh = setting, attempt
        return self.current

    def use(self) -> Simulation:
        """Return what is played in, to call something in it.

        Raises:
            UsageError: nothing was entered.
        """
        if self.current is None:
            raise UsageError("no world is under way", fix="enter one before acting in it")
        self._fresh = None
        return self.current

    def _played(self, world: World, opening: Simulation, attempt: int) -> Simulation:
        if self._player is None:
            raise UsageError(f"nobody answers for the tools of {world.name}", fix="give the playground a tool player")
        return PlayedSimulation(world, opening, self._player, f"{'revise' if attempt else 'write'}/{attempt}/tool")


async def look_in(scenario: Scenario) -> None:
    """Begin a scenario's world, if it has one, so that what is wrong with it shows before anything is paid for.

    Raises:
        UsageError: it cannot be begun, begins otherwise each time, or is to be rehearsed and nobody plays in it.
    """
    if scenario.world is None:
        return
    world, size = WORLDS.get(scenario.world.name), scenario.world.size
    begun: list[State] = []
    for _ in range(2):
        async with world.begin(scenario.random_seed, size) as simulation:
            begun.append(simulation.snapshot())
    if state_hash(begun[0], world.ordered) != state_hash(begun[1], world.ordered):
        where = differences(*begun)[0].path
        raise UsageError(
            f"the world {world.name!r} begins otherwise each time (at {where}), so nothing in it can be proven",
            fix="draw from the random stream that `populate` is given and from nothing else: no clock, no other chance",
        )
    _can_be_rehearsed(scenario, world)


def _can_be_rehearsed(scenario: Scenario, world: World) -> None:
    spec = scenario.models.get("architect", scenario.models["default"])
    if spec.is_rehearsal and not is_played(blueprint_for(world.name).__name__):
        raise UsageError(
            f"nobody plays in the world {world.name!r} when it is rehearsed",
            fix=f"say what its users want with `rehearse({world.name!r}, …)`, as `dramaturg new world` writes it; "
            "or name a model (--model)",
        )
