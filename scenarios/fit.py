"""How well what would be drawn from joint tables fits them, value by value. Pure: no call is made for it."""

from collections import Counter
from collections.abc import Mapping

from ..runtime.frozen import Frozen
from .quotas import cells
from .sampling import Sampling
from .spec import Scenario
from .tables import Population

MOST_VALUES = 12
"""Values of a control that are told one by one; those of a finer scale of numbers are told in bands."""

BANDS = 5


class Share(Frozen):
    """One value, or band of values: its share of the population and of what would be drawn."""

    value: str
    expected: float
    drawn: float


class Marginal(Frozen):
    """One control from a table, value by value."""

    control: str
    shares: tuple[Share, ...]

    @property
    def widest(self) -> Share:
        """The value whose share is furthest from the table's."""
        return max(self.shares, key=lambda share: abs(share.drawn - share.expected))


def marginal_fit(scenario: Scenario, scenario_id: str, wanted: int) -> tuple[Marginal, ...]:
    """Return how the controls from tables come out in the first briefs of a run of this size."""
    sampling = Sampling(scenario, scenario_id)
    drawn: dict[str, Counter[str]] = {}
    for cell, number in cells(scenario, wanted).items():
        for index in range(number):
            for name, control in sampling.drawn(cell, index).items():
                drawn.setdefault(name, Counter())[control.value] += 1
    return tuple(
        _marginal(population, control, drawn.get(control, Counter[str]()))
        for population in sampling.populations
        for control in population.controls
    )


def _marginal(population: Population, control: str, drawn: Counter[str]) -> Marginal:
    expected, total = population.marginal(control), max(drawn.total(), 1)
    shares: dict[str, Share] = {}
    for value, band in _bands(expected).items():
        held = shares.get(band, Share(value=band, expected=0.0, drawn=0.0))
        more = {"expected": held.expected + expected[value], "drawn": held.drawn + drawn[value] / total}
        shares[band] = held.model_copy(update=more)
    return Marginal(control=control, shares=tuple(shares.values()))


def _bands(expected: Mapping[str, float]) -> dict[str, str]:
    """Return value → the band that it is told in: itself, or a stretch of numbers with its part of the population."""
    numbers = {value: number for value in expected if (number := _number(value)) is not None}
    if len(expected) <= MOST_VALUES or len(numbers) < len(expected):
        return {value: value for value in expected}
    members: dict[int, list[str]] = {}
    below = 0.0
    for value in sorted(numbers, key=lambda value: numbers[value]):
        members.setdefault(min(int(round(below * BANDS, 9)), BANDS - 1), []).append(value)
        below += expected[value]
    return {value: f"{held[0]} to {held[-1]}" for held in members.values() for value in held}


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
