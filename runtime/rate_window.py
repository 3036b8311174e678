"""What was sent within the last minute, held to a limit."""

from collections import deque
from math import inf

MINUTE = 61.0
"""Seconds that an entry counts: a minute, and one for requests that overtake each other on the way."""


class Entry:
    """An amount, and when it was spent."""

    __slots__ = ("amount", "at", "counts")

    def __init__(self, amount: float, at: float) -> None:
        self.amount = amount
        self.at = at
        self.counts = True


class RateWindow:
    """A log of the last minute, so that no minute, wherever it begins, holds more than the limit.

    A token bucket would let up to twice the limit through: a full bucket and what flows in meanwhile.

    Args:
        limit: what a minute may hold. One entry larger than that is let through alone.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._entries: deque[Entry] = deque()
        self._sum = 0.0

    def free_at(self, amount: float, now: float) -> float:
        """Return the moment from which `amount` more fits in; it is not after `now` where it fits already."""
        self._expire(now)
        excess = self._sum + min(amount, self.limit) - self.limit
        if excess <= 0:
            return now
        for entry in self._entries:
            excess -= entry.amount
            if excess <= 0:
                return entry.at + MINUTE
        return inf

    def spend(self, amount: float, now: float) -> Entry:
        """Enter an amount, whether it fits or not."""
        entry = Entry(amount, now)
        self._entries.append(entry)
        self._sum += amount
        return entry

    def correct(self, entry: Entry, amount: float) -> None:
        """Replace an estimate by what it turned out to be."""
        if entry.counts:
            self._sum += amount - entry.amount
        entry.amount = amount

    def _expire(self, now: float) -> None:
        while self._entries and self._entries[0].at + MINUTE <= now:
            entry = self._entries.popleft()
            entry.counts = False
            self._sum -= entry.amount
