"""Time, injected: durations and waits from a monotonic clock, dates for people and for what other machines say."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where time comes from."""

    def monotonic(self) -> float:
        """Seconds since some moment, never backwards."""
        ...

    def today(self) -> str:
        """The wall clock's date and time in UTC, ISO 8601."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait. Look at the time again afterwards: a timer may ring a little early."""
        ...


class SystemClock:
    """This machine's clock."""

    def monotonic(self) -> float:
        """See Clock."""
        return time.monotonic()

    def today(self) -> str:
        """See Clock."""
        return datetime.now(UTC).isoformat(timespec="milliseconds")

    async def sleep(self, seconds: float) -> None:
        """See Clock."""
        await asyncio.sleep(seconds)
