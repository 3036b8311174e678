"""Sums that are written out must come out."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from ..brief import Brief
from ..finding import Finding
from .equations import equations
from .evidence import defect


def arithmetic(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find sums whose stated result is wrong at the precision it is stated with."""
    for where, text in parts.items():
        for sum_ in equations(text):
            if not sum_.holds:
                yield defect(
                    "arithmetic",
                    where,
                    f"the sum does not come out: it makes {decimal(sum_.makes)}",
                    "correct the figure and whatever follows from it",
                    quote=text[sum_.start : sum_.end],
                )


def decimal(made: Fraction) -> str:
    """Return a figure with as many places as it needs, six at most."""
    return f"{made.numerator / made.denominator:.6f}".rstrip("0").rstrip(".")
