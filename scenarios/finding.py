"""A finding: one defect or remark about a draft, from a verifier or a critic."""

from collections.abc import Iterable
from enum import StrEnum

from ..runtime.frozen import Frozen


class Severity(StrEnum):
    """How much a finding matters. Only a verifier may block."""

    MINOR = "minor"
    MAJOR = "major"
    BLOCKING = "blocking"


WEIGHTS = {Severity.MINOR: 1, Severity.MAJOR: 3, Severity.BLOCKING: 10}
"""One blocking finding outweighs three major ones, so a round that trades one for the other has gained nothing."""


class Finding(Frozen):
    """What is wrong, where, how badly, and how to mend it.

    `where` names a part of the draft; `quote` is copied from it, or empty where the part as a whole is meant.
    """

    source: str
    where: str
    quote: str
    problem: str
    fix: str
    severity: Severity


class Check(Frozen):
    """One thing that was looked at, and how it came out; kept with the row whether it passed or not."""

    name: str
    passed: bool
    said: str = ""
    simulated: bool = False
    """Whether it rests on the word of a rehearsal model, and so proves nothing."""
    unexecuted: bool = False
    """Whether it could not be looked at, because no call is executed in this world; then it has not passed either."""


class Evidence(Frozen):
    """What code can prove about a draft: defects, and what was checked."""

    findings: tuple[Finding, ...] = ()
    checks: tuple[Check, ...] = ()


def weight(findings: Iterable[Finding]) -> int:
    """Return the weighted number of findings."""
    return sum(WEIGHTS[finding.severity] for finding in findings)
