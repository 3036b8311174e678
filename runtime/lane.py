"""One model's way through its endpoint's scheduler: who waits for it, and what its minute still holds."""

import asyncio
import heapq
from collections.abc import Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

from langchain_core.messages import BaseMessage

from .models import ModelSpec
from .pressure import Pace
from .rate_window import Entry, RateWindow

_BYTES_PER_TOKEN = 3
"""Fewer than in English (4 or more) and about as many as in Chinese, so that estimates are rather too high."""

_TOKENS_PER_MESSAGE = 8
"""For the role and the marks around a message."""


class Size(NamedTuple):
    """The tokens that a call may use at most."""

    prompt: int
    reply: int


NOTHING = Size(0, 0)


class Turn:
    """Leave to send one request, until its end is reported."""

    __slots__ = ("era", "lane", "number", "pauses", "request", "size", "started", "tokens")

    def __init__(self, lane: "Lane", size: Size, number: int, started: float, era: int, pauses: int) -> None:
        self.lane = lane
        self.size = size
        self.number = number
        self.started = started
        self.era = era
        self.pauses = pauses
        self.request: Entry | None = None
        self.tokens: Entry | None = None


class Waiter:
    """Somebody who waits for a turn."""

    __slots__ = ("future", "size", "ticket")

    def __init__(self, ticket: int, size: Size) -> None:
        self.ticket = ticket
        self.size = size
        self.future: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()

    def __lt__(self, other: "Waiter") -> bool:
        return self.ticket < other.ticket


class Lane:
    """What holds for all calls of one model: the tightest limits that any role gives it.

    Args:
        model: its name.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self.pace = Pace()
        self.in_flight = 0
        self._most = inf
        self._requests: RateWindow | None = None
        self._tokens: RateWindow | None = None
        self._waiters: list[Waiter] = []

    def tighten(self, spec: ModelSpec) -> None:
        """Heed another role's limits too."""
        self._most = min(self._most, spec.max_concurrency or inf)
        self._requests = _tighter(self._requests, spec.requests_per_minute)
        self._tokens = _tighter(self._tokens, spec.tokens_per_minute)

    def size_of(self, messages: Sequence[BaseMessage], settings: Mapping[str, Any], most: int) -> Size:
        """Return what a call may use, where that matters."""
        if self._tokens is None:
            return NOTHING
        extras = "".join(str(settings[name]) for name in ("response_format", "tools") if settings.get(name))
        texts = [extras, *(str(message.content) for message in messages)]
        prompt = sum(len(text.encode("utf-8", "replace")) for text in texts) // _BYTES_PER_TOKEN
        return Size(prompt + _TOKENS_PER_MESSAGE * len(messages), most)

    def free_at(self, size: Size, now: float) -> float:
        """Return when this model's limits allow a call: not after `now` where they do already, never where full."""
        if self.in_flight >= self._most:
            return inf
        moment = now
        if self._requests is not None:
            moment = self._requests.free_at(1, now)
        if self._tokens is not None:
            moment = max(moment, self._tokens.free_at(sum(size), now))
        return moment

    def begin(self, turn: Turn) -> None:
        """Count a call."""
        self.in_flight += 1
        if self._requests is not None:
            turn.request = self._requests.spend(1, turn.started)
        if self._tokens is not None:
            turn.tokens = self._tokens.spend(sum(turn.size), turn.started)

    def end(self, turn: Turn, tokens: int | None, *, sent: bool = True) -> None:
        """Count a call as over, with the tokens that it used, as far as they are known."""
        self.in_flight -= 1
        if self._tokens is not None and turn.tokens is not None and tokens is not None:
            self._tokens.correct(turn.tokens, tokens)
        if self._requests is not None and turn.request is not None and not sent:
            self._requests.correct(turn.request, 0)

    def enqueue(self, waiter: Waiter) -> None:
        """Have somebody wait, in the order of the tickets."""
        heapq.heappush(self._waiters, waiter)

    def first(self) -> Waiter | None:
        """Return who has waited longest; who has gone away is forgotten."""
        while self._waiters and self._waiters[0].future.done():
            heapq.heappop(self._waiters)
        return self._waiters[0] if self._waiters else None

    def throttled(self, now: float) -> str:
        """Return which of its limits holds up the first who waits, or nothing."""
        waiter = self.first()
        if waiter is None:
            return ""
        if self.in_flight >= self._most:
            return f"{self._most:g} at a time"
        if self._requests is not None and self._requests.free_at(1, now) > now:
            return f"{self._requests.limit:g} req/min"
        if self._tokens is not None and self._tokens.free_at(sum(waiter.size), now) > now:
            return f"{self._tokens.limit:g} tok/min"
        return ""


def _tighter(window: RateWindow | None, limit: int | None) -> RateWindow | None:
    if limit is None or (window is not None and window.limit <= limit):
        return window
    return RateWindow(limit)
