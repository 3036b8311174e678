"""Tools that a model plays, as a simulation: the world says whether a call fits, the model what it answers."""

from collections.abc import Mapping
from typing import Any

from ..agents.tool_player import Answered, ToolPlayer
from ..scenarios.state import State
from ..scenarios.world import Actor, Result, Simulation, World


class PlayedSimulation:
    """A world under way in which a model answers.

    Args:
        world: whose tools they are.
        opening: the world as it begins.
        player: who answers.
        path: step paths of the calls begin with it.
    """

    def __init__(self, world: World, opening: Simulation, player: ToolPlayer, path: str) -> None:
        self._world = world
        self._opening = opening
        self._player = player
        self._path = path
        self._before: list[Answered] = []

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> Result:
        """See Simulation."""
        fits = await self._opening.call(actor, name, arguments)
        tool = next((tool for tool in self._world.tools if tool.name == name), None)
        if fits.error is not None or tool is None:
            return fits
        step = f"{self._path}/{len(self._before) + 1}"
        result = await self._player(self._world, self.snapshot(), self._before, tool, arguments, step)
        self._before.append(Answered(tool=name, arguments=arguments, result=result))
        return result

    def snapshot(self) -> State:
        """See Simulation: what it began with; what became of it stands in the answers alone."""
        return self._opening.snapshot()

    def restore(self, state: State) -> None:
        """See Simulation."""
        self._before.clear()
        self._opening.restore(state)
