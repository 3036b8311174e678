"""The calculator itself: its memory, its data for any size, and its tools."""

import random
from collections.abc import Callable
from fractions import Fraction
from math import prod
from pathlib import Path
from statistics import mean, median
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ...local_world import LocalWorld, Refused
from ...world import Effect
from .exact import SCALES, Unit, number, numbers, rounded, text_of

Measure = Literal["mean", "median", "smallest", "largest", "variance"]
Some = Annotated[list[str], Field(min_length=1, max_length=50)]

SHOWN: Final = 12
"""Figures that a task is made from."""


class Figure(BaseModel):
    """A number that the user keeps."""

    model_config = ConfigDict(extra="forbid")

    value: str
    unit: str = ""


class Memory(BaseModel):
    """All figures, by name."""

    model_config = ConfigDict(extra="forbid")

    figures: dict[str, Figure] = {}


WHICH: Final = ("old", "new", "upper", "lower", "spare", "summer", "winter", "second")
KEPT: Final = (
    ("length", "m", ("fence", "hall", "curtain rail", "garden path", "rope", "hedge"), 200, 6_000),
    ("weight", "kg", ("parcel", "flour", "luggage", "wool", "honey", "gravel"), 50, 9_000),
    ("price", "EUR", ("heating", "fabric", "carpet", "museum ticket", "seminar", "bicycle"), 150, 40_000),
    ("distance", "km", ("commute", "ride", "pilgrimage", "delivery round", "ferry"), 300, 90_000),
    ("content", "l", ("rain barrel", "aquarium", "boiler", "paddling pool", "tank"), 500, 80_000),
    ("duration", "minute", ("rehearsal", "train journey", "film", "shift", "lesson"), 1_500, 50_000),
)
"""What figures there are: quantity, unit, of what, and the least and the most hundredths."""


def populate(rng: random.Random, size: int) -> Memory:
    """Return a memory of so many figures, of every quantity in turn."""
    memory = Memory()
    for place in range(size):
        quantity, unit, things, least, most = KEPT[place % len(KEPT)]
        called = f"{rng.choice(WHICH)} {rng.choice(things)} {quantity}"
        names = (f"{called}{f' {again}' if again else ''}" for again in (0, *range(2, size + 2)))
        name = next(name for name in names if name not in memory.figures)
        memory.figures[name] = Figure(value=text_of(number(f"{rng.randint(least, most)}/100")), unit=unit)
    return memory


def corner(memory: Memory, rng: random.Random) -> Memory:
    """Return a few figures."""
    names = sorted(memory.figures)
    return Memory(figures={name: memory.figures[name] for name in sorted(rng.sample(names, min(SHOWN, len(names))))})


CALCULATOR: Final = LocalWorld(
    name="calculator",
    about="a calculator with exact numbers, units and a memory of figures",
    policy=Path(__file__).with_name("policy.md").read_text(encoding="utf-8"),
    state=Memory,
    populate=populate,
    corner=corner,
)


@CALCULATOR.tool(Effect.READ)
def list_memory(memory: Memory) -> dict[str, list[str]]:
    """Show the names of all figures that are stored."""
    return {"names": sorted(memory.figures)}


@CALCULATOR.tool(Effect.READ)
def recall_figure(memory: Memory, name: str) -> dict[str, str]:
    """Show a stored figure: its value and its unit.

    Args:
        name: the name under which it is stored.
    """
    if name not in memory.figures:
        raise Refused(f"nothing is stored under {name!r}; look through the names of what is stored")
    return {"name": name, **memory.figures[name].model_dump()}


@CALCULATOR.tool(Effect.WRITE)
def store_figure(memory: Memory, name: str, value: str, unit: str = "") -> dict[str, str]:
    """Store a figure under a name; what was stored under it before is gone.

    Args:
        name: the name to find it by.
        value: the number.
        unit: its unit, if it has one.
    """
    if not name.strip():
        raise Refused("a figure needs a name; ask the user")
    memory.figures[name.strip()] = Figure(value=text_of(number(value)), unit=unit.strip())
    return {"name": name.strip(), **memory.figures[name.strip()].model_dump()}


