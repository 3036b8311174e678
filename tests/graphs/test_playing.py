"""A world in which a model answers: what reaches the model, and what is kept of its answers."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from dramaturg.agents.tool_player import Answered
from dramaturg.graphs.playing import PlayedSimulation
from dramaturg.scenarios.state import State
from dramaturg.scenarios.world import WORLDS, Result, Tool, World

FITTING = {"value": "2", "from_unit": "km", "to_unit": "m"}


class Player:
    """Answers with a number that counts up."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    async def __call__(
        self,
        world: World,
        state: State,
        before: Sequence[Answered],
        tool: Tool,
        arguments: Mapping[str, Any],
        step: str,
    ) -> Result:
        self.asked.append((step, len(before)))
        return Result(value=len(self.asked))


def test_calls_that_do_not_fit_reach_no_model_and_going_back_forgets_all_answers() -> None:
    player = Player()

    async def play() -> None:
        world = WORLDS.get("calculator")
        async with world.begin(1, 2) as opening:
            simulation = PlayedSimulation(world, opening, player, "write/0/tool")
            begun = simulation.snapshot()
            assert (await simulation.call("assistant", "convert_unit", {"colour": "red"})).error
            assert (await simulation.call("user", "convert_unit", FITTING)).error
            assert (await simulation.call("assistant", "no_such_tool", {})).error
            assert player.asked == []
            for value in (1, 2):
                assert (await simulation.call("assistant", "convert_unit", FITTING)).value == value
            simulation.restore(begun)
            assert (await simulation.call("assistant", "convert_unit", FITTING)).value == 3

    asyncio.run(play())
    assert player.asked == [("write/0/tool/1", 0), ("write/0/tool/2", 1), ("write/0/tool/1", 0)]
