"""Time, injected: durations from a monotonic clock, dates for people only."""

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


class SystemClock:
    """This machine's clock."""

    def monotonic(self) -> float:
        """See Clock."""
        return time.monotonic()

    def today(self) -> str:
        """See Clock."""
        return datetime.now(UTC).isoformat(timespec="milliseconds")
