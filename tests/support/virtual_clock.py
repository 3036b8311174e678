"""Time that passes only when nobody has anything left to do: hours of waiting in milliseconds, always alike."""

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

START = datetime(2026, 1, 1, tzinfo=UTC)


class VirtualClock:
    """The time of the virtual loop that it is used in."""

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.monotonic())

    def today(self) -> str:
        return self.now().isoformat(timespec="milliseconds")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Idle(selectors.SelectSelector):
    """Where a loop waits for the next timer; here the wait is skipped and its length remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if events or timeout == 0:
            return events
        if timeout is None:
            raise AssertionError("everybody waits and no timer is set: a deadlock")
        self.time += timeout
        return []


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._idle = _Idle()
        super().__init__(self._idle)

    def time(self) -> float:
        return self._idle.time


def in_virtual_time(job: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end; asyncio's own timers and VirtualClock run on virtual time."""
    with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
        return runner.run(job)
