"""How many calls at a time an endpoint can take, learnt from how it answers."""

from math import inf

MEMORY = 64
"""Answers over which the share of refusals is averaged."""

TOLERANCE = 0.1
"""The share of refusals up to which nothing is changed: some endpoints refuse a few whatever they are sent."""

RECOVERY = 4.0
"""Seconds of answers without refusals until all that was in flight before is in flight again."""

EASE = 0.7
"""What is left of the calls in flight when answers slow down (the decrease of CUBIC)."""

LEAST_WHEN_SLOW = 0.25
"""Slowness alone takes no more than three quarters away: long replies are not always a queue."""


class Pressure:
    """A limit on the calls in flight: none, until the endpoint complains.

    On refusals the limit falls in proportion to their share, as in DCTCP (RFC 8257), to what the endpoint did take.
    It then grows with the cube of the time since (CUBIC after a timeout: RFC 9438, section 4.8, with K = 0): flat
    where the complaint came, steep away from it. Time counts only where replies prove that calls get through, so
    that the growth follows the clock whether a reply takes 0.1 s or 10 s. Answers to calls that were sent before
    the last fall change nothing: they tell of a pressure that is gone.
    """

    def __init__(self) -> None:
        self.limit = inf
        self.era = 0
        """Grows with every fall of the limit."""
        self._share = 0.0
        self._base = 0.0
        self._peak = 0.0
        self._grown = 0.0
        self._seen = 0.0

    def replied(self, era: int, now: float) -> None:
        """A call that was sent in `era` has its reply."""
        self._share -= self._share / MEMORY
        if self.limit == inf or era != self.era:
            return
        self._grown += max(now - self._seen, 0.0)
        self._seen = max(now, self._seen)
        self.limit = self._base + self._peak * (self._grown / RECOVERY) ** 3
        if self.limit >= self._peak:
            self.limit = inf

    def refused(self, era: int, in_flight: int, now: float) -> None:
        """A call that was sent in `era` was refused; `in_flight` others are not answered yet."""
        self._share += (1.0 - self._share) / MEMORY
        if era == self.era and self._share > TOLERANCE:
            level = self._level(in_flight)
            self._fall(level * (1.0 - self._share), now)

    def slowed(self, era: int, in_flight: int, now: float) -> None:
        """A call that was sent in `era` took too long; `in_flight` others are not answered yet."""
        if era == self.era:
            level = self._level(in_flight)
            self._fall(min(level, max(level * EASE, self._peak * LEAST_WHEN_SLOW)), now)

    def held(self, until: float) -> None:
        """Nothing is sent until then, so nothing is learnt either."""
        self._seen = max(self._seen, until)

    def _level(self, in_flight: int) -> float:
        """Return what was in flight or allowed, whichever is less, and remember the most."""
        level = min(self.limit, in_flight + 1.0)
        self._peak = level if self.limit == inf else max(self._peak, level)
        return level

    def _fall(self, to: float, now: float) -> None:
        self.era += 1
        self.limit = self._base = max(to, 1.0)
        self._grown = 0.0
        self._seen = max(self._seen, now)


class Pace:
    """Whether a model's replies have become slow, however long they are.

    As in the gradient limiters of Netflix's concurrency-limits, a short average is held against a long one. A
    reply's time is divided by its tokens, since a long reply is no sign of a queue.
    """

    SHORT, LONG, FIRST_WORD, SLOW = 16, 512, 25, 2.0

    def __init__(self) -> None:
        self._seen = 0
        self._short = 0.0
        self._long = 0.0

    def is_slow(self, seconds: float, tokens: float) -> bool:
        """Take a reply in, and return whether replies take twice as long as they used to."""
        # A first token takes about as long as so many later ones.
        each = seconds / (tokens + self.FIRST_WORD)
        self._seen += 1
        self._short += (each - self._short) / min(self._seen, self.SHORT)
        self._long += (each - self._long) / min(self._seen, self.LONG)
        return self._seen > self.SHORT * 4 and self._short > self.SLOW * self._long
