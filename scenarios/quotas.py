"""Quotas: how many accepted samples each cell is to have."""

from collections import Counter

from ..runtime.shares import turns
from .brief import EVERY
from .spec import Scenario


def cells(scenario: Scenario, wanted: int) -> dict[str, int]:
    """Return cell → number wanted; the numbers add up to `wanted`, and none falls when it rises."""
    if scenario.quota is None:
        return {EVERY: wanted}
    shares = scenario.quota.shares
    if isinstance(shares, str):
        shares = dict.fromkeys(scenario.quota_cells(), 1.0)
    given = Counter(turns(shares, wanted))
    return {cell: given[cell] for cell in shares}