@CALCULATOR.tool(Effect.READ)
def add_numbers(memory: Memory, numbers_to_add: Some) -> dict[str, str]:
    """Return the sum of one or more numbers.

    Args:
        numbers_to_add: the numbers.
    """
    return {"result": text_of(sum(numbers(numbers_to_add), Fraction(0)))}


@CALCULATOR.tool(Effect.READ)
def subtract_numbers(memory: Memory, first: str, second: str) -> dict[str, str]:
    """Return the first number less the second.

    Args:
        first: what is taken from.
        second: what is taken away.
    """
    return {"result": text_of(number(first) - number(second))}


@CALCULATOR.tool(Effect.READ)
def multiply_numbers(memory: Memory, factors: Some) -> dict[str, str]:
    """Return the product of one or more numbers.

    Args:
        factors: the numbers.
    """
    return {"result": text_of(prod(numbers(factors), start=Fraction(1)))}


@CALCULATOR.tool(Effect.READ)
def divide_numbers(memory: Memory, dividend: str, divisor: str) -> dict[str, str]:
    """Return the first number divided by the second; a fraction where no decimal is exact.

    Args:
        dividend: what is divided.
        divisor: by what.
    """
    if not number(divisor):
        raise Refused("dividing by nothing has no result")
    return {"result": text_of(number(dividend) / number(divisor))}


@CALCULATOR.tool(Effect.READ)
def raise_to_power(memory: Memory, base: str, exponent: Annotated[int, Field(ge=-60, le=60)]) -> dict[str, str]:
    """Return a number multiplied with itself so many times; a negative exponent divides.

    Args:
        base: the number.
        exponent: how many times, a whole number.
    """
    if not number(base) and exponent < 0:
        raise Refused("dividing by nothing has no result")
    return {"result": text_of(number(base) ** exponent)}


@CALCULATOR.tool(Effect.READ)
def percent_of_number(memory: Memory, percent: str, value: str) -> dict[str, str]:
    """Return so many percent of a number.

    Args:
        percent: how many percent; 19 means 19 per hundred.
        value: the number that is the whole.
    """
    return {"result": text_of(number(percent) * number(value) / 100)}


@CALCULATOR.tool(Effect.READ)
def percentage_between(memory: Memory, part: str, whole: str) -> dict[str, str]:
    """Return how many percent of a whole a part is.

    Args:
        part: the part, or a difference.
        whole: the whole, or the earlier figure.
    """
    if not number(whole):
        raise Refused("nothing has no percentages: the whole is 0")
    return {"result": text_of(number(part) / number(whole) * 100)}


@CALCULATOR.tool(Effect.READ)
def summarize_numbers(memory: Memory, numbers_to_summarize: Some, measure: Measure) -> dict[str, str]:
    """Return one figure for a list of numbers; the variance is that of the whole population.

    Args:
        numbers_to_summarize: the numbers.
        measure: which figure.
    """
    return {"measure": measure, "result": text_of(_MEASURES[measure](numbers(numbers_to_summarize)))}


@CALCULATOR.tool(Effect.READ)
def convert_unit(memory: Memory, value: str, from_unit: Unit, to_unit: Unit) -> dict[str, str]:
    """Convert a figure into another unit of the same quantity, exactly.

    Args:
        value: the number.
        from_unit: its unit.
        to_unit: the unit wanted.
    """
    source, target = SCALES[from_unit], SCALES[to_unit]
    if source.measures != target.measures:
        raise Refused(f"{from_unit} measures {source.measures}, {to_unit} measures {target.measures}: they do not fit")
    result = (number(value) * source.factor + source.offset - target.offset) / target.factor
    return {"result": text_of(result), "unit": to_unit}


@CALCULATOR.tool(Effect.READ)
def round_number(memory: Memory, value: str, places: Annotated[int, Field(ge=0, le=12)]) -> dict[str, str]:
    """Round a number to decimal places; halves go up, away from nothing.

    Args:
        value: the number.
        places: how many places are left after the point.
    """
    return {"result": text_of(rounded(number(value), places))}


def _variance(listed: list[Fraction]) -> Fraction:
    middle = mean(listed)
    return mean([(each - middle) ** 2 for each in listed])


_MEASURES: Final[dict[Measure, Callable[[list[Fraction]], Fraction]]] = {
    "mean": mean,
    "median": median,
    "smallest": min,
    "largest": max,
    "variance": _variance,
}
