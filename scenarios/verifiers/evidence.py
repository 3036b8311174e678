"""How a verifier states what it found."""

from ..finding import Finding, Severity


def defect(
    verifier: str, where: str, problem: str, fix: str, *, quote: str = "", severity: Severity = Severity.BLOCKING
) -> Finding:
    """Return a verifier's finding; it blocks unless said otherwise."""
    return Finding(
        source=f"verifier:{verifier}", where=where, quote=quote, problem=problem, fix=fix, severity=severity
    )
