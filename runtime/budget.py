"""What a run may spend. A limit stops the run between calls; it never spoils a brief."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from .clock import Clock
from .errors import BudgetReached, UsageError
from .frozen import Frozen
from .models import ModelSpec
from .prices import is_priced


class Limits(Frozen):
    """A budget. None means no limit. No part of a scenario's identity, so a larger one continues a run."""

    candidates: int | None = Field(default=None, gt=0)
    """Briefs issued per accepted sample wanted, times the wanted number, is the default."""
    calls: int | None = Field(default=None, gt=0)
    tokens: int | None = Field(default=None, gt=0)
    cost_usd: float | None = Field(default=None, gt=0)
    seconds: float | None = Field(default=None, gt=0)


def refuse_unpriced(limits: Limits, models: Mapping[str, ModelSpec]) -> None:
    """Refuse a limit of cost that could never be met.

    Raises:
        UsageError: a limit of cost is set, and the price of a role's model is unknown.
    """
    if limits.cost_usd is None:
        return
    for role, spec in models.items():
        if not is_priced(spec):
            raise UsageError(
                f"the budget limits cost_usd, but the price of {role}'s model {spec.name!r} is unknown",
                fix="state price_in and price_out of that model (USD per million tokens), or limit tokens instead",
            )


class Spending:
    """What has been spent against the limits; sums over the ledger plus what this process adds.

    Args:
        limits: the budget.
        clock: for the limit of time, which counts this process's time only.
        calls: calls already in the ledger.
        tokens: tokens already in the ledger.
        cost_usd: known cost already in the ledger.
    """

    def __init__(self, limits: Limits, clock: Clock, *, calls: int = 0, tokens: int = 0, cost_usd: float = 0.0) -> None:
        self._limits = limits
        self._clock = clock
        self._start = clock.monotonic()
        self.calls = calls
        self.tokens = tokens
        self.cost_usd = cost_usd

    def reserve(self) -> None:
        """Claim one call.

        Raises:
            BudgetReached: the call would exceed a limit that is already met.
        """
        self.check()
        self.calls += 1

    def check(self) -> None:
        """Raise BudgetReached where a limit is met."""
        for name, spent in self._spent():
            limit = getattr(self._limits, name)
            if limit is not None and spent >= limit:
                raise BudgetReached(
                    f"the budget's limit of {limit:g} {name} is reached",
                    fix="raise that limit and run the same command again: what was paid for is kept",
                )

    def settle(self, tokens: int, cost_usd: float | None) -> None:
        """Add what a reply has cost."""
        self.tokens += tokens
        self.cost_usd += cost_usd or 0.0

    def _spent(self) -> tuple[tuple[str, Any], ...]:
        return (
            ("calls", self.calls),
            ("tokens", self.tokens),
            ("cost_usd", self.cost_usd),
            ("seconds", self._clock.monotonic() - self._start),
        )
