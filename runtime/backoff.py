"""How long to wait before trying again: doubling, with jitter, so that nobody returns in step with others.

After "Exponential Backoff and Jitter" (M. Brooker, AWS Architecture Blog, 2015): full jitter where many wait each
for themselves, equal jitter where one wait holds for everybody and must not be nothing.
"""

import random

_DOUBLINGS = 32
"""Beyond them every wait has met its cap; the power stays a number that a float can hold."""


def full_jitter(dice: random.Random, tries: int, *, first: float, cap: float) -> float:
    """Return between 0 s and the wait after so many failed tries."""
    return dice.uniform(0.0, _wait(tries, first, cap))


def equal_jitter(dice: random.Random, tries: int, *, first: float, cap: float) -> float:
    """Return between half of the wait after so many failed tries and all of it."""
    wait = _wait(tries, first, cap)
    return dice.uniform(wait / 2, wait)


def _wait(tries: int, first: float, cap: float) -> float:
    return min(cap, first * 2.0 ** min(max(tries - 1, 0), _DOUBLINGS))
