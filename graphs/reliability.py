"""Reliability: how often independent attempts at one task pass, per task and over a run (pass^k and pass@k)."""

from collections.abc import Sequence
from math import comb
from typing import Self

from sqlalchemy import JSON, func, select, type_coerce

from ..runtime.frozen import Frozen
from ..runtime.ledger import Reader, samples
from ..scenarios.draft import Round


class Attempted(Frozen):
    """Independent attempts at one task. One passes that no verifier blocks; revisions after them are not counted."""

    made: int
    passed: int
    pass_hat_k: bool
    """Whether all of them passed."""
    pass_at_k: bool
    """Whether any of them passed."""

    @classmethod
    def of(cls, rounds: Sequence[Round], attempts: int) -> Self | None:
        """Return how the first so many rounds fared; None where not all of them were made."""
        if len(rounds) < attempts:
            return None
        passed = sum(not held.is_blocked for held in rounds[:attempts])
        return cls(made=attempts, passed=passed, pass_hat_k=passed == attempts, pass_at_k=passed > 0)


class Reliability(Frozen):
    """What a run's attempts come to, as means over its tasks; those of which an attempt is missing are not counted."""

    tasks: int
    attempts: int
    """How many were made at each."""
    pass_hat: tuple[float, ...]
    """pass^1, pass^2, …: the odds that so many attempts at a task all pass (tau-bench)."""
    pass_at: tuple[float, ...]
    """pass@1, pass@2, …: the odds that at least one of so many does."""

    @property
    def told(self) -> str:
        """The figures in one line."""
        odds = [f"pass^{k} {share:.2f}" for k, share in enumerate(self.pass_hat, 1)]
        any_passes = f"pass@{self.attempts} {self.pass_at[-1]:.2f}"
        return f"{self.attempts} at each of {self.tasks} tasks: {', '.join(odds)}; {any_passes}"


def reliability(ledger: Reader) -> Reliability | None:
    """Return the figures over all settled tasks; None for kinds without attempts, or before any was settled."""
    record = type_coerce(samples.c.record, JSON)  # a cast would make a number of it in SQLite
    made, passed = (record["attempted", name].as_integer() for name in ("made", "passed"))
    counted = select(made.label("made"), passed.label("passed"), func.count().label("tasks"))
    rows = ledger.read(counted.where(made.is_not(None)).group_by(made, passed))
    return _figures({int(row["passed"]): int(row["tasks"]) for row in rows}, int(rows[0]["made"])) if rows else None


def _figures(tasks: dict[int, int], attempts: int) -> Reliability:
    """Return the figures of so many tasks by number of passed attempts.

    Of n attempts of which c passed, C(c, k) / C(n, k) is the share of choices of k that all pass.
    """
    total = sum(tasks.values())
    sizes = range(1, attempts + 1)
    return Reliability(
        tasks=total,
        attempts=attempts,
        pass_hat=tuple(sum(n * comb(c, k) for c, n in tasks.items()) / comb(attempts, k) / total for k in sizes),
        pass_at=tuple(
            1 - sum(n * comb(attempts - c, k) for c, n in tasks.items()) / comb(attempts, k) / total for k in sizes
        ),
    )
