"""Worlds under way: begun anew for every attempt, save where nobody has touched the last one."""

import asyncio

import pytest

from dramaturg.graphs.playground import Playground
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.setting import Setting

SETTING = Setting(world="shop", seed=3, size=2)


def test_what_was_called_in_is_left_and_what_was_not_is_as_good_as_fresh() -> None:
    async def played() -> None:
        async with Playground() as playground:
            first = await playground.enter(SETTING)
            assert await playground.enter(SETTING) is first
            assert playground.use() is first
            second = await playground.enter(SETTING)
            assert second is not first
            assert second.snapshot() == first.snapshot()
            assert await playground.enter(SETTING, 1) is not second
            assert await playground.enter(SETTING.model_copy(update={"seed": 4}), 1) is playground.current

    asyncio.run(played())


def test_nothing_can_be_called_before_a_world_is_entered() -> None:
    with pytest.raises(UsageError, match="no world is under way"):
        Playground().use()
