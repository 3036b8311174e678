"""Worlds under way for one brief; all of them are left when it ends."""

from contextlib import AsyncExitStack
from typing import Self

from ..scenarios.setting import Setting
from ..scenarios.world import WORLDS, Simulation


class Playground:
    """Opens fresh simulations, of which the last one is played in."""

    def __init__(self) -> None:
        self._opened = AsyncExitStack()
        self.current: Simulation | None = None
        """The simulation that is played in."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.aclose()

    async def enter(self, setting: Setting) -> Simulation:
        """Leave what is played in and begin a fresh simulation of a setting."""
        await self._opened.aclose()
        world = WORLDS.get(setting.world)
        self.current = await self._opened.enter_async_context(world.begin(setting.seed, setting.size))
        return self.current
