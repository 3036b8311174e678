"""Intervals for shares that were counted."""

from math import sqrt

Z_95 = 1.959963984540054
"""Standard deviations of a two-sided 95 % interval of the normal distribution."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % score interval (1927) of a share; it is right where hits are few or none."""
    share, square = hits / total, Z_95**2
    middle = share + square / (2 * total)
    spread = Z_95 * sqrt(share * (1 - share) / total + square / (4 * total**2))
    scale = 1 + square / total
    low = 0.0 if hits == 0 else (middle - spread) / scale
    high = 1.0 if hits == total else (middle + spread) / scale
    return low, high
