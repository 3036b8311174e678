"""Quotas: how many accepted samples each cell is to have."""

from ..runtime.errors import UsageError
from .brief import EVERY
from .spec import Scenario


def cells(scenario: Scenario, wanted: int) -> dict[str, int]:
    """Return cell → number wanted; the numbers add up to `wanted`, by largest remainder."""
    if scenario.quota is None:
        return {EVERY: wanted}
    shares = scenario.quota.shares
    total = sum(shares.values())
    if total <= 0 or min(shares.values()) < 0:
        raise UsageError("quota.shares must be positive", fix="give each cell a share above 0")
    exact = {cell: wanted * share / total for cell, share in shares.items()}
    counts = {cell: int(value) for cell, value in exact.items()}
    by_remainder = sorted(exact, key=lambda cell: counts[cell] - exact[cell])
    for cell in by_remainder[: wanted - sum(counts.values())]:
        counts[cell] += 1
    return counts
