"""How a verifier states what it found."""

import re
from collections.abc import Sequence

from ..finding import Finding, Severity

MATERIAL = frozenset({"input"})
"""Parts that hold what an instruction works on: they may be empty, repeat themselves and have gaps to fill."""


def defect(
    verifier: str,
    where: str,
    problem: str,
    fix: str,
    *,
    quote: str = "",
    severity: Severity = Severity.BLOCKING,
) -> Finding:
    """Return a verifier's finding; it blocks unless said otherwise."""
    return Finding(source=f"verifier:{verifier}", where=where, quote=quote, problem=problem, fix=fix, severity=severity)


def as_written(text: str, words: Sequence[str]) -> str:
    """Return the passage of a text that these words in a row were taken from, or nothing where it is not found."""
    found = re.search(r"\W+".join(map(re.escape, words)), text, re.IGNORECASE)
    return found.group() if found else ""
