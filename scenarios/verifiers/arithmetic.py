"""Sums that are written out must come out."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation

from ..brief import Brief
from ..finding import Finding
from .evidence import defect

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"(?:\s?[^\W\d]{1,12})?"
_EQUATION = re.compile(
    rf"(?<![\w.^/*+\-=])(?<![+\-−–*×x/÷^=]\s)[$€£]?\s?({_NUMBER}){_UNIT}\s*([+\-−–*×x/÷])\s*[$€£]?\s?({_NUMBER})(%?){_UNIT}"
    rf"\s*=\s*[$€£]?\s?(-?(?:{_NUMBER}))(?![\d^/*+\-=]|\s*[+*/×÷^])"  # noqa: RUF001 - typographic signs are meant
)


def arithmetic(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find equations of two numbers whose stated result is wrong at the precision it is stated with."""
    for where, text in parts.items():
        for match in _EQUATION.finditer(text):
            right = _value(*match.group(1, 2, 3, 4))
            if right is not None and not _states(match.group(5), right):
                yield defect(
                    "arithmetic",
                    where,
                    f"the sum does not come out: it makes {right.normalize():f}",
                    "correct the figure and whatever follows from it",
                    quote=match.group().strip(),
                )


def _value(left: str, sign: str, right: str, percent: str) -> Decimal | None:
    a, b = _decimal(left), _decimal(right)
    if percent:
        b /= 100
    try:
        if sign == "+":
            return a + b
        if sign in "-−–":  # noqa: RUF001 - typographic signs are meant
            return a - b
        return a * b if sign in "*×x" else a / b  # noqa: RUF001 - typographic signs are meant
    except (DivisionByZero, InvalidOperation):
        return None


def _states(stated: str, right: Decimal) -> bool:
    """Whether a stated result is right when `right` is rounded, or cut, to as many places."""
    said = _decimal(stated)
    places = -int(said.as_tuple().exponent)
    return abs(said - right) < Decimal(1).scaleb(-places)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
