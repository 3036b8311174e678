"""Who may call an endpoint when: one queue per endpoint, and one reason to wait at a time."""

import asyncio
import random
from datetime import datetime, timedelta
from itertools import count
from math import ceil, inf

from .circuit import FAILURES, PATIENCE, Circuit
from .clock import Clock
from .errors import EndpointError, EndpointFault
from .lane import Lane, Size, Turn, Waiter
from .models import ModelSpec
from .pressure import Pressure
from .retry_after import seconds_until

TRANSIENT = frozenset({EndpointFault.NETWORK, EndpointFault.TIMEOUT, EndpointFault.RATE_LIMITED, EndpointFault.SERVER})
"""Faults that may be gone at the next try."""

LONGEST_WAIT = 900.0
"""Seconds that an endpoint may ask to be left alone. Who asks for more is given up until then."""

_OVERLOADED = frozenset({503, 529})
"""Statuses of an endpoint that has more to do than it can."""

_LONGEST_SHOWN = 10 * 365 * 86400.0
"""Nobody means more, and no calendar holds the largest number that a header can."""


class Scheduler:
    """Hands out turns at one endpoint, in the order of asking.

    A call takes a turn, sends once, and reports the end by `replied`, `failed` or `abandoned`. A 429, a Retry-After
    or a dead endpoint holds up everybody, so that a refusal is met by one probe and never by one retry per call.

    Args:
        clock: where time comes from.
        failures: so many failures in a row count as an endpoint that is down.
        patience: seconds to wait for it to come back.
    """

    def __init__(self, clock: Clock, *, failures: int = FAILURES, patience: float = PATIENCE) -> None:
        self.clock = clock
        self._circuit = Circuit(failures, patience)
        self._pressure = Pressure()
        self._lanes: dict[str, Lane] = {}
        self._in_flight = 0
        self._queued = 0
        self._tickets = count()
        self._opens_at = 0.0
        self._pauses = 0
        self._cause: EndpointError | None = None
        self._is_shut = False
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = inf

    def lane(self, spec: ModelSpec) -> Lane:
        """Return the lane of a model, with its limits."""
        lane = self._lanes.setdefault(spec.name, Lane(spec.name))
        lane.tighten(spec)
        return lane

    async def turn(self, lane: Lane, size: Size) -> Turn:
        """Wait for leave to send one request.

        Raises:
            EndpointError: the endpoint has been down for too long, or asks to come back much later.
        """
        if not self._queued:
            now = self.clock.monotonic()
            if self._is_free(now) and lane.free_at(size, now) <= now:
                return self._begin(lane, size, now)
        return await self._wait(lane, size)

    def replied(self, turn: Turn, *, tokens: int | None = None, reply_tokens: float | None = None) -> None:
        """A reply arrived, whatever it is worth; `reply_tokens` tell how long it was, where that is known."""
        now = self._end(turn, tokens)
        self._circuit.replied()
        if reply_tokens is not None and turn.lane.pace.is_slow(now - turn.started, reply_tokens):
            self._pressure.slowed(turn.era, self._in_flight, now)
        else:
            self._pressure.replied(turn.era, now)
        self._pump(now)

    def failed(self, turn: Turn, error: EndpointError, dice: random.Random) -> None:
        """No reply arrived."""
        now = self._end(turn, turn.size.prompt)
        if error.fault in TRANSIENT:
            self._learn(turn, error, now)
            self._pause(error, now, self._break(turn, error, now, dice))
        else:
            self._circuit.replied()
        self._pump(now)

    def abandoned(self, turn: Turn) -> None:
        """The call ended for a reason of its own; nobody knows what the endpoint did with it."""
        self._circuit.abandoned(turn.number)
        self._pump(self._end(turn, None))

    def hopeless(self) -> EndpointError | None:
        """Return why it is no use to wait any longer, or nothing."""
        now = self.clock.monotonic()
        if self._is_shut and now < self._opens_at and self._cause is not None:
            return _shut(self._cause, self._opens_at - now, self.clock.today())
        if now >= self._circuit.hopeless_at and self._circuit.error is not None:
            return _down(self._circuit.error)
        return None

    def throttled(self) -> str:
        """Return why calls wait and for how long, as in `429, 12 s`, or nothing where none does."""
        now = self.clock.monotonic()
        left = self._opens_at - now
        if self._circuit.error is not None and self._circuit.is_open:
            is_there = self._circuit.error.fault is EndpointFault.RATE_LIMITED
            return f"{'429' if is_there else 'endpoint down'}, {span(left) if left > 0 else 'probing'}"
        if left > 0 and self._cause is not None:
            return f"{self._cause.status or self._cause.fault}, {span(left)}"
        if not self._queued:
            return ""
        if not self._pressure.has_room(self._in_flight, now):
            return f"{int(self._pressure.limit(now))} at a time"
        return next((why for lane in self._lanes.values() if (why := lane.throttled(now))), "")

    def _is_free(self, now: float) -> bool:
        if now < self._opens_at:
            return False
        if self._circuit.is_open:
            # Calls that hang do not keep the probe from being sent.
            return not self._circuit.is_probing
        return self._pressure.has_room(self._in_flight, now)

    def _begin(self, lane: Lane, size: Size, now: float) -> Turn:
        turn = Turn(lane, size, next(self._tickets), now, self._pressure.era, self._pauses)
        self._in_flight += 1
        lane.begin(turn)
        self._circuit.began(turn.number, now)
        return turn

    def _end(self, turn: Turn, tokens: int | None, *, sent: bool = True) -> float:
        self._in_flight -= 1
        turn.lane.end(turn, tokens, sent=sent)
        return self.clock.monotonic()

    def _learn(self, turn: Turn, error: EndpointError, now: float) -> None:
        if error.fault is EndpointFault.RATE_LIMITED or error.status in _OVERLOADED:
            self._pressure.refused(turn.era, self._in_flight, now)
        elif error.fault is EndpointFault.TIMEOUT:
            self._pressure.slowed(turn.era, self._in_flight, now)

    def _break(self, turn: Turn, error: EndpointError, now: float, dice: random.Random) -> float:
        """Let the circuit know, and return how long it wants to rest."""
        was_open = self._circuit.is_open
        rest = self._circuit.failed(turn.number, error, now, dice)
        if self._circuit.is_open and not was_open:
            self._pressure.broke(self._in_flight, now)
        return rest

    def _pause(self, error: EndpointError, now: float, seconds: float) -> None:
        """Have everybody wait for so long, or for as long as the endpoint asks for."""
        asked = seconds_until(error.retry_after, datetime.fromisoformat(self.clock.today())) or 0.0
        until = now + max(asked, seconds)
        more = until - max(now, self._opens_at)
        if more > 0:
            self._opens_at, self._cause, self._is_shut = until, error, asked > LONGEST_WAIT
            self._pauses += 1
            self._pressure.paused(more)
        self._circuit.held(self._opens_at)

    async def _wait(self, lane: Lane, size: Size) -> Turn:
        waiter = Waiter(next(self._tickets), size)
        while True:
            lane.enqueue(waiter)
            self._queued += 1
            self._pump(self.clock.monotonic())
            turn = await self._granted(waiter)
            if turn.pauses == self._pauses:
                return turn
            # Between the leave and this line somebody else was told to come back later.
            self._take_back(turn)
            waiter = Waiter(waiter.ticket, size)

    async def _granted(self, waiter: Waiter) -> Turn:
        try:
            return await waiter.future
        except asyncio.CancelledError:
            if waiter.future.cancelled():
                self._queued -= 1
                self._pump(self.clock.monotonic())
            elif waiter.future.exception() is None:
                self._take_back(waiter.future.result())
            raise

    def _take_back(self, turn: Turn) -> None:
        """Undo a turn that was not used."""
        self._circuit.abandoned(turn.number)
        self._pump(self._end(turn, 0, sent=False))

    def _pump(self, now: float) -> None:
        """Give turns to whoever may go now, and see to it that somebody looks again when the next may."""
        while self._queued and self._is_free(now) and (found := self._next(now)):
            lane, waiter = found
            self._queued -= 1
            waiter.future.set_result(self._begin(lane, waiter.size, now))
        if self._queued and self.hopeless() is not None:
            self._send_away()
        self._set_alarm(now)

    def _next(self, now: float) -> tuple[Lane, Waiter] | None:
        """Return who has waited longest of those whom their model's limits let go."""
        firsts = [(waiter, lane) for lane in self._lanes.values() if (waiter := lane.first())]
        for waiter, lane in sorted(firsts):
            if lane.free_at(waiter.size, now) <= now:
                return lane, waiter
        return None

    def _send_away(self) -> None:
        for lane in self._lanes.values():
            while (waiter := lane.first()) and (error := self.hopeless()):
                self._queued -= 1
                waiter.future.set_exception(error)

    def _set_alarm(self, now: float) -> None:
        at = self._next_change(now) if self._queued else inf
        if self._alarm is not None and (at == inf or at < self._alarm_at):
            self._alarm.cancel()
            self._alarm = None
        if self._alarm is None and at < inf:
            self._alarm_at = at
            self._alarm = asyncio.get_running_loop().create_task(self._ring(at - now))

    def _next_change(self, now: float) -> float:
        """Return when time alone will let somebody go, or end the waiting."""
        hopeless_at = self._circuit.hopeless_at
        if self._circuit.is_probing:
            return hopeless_at
        at = self._opens_at
        if not self._circuit.is_open and not self._pressure.has_room(self._in_flight, now):
            at = max(at, self._pressure.room_at(self._in_flight))
        firsts = [(lane, waiter) for lane in self._lanes.values() if (waiter := lane.first())]
        at = max(at, min((lane.free_at(waiter.size, now) for lane, waiter in firsts), default=inf))
        return min(at, hopeless_at)

    async def _ring(self, seconds: float) -> None:
        await self.clock.sleep(max(seconds, 0.0))
        self._alarm = None
        self._pump(self.clock.monotonic())


def span(seconds: float) -> str:
    """Return a duration for people."""
    return f"{ceil(seconds)} s" if seconds < 120 else f"{ceil(seconds / 60)} min"


def _shut(error: EndpointError, seconds: float, today: str) -> EndpointError:
    wait = timedelta(seconds=min(seconds, _LONGEST_SHOWN))
    moment = f"{datetime.fromisoformat(today) + wait:%Y-%m-%d %H:%M} UTC"
    what = f"{error.what}; it asks to be left alone for {span(seconds)}, until {moment}"
    return _again(error, what, f"resume the run after {moment}")


def _down(error: EndpointError) -> EndpointError:
    return _again(error, f"{error.what}; it was waited for and did not come back", error.fix)


def _again(error: EndpointError, what: str, fix: str) -> EndpointError:
    """Return the error for one more caller: each raises its own, with a traceback of its own."""
    return EndpointError(error.fault, what, fix=fix, status=error.status, retry_after=error.retry_after)
