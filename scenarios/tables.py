"""Joint tables: a population in a CSV file, whose rows are drawn whole, so that what goes together stays together."""

import csv
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from ..runtime.errors import UsageError
from ..runtime.frozen import Frozen, is_list
from ..runtime.text import clean
from .controls import Drawn, Option

Values = tuple[str, ...]


def _each_once(columns: dict[str, str]) -> dict[str, str]:
    if len(set(columns.values())) < len(columns):
        raise ValueError(f"two columns become one control: {', '.join(columns.values())}")
    return columns


class Table(Frozen):
    """A CSV file with a header; every brief gets the values of one of its rows as controls."""

    path: str = Field(min_length=1)
    """Relative to the scenario."""
    columns: Annotated[dict[str, str], AfterValidator(_each_once)] = Field(min_length=1)
    """Column → the control that it becomes; a list for columns that keep their names."""
    weight: str | None = None
    """The column that says how often a row counts, as in a census; without it, each counts once."""

    @field_validator("columns", mode="before")
    @classmethod
    def _names_kept(cls, columns: object) -> object:
        return {str(name): str(name) for name in columns} if is_list(columns) else columns


class Population:
    """A table, read: its distinct rows with their weights.

    Args:
        table: where it lies, and which of its columns are meant.

    Raises:
        UsageError: the file cannot be read, or lacks a column or a value.
    """

    def __init__(self, table: Table) -> None:
        self.controls: Values = tuple(table.columns.values())
        weights: dict[Values, float] = {}
        for values, weight in _rows(table):
            weights[values] = weights.get(values, 0.0) + weight
        self.rows = {values: weight for values, weight in sorted(weights.items()) if weight > 0}
        if not self.rows:
            raise UsageError(
                f"tables: {table.path} has no row that counts", fix="give it rows, one with a weight above 0"
            )
        self._values: Sequence[Values] = list(self.rows)
        self._cumulated = list(accumulate(self.rows.values()))
        self._begun = _begun(self.rows)

    def draw(self, random_stream: random.Random) -> dict[str, Drawn]:
        """Draw one row by weight, as controls.

        The chance of each is given those before it, so that their product is the row's.
        """
        values = random_stream.choices(self._values, cum_weights=self._cumulated)[0]
        drawn: dict[str, Drawn] = {}
        for place, name in enumerate(self.controls):
            chance = self._begun[values[: place + 1]] / self._begun[values[:place]]
            drawn[name] = Drawn(value=values[place], option=Option(), checks="", chance=chance)
        return drawn

    def marginal(self, control: str) -> dict[str, float]:
        """Return value → its share of the population, for one of the controls."""
        place, total = self.controls.index(control), sum(self.rows.values())
        shares: dict[str, float] = {}
        for values, weight in self.rows.items():
            shares[values[place]] = shares.get(values[place], 0.0) + weight / total
        return shares


def _begun(rows: Mapping[Values, float]) -> dict[Values, float]:
    """Return the weight of all rows that begin so, for every beginning."""
    weights: dict[Values, float] = {}
    for values, weight in rows.items():
        for place in range(len(values) + 1):
            weights[values[:place]] = weights.get(values[:place], 0.0) + weight
    return weights


def _rows(table: Table) -> Iterator[tuple[Values, float]]:
    try:
        with Path(table.path).expanduser().open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            _refuse_missing(table, reader.fieldnames or ())
            for record in reader:
                yield _row(table, reader.line_num, record)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"tables: {table.path} cannot be read: {error}",
            fix="give a UTF-8 CSV file with a header; the path is relative to the scenario",
        ) from None


def _refuse_missing(table: Table, header: Sequence[str]) -> None:
    wanted = [*table.columns, *([table.weight] if table.weight else [])]
    missing = [name for name in wanted if name not in header]
    if missing:
        raise UsageError(
            f"tables: {table.path} has no column {', '.join(map(repr, missing))}", fix=f"it has: {', '.join(header)}"
        )


def _row(table: Table, line: int, record: Mapping[str, str | None]) -> tuple[Values, float]:
    values = tuple(clean(record[name] or "").strip() for name in table.columns)
    if not all(values):
        empty = next(name for name, value in zip(table.columns, values, strict=True) if not value)
        raise UsageError(f"tables: {table.path}, line {line}: {empty} is empty", fix="fill it in, or take the row out")
    return values, _weight(table, line, record[table.weight] or "") if table.weight else 1.0


def _weight(table: Table, line: int, told: str) -> float:
    try:
        weight = float(told)
    except ValueError:
        weight = math.nan
    if not 0 <= weight < math.inf:
        raise UsageError(
            f"tables: {table.path}, line {line}: {told!r} is no weight", fix="give a number that is not negative"
        )
    return weight
