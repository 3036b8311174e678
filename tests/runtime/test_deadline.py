"""A deadline counts work, not waiting."""

import asyncio

import pytest

from dramaturg.runtime.deadline import deadline, suspended

SHORT = 0.03


async def pass_time(seconds: float) -> None:
    """Let time pass on the loop: it is what a deadline is about."""
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, passed.set)
    await passed.wait()


def test_work_is_ended() -> None:
    async def work() -> None:
        async with deadline(SHORT):
            await pass_time(60)

    with pytest.raises(TimeoutError):
        asyncio.run(work())


def test_waiting_is_not_counted_also_in_another_task() -> None:
    async def wait() -> None:
        with suspended():
            await pass_time(SHORT * 4)

    async def work() -> str:
        async with deadline(SHORT) as limit:
            await asyncio.create_task(wait())
            assert not limit.expired()
        return "done"

    assert asyncio.run(work()) == "done"


def test_work_after_a_wait_is_ended_all_the_same() -> None:
    async def work() -> None:
        async with deadline(SHORT):
            with suspended():
                await pass_time(SHORT * 2)
            await pass_time(60)

    with pytest.raises(TimeoutError):
        asyncio.run(work())


def test_without_a_deadline_nothing_is_suspended() -> None:
    async def work() -> str:
        with suspended():
            await pass_time(0.001)
        return "done"

    assert asyncio.run(work()) == "done"
