"""What tasks are drawn from: the figures of a corner, and all that the tools will make of them, step by step."""

import random
from fractions import Fraction
from typing import Any, Final

from ...state import State
from .exact import SCALES, rounded, text_of

Drawn = dict[str, Any]

WANTED: Final = {
    "m": ("foot", "yard", "inch"),
    "kg": ("pound", "ounce"),
    "km": ("mile",),
    "l": ("gallon", "pint"),
    "minute": ("hour", "day"),
}
"""What figures of a unit are wanted in."""

PLACES: Final = {"one": 1, "two": 2, "three": 3}
"""Places as users say them."""

NEW: Final = (
    *("roof span", "ladder height", "shelf depth", "boat draught", "table width", "tent height", "window height"),
    *("plank total", "cellar reading", "second estimate", "grand total", "sum for Monday", "tally", "spring order"),
)
"""Names that no figure has from the start."""


def _figures(corner: State, *units: str) -> dict[str, dict[str, str]]:
    figures: dict[str, dict[str, str]] = corner["figures"]
    return {name: each for name, each in figures.items() if not units or each["unit"] in units}


def _figure(corner: State, rng: random.Random, *units: str) -> Drawn | None:
    """Return a figure that is stored, with what a look at it and at all names shows."""
    fitting = _figures(corner, *units)
    if not fitting:
        return None
    name = rng.choice(sorted(fitting))
    return {"name": name, "names": sorted(_figures(corner)), **fitting[name]}


def _converted(value: str, unit: str, wanted: str) -> Fraction:
    """Return a figure in another unit; those of temperature do not occur here."""
    return Fraction(value) * SCALES[unit].factor / SCALES[wanted].factor


def conversion(corner: State, rng: random.Random) -> Drawn | None:
    """Draw a figure that is wanted in another unit."""
    found = _figure(corner, rng, *WANTED)
    if found is None:
        return None
    wanted, places = rng.choice(WANTED[found["unit"]]), rng.choice(list(PLACES))
    converted = _converted(found["value"], found["unit"], wanted)
    return {
        **found,
        "wanted": wanted,
        "places": places,
        "converted": text_of(converted),
        "result": text_of(rounded(converted, PLACES[places])),
    }


def misfit(corner: State, rng: random.Random) -> Drawn | None:
    """Draw a figure that is wanted in a unit of another quantity."""
    found = _figure(corner, rng, *WANTED)
    if found is None:
        return None
    others = [unit for unit in ("mile", "pound", "gallon", "hour") if not fits(found["unit"], unit)]
    return {**found, "wanted": rng.choice(others), "places": "two"}


def fits(unit: str, wanted: str) -> bool:
    """Whether one unit can be converted into another."""
    return unit in SCALES and wanted in SCALES and SCALES[unit].measures == SCALES[wanted].measures


def nowhere(corner: State, rng: random.Random) -> Drawn:
    """Draw a name under which nothing is stored."""
    return {"name": rng.choice(NEW), "wanted": rng.choice(("mile", "pound", "gallon", "hour")), "places": "two"}


def covering(corner: State, rng: random.Random) -> Drawn | None:
    """Draw a length that something is bought for, by the foot or the yard."""
    found = _figure(corner, rng, "m")
    if found is None:
        return None
    wanted, price = rng.choice(("foot", "yard")), Fraction(rng.randrange(150, 4_000), 100)
    converted = _converted(found["value"], "m", wanted)
    return {
        **found,
        "wanted": wanted,
        "price": text_of(price),
        "converted": text_of(converted),
        "cost": text_of(converted * price),
        "result": text_of(rounded(converted * price, 2)),
    }


def growth(corner: State, rng: random.Random) -> Drawn:
    """Draw savings that grow for some years."""
    amount, rate, years = rng.randrange(500, 20_000, 50), Fraction(rng.randrange(50, 700, 5), 100), rng.randint(2, 9)
    factor = 1 + rate / 100
    return {
        "amount": str(amount),
        "rate": text_of(rate),
        "years": str(years),
        "share": text_of(rate / 100),
        "factor": text_of(factor),
        "grown": text_of(factor**years),
        "sum": text_of(factor**years * amount),
        "result": text_of(rounded(factor**years * amount, 2)),
    }


def bill(corner: State, rng: random.Random) -> Drawn:
    """Draw a bill that is shared."""
    amount, tip, people = Fraction(rng.randrange(2_000, 40_000), 100), rng.choice((5, 8, 10, 12, 15)), rng.randint(3, 9)
    extra = amount * tip / 100
    return {
        "amount": text_of(amount),
        "tip": str(tip),
        "people": str(people),
        "extra": text_of(extra),
        "total": text_of(amount + extra),
        "share": text_of((amount + extra) / people),
        "result": text_of(rounded((amount + extra) / people, 2)),
    }


def spread(corner: State, rng: random.Random) -> Drawn:
    """Draw measurements of which the largest stands out."""
    drawn = [Fraction(rng.randrange(100, 9_000), rng.choice((1, 10, 100))) for _ in range(rng.randint(3, 6))]
    mean, places = sum(drawn, Fraction(0)) / len(drawn), rng.choice(list(PLACES))
    above = max(drawn) - mean
    return {
        "numbers": ", ".join(map(text_of, drawn)),
        "places": places,
        "mean": text_of(mean),
        "largest": text_of(max(drawn)),
        "above": text_of(above),
        "percent": text_of(above / mean * 100),
        "result": text_of(rounded(above / mean * 100, PLACES[places])),
    }


def total(corner: State, rng: random.Random) -> Drawn | None:
    """Draw two figures of one unit, and a new name for their sum."""
    by_unit = [sorted(found) for unit in (*WANTED, "EUR") if len(found := _figures(corner, unit)) > 1]
    if not by_unit:
        return None
    first, second = rng.sample(rng.choice(by_unit), 2)
    figures = _figures(corner)
    one, other = figures[first]["value"], figures[second]["value"]
    return {
        "first": first,
        "second": second,
        "one": one,
        "other": other,
        "unit": figures[first]["unit"],
        "name": rng.choice(NEW),
        "result": text_of(Fraction(one) + Fraction(other)),
    }


def note(corner: State, rng: random.Random) -> Drawn:
    """Draw a figure that is to be kept under a new name."""
    return {"name": rng.choice(NEW), "value": text_of(Fraction(rng.randrange(100, 90_000), 100)), "unit": "m"}


def taken(corner: State, rng: random.Random) -> Drawn | None:
    """Draw a figure that is to be kept under a name that is taken."""
    found = _figure(corner, rng)
    if found is None:
        return None
    stored = {"name": found["name"], "names": found["names"], "old": found["value"], "measure": found["unit"]}
    return {**note(corner, rng), **stored}


def secret(corner: State, rng: random.Random) -> Drawn:
    """Draw a number that is never stored."""
    return {
        "pin": f"{rng.randrange(1000, 10_000)}",
        "name": rng.choice(("door", "bicycle lock", "bank card", "telephone")),
    }
