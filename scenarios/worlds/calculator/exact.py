"""Exact numbers as texts: one text for each number, and the units that they are converted between.

JSON has no numbers that are exact, so they travel as texts: "12.5", "-3", or "22/7" where no decimal is exact.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from ...local_world import Refused

Unit = Literal[
    "mm", "cm", "m", "km", "inch", "foot", "yard", "mile",
    "g", "kg", "ounce", "pound",
    "ml", "l", "pint", "gallon",
    "second", "minute", "hour", "day", "week",
    "celsius", "fahrenheit", "kelvin",
]  # fmt: skip

LONGEST: Final = 200
"""Signs that a number may have; powers grow beyond all use."""

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+|/[0-9]+)?")
_BITS: Final = 4 * LONGEST
"""More than numbers of that length can have; beyond some thousand digits Python refuses to write a number at all."""


class Scale(NamedTuple):
    """What a unit measures, and how it becomes the base unit: value × factor + offset."""

    measures: str
    factor: Fraction
    offset: Fraction = Fraction(0)


_FACTORS: Final = {
    "length": "mm 0.001, cm 0.01, m 1, km 1000, inch 0.0254, foot 0.3048, yard 0.9144, mile 1609.344",
    "weight": "g 0.001, kg 1, ounce 0.028349523125, pound 0.45359237",
    "volume": "ml 0.001, l 1, pint 0.56826125, gallon 4.54609",
    "time": "second 1, minute 60, hour 3600, day 86400, week 604800",
}
"""Pints and gallons are imperial ones. All of these are exact by definition."""

SCALES: Final = {
    **{
        unit: Scale(measures, Fraction(factor))
        for measures, listed in _FACTORS.items()
        for unit, factor in (each.split() for each in listed.split(", "))
    },
    "kelvin": Scale("temperature", Fraction(1)),
    "celsius": Scale("temperature", Fraction(1), Fraction("273.15")),
    "fahrenheit": Scale("temperature", Fraction(5, 9), Fraction("459.67") * Fraction(5, 9)),
}


def number(text: str) -> Fraction:
    """Return the number that a text is, or refuse."""
    if len(text) > LONGEST or not _NUMBER.fullmatch(text.strip()):
        raise Refused(f"{text!r} is no number; write it as 12.5, -3 or 22/7, without separators and units")
    try:
        return Fraction(text.strip())
    except ZeroDivisionError:
        raise Refused(f"{text!r} divides by nothing, which has no result") from None


def numbers(texts: Iterable[str]) -> list[Fraction]:
    """Return the numbers that texts are, or refuse."""
    return [number(text) for text in texts]


def text_of(value: Fraction) -> str:
    """Return the one text of a number, or refuse where nobody could read it."""
    is_short = max(value.numerator.bit_length(), value.denominator.bit_length()) <= _BITS
    text = (_decimal(value) or str(value)) if is_short else ""
    if not text or len(text) > LONGEST:
        raise Refused(f"the result has more than {LONGEST} signs, which is too long")
    return text


def rounded(value: Fraction, places: int) -> Fraction:
    """Return a number rounded to so many decimal places, halves away from nothing."""
    step = 10**places
    size = (abs(value) * step + Fraction(1, 2)).__floor__()
    return Fraction(size if value >= 0 else -size, step)


def _decimal(value: Fraction) -> str:
    """Return a number as a decimal; an empty text where none is exact."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return ""
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, fraction = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{'-' if value < 0 else ''}{whole}{'.' if fraction else ''}{fraction}"
