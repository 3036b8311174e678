"""How many calls at a time an endpoint can take, learnt from how it answers."""

from math import copysign, inf

MEMORY = 64
"""Answers over which the share of refusals is averaged."""

TOLERANCE = 1 / 8
"""The share of refusals up to which nothing is changed: some endpoints refuse a few whatever they are sent."""

EASE = 0.7
"""What is left of the calls in flight after a fall (the decrease of CUBIC)."""

RECOVERY = 3.0
"""Seconds from the first reply until all that was in flight before may be in flight again."""

LEAST_WHEN_SLOW = 0.25
"""Slowness alone takes no more than three quarters away: a long wait is not always a queue."""

_ROUNDING = 1e-6


class Pressure:
    """A limit on the calls in flight: none, until the endpoint complains.

    It falls on refusals, once their share is more than chance (the idea of DCTCP, RFC 8257), and on slow replies.
    It grows along the curve of CUBIC (RFC 9438), which follows the clock and not the number of replies: fast back
    to where the complaint came, flat around it, faster beyond. Growth begins with the first reply to a call that
    was sent after the fall: until then nothing says that the endpoint takes any. What becomes of calls from before
    the fall tells of a pressure that is gone.
    """

    def __init__(self) -> None:
        self.is_calm = True
        """Whether there is no limit."""
        self.era = 0
        """Grows with every fall."""
        self._share = 0.0
        self._peak = 1.0
        self._aim = self._base = 1.0
        self._flat = 0.0
        self._grows_from = inf

    def limit(self, now: float) -> float:
        """Return how many calls may be in flight."""
        if self.is_calm:
            return inf
        if now < self._grows_from:
            return self._base
        return self._aim + self._peak * ((now - self._grows_from - self._flat) / RECOVERY) ** 3

    def has_room(self, in_flight: int, now: float) -> bool:
        """Whether another call may be sent."""
        return self.is_calm or in_flight + 1 <= self.limit(now) + _ROUNDING

    def room_at(self, in_flight: int) -> float:
        """Return when growth alone lets another call go."""
        missing = (in_flight + 1 - self._aim) / self._peak
        return self._grows_from + self._flat + RECOVERY * copysign(abs(missing) ** (1 / 3), missing)

    def replied(self, era: int, now: float) -> None:
        """A call that was sent in `era` has its reply."""
        self._share -= self._share / MEMORY
        if self.is_calm:
            return
        if era == self.era and self._grows_from == inf:
            self._grows_from = now
        self.is_calm = self.limit(now) >= self._peak

    def refused(self, era: int, in_flight: int, now: float) -> None:
        """A call that was sent in `era` was refused; `in_flight` others are not answered yet."""
        self._share += (1.0 - self._share) / MEMORY
        if era == self.era and self._share > TOLERANCE:
            level = self._level(in_flight, now)
            self._fall(level * EASE, level)

    def slowed(self, era: int, in_flight: int, now: float) -> None:
        """A call that was sent in `era` took too long; `in_flight` others are not answered yet."""
        if era == self.era:
            level = self._level(in_flight, now) if self.is_calm else self.limit(now)
            self._fall(min(level, max(level * EASE, self._peak * LEAST_WHEN_SLOW)), level)

    def broke(self, in_flight: int, now: float) -> None:
        """The endpoint answers nobody any more: begin again with a single call, as CUBIC does after a timeout."""
        self._level(in_flight, now)
        self._fall(1.0, 1.0)

    def paused(self, seconds: float) -> None:
        """Nothing is sent for so long, so nothing is learnt either."""
        self._grows_from += seconds

    def _level(self, in_flight: int, now: float) -> float:
        """Return what was in flight or allowed, whichever is less, and remember the most."""
        level = min(self.limit(now), in_flight + 1.0)
        self._peak = level if self.is_calm else max(self._peak, level)
        return level

    def _fall(self, to: float, aim: float) -> None:
        self.is_calm = False
        self.era += 1
        self._base = max(to, 1.0)
        self._aim = max(aim, self._base)
        self._flat = RECOVERY * ((self._aim - self._base) / self._peak) ** (1 / 3)
        self._grows_from = inf


class Pace:
    """Whether a model's replies have become slow, however long they are.

    A long reply takes its time, and that of a short one is mostly the way there: neither is a sign of a queue. So
    replies count as slow only when they take longer both as they are and for each of their tokens.
    """

    FIRST_WORD = 25

    def __init__(self) -> None:
        self._replies = _Trend()
        self._tokens = _Trend()

    def is_slow(self, seconds: float, tokens: float) -> bool:
        """Take a reply in, and return whether replies take twice as long as they used to."""
        # A first token takes about as long as so many later ones.
        slower_tokens = self._tokens.has_doubled(seconds / (tokens + self.FIRST_WORD))
        return self._replies.has_doubled(seconds) and slower_tokens


class _Trend:
    """A short average held against a long one, as in the gradient limiters of Netflix's concurrency-limits."""

    SHORT, LONG, SLOW = 16, 512, 2.0

    def __init__(self) -> None:
        self._seen = 0
        self._short = 0.0
        self._long = 0.0

    def has_doubled(self, value: float) -> bool:
        """Take a value in, and return whether the last ones are twice as high as they used to be."""
        self._seen += 1
        self._short += (value - self._short) / min(self._seen, self.SHORT)
        self._long += (value - self._long) / min(self._seen, self.LONG)
        return self._seen > self.SHORT * 4 and self._short > self.SLOW * self._long
