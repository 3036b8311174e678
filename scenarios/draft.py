"""A draft: what the generator wrote for a brief in one round, and what was found about it."""

from typing import Any

from ..runtime.frozen import Frozen
from .finding import Check, Finding, Severity, weight


class Draft(Frozen):
    """A kind's payload as written in one round."""

    round: int
    payload: dict[str, Any]
    answers: tuple[str, ...] = ()
    """What the reviser says it did about each finding of the round before."""


class Round(Frozen):
    """A draft with everything that was found about it."""

    draft: Draft
    findings: tuple[Finding, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def weight(self) -> int:
        """Weighted findings: 0 is a draft that nobody could fault."""
        return weight(self.findings)

    @property
    def is_blocked(self) -> bool:
        """Whether a verifier found a blocking defect."""
        return any(finding.severity is Severity.BLOCKING for finding in self.findings)

    @property
    def is_clean(self) -> bool:
        """Whether no finding is above minor."""
        return all(finding.severity is Severity.MINOR for finding in self.findings)


def best_of(rounds: tuple[Round, ...]) -> Round:
    """Return the round with the least weight; the earlier one where two are equal."""
    return min(rounds, key=lambda held: held.weight)
