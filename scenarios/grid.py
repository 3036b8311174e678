"""Quotas: the cells of a grid over controls, and each one's share of the accepted samples."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from ..runtime.frozen import Frozen, by_name
from .controls import Control

JOIN = " / "
"""What stands between the values in the name of a cell of several controls."""

EQUAL = "equal"

Shares = Annotated[dict[str, Annotated[float, Field(gt=0)]], AfterValidator(by_name), Field(min_length=1)]


class Cell(NamedTuple):
    """One cell: a value for each control of the quota, and its share of all, which add up to 1."""

    values: Mapping[str, str]
    share: float


class Quota(Frozen):
    """Cells to fill: the values of one control, or of several combined, each with its share of the accepted samples."""

    control: str | None = None
    controls: tuple[str, ...] = ()
    """Several controls: the cells are their combinations, named `value / value` in this order."""
    shares: Shares | Literal["equal"] = EQUAL
    """Cell → its share; a combination that is not named is not wanted. `equal` wants all of them alike."""

    @model_validator(mode="after")
    def _one_or_several(self) -> Self:
        if (self.control is None) == (not self.controls):
            raise ValueError("name one `control`, or several `controls`")
        if len(set(self.controls)) < len(self.controls):
            raise ValueError(f"controls names one twice: {', '.join(self.controls)}")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The controls, in order."""
        return self.controls if self.control is None else (self.control,)

    def cells(self, drawn: Mapping[str, Control]) -> dict[str, Cell]:
        """Return the cells by name, in the order of names.

        Args:
            drawn: all controls of the scenario.

        Raises:
            ValueError: a control or a cell does not exist.
        """
        combined = dict(sorted(self._combined(drawn)))
        shares = dict.fromkeys(combined, 1.0) if isinstance(self.shares, str) else self.shares
        unknown = [name for name in shares if name not in combined]
        if unknown:
            fix = f"; cells are named {next(iter(combined))!r}" if self.controls else ""
            raise ValueError(f"quota.shares names no option of {JOIN.join(self.names)}: {', '.join(unknown)}{fix}")
        total = sum(shares.values())
        return {name: Cell(combined[name], share / total) for name, share in shares.items()}

    def _combined(self, drawn: Mapping[str, Control]) -> Iterator[tuple[str, dict[str, str]]]:
        for name in self.names:
            if name not in drawn:
                raise ValueError(f"quota.control {name!r} is none of the controls: {', '.join(drawn)}")
        seen: set[str] = set()
        for values in product(*(drawn[name].options for name in self.names)):
            cell = JOIN.join(values)
            if cell in seen:
                raise ValueError(f"quota: two cells would be named {cell!r}; rename an option of one of its controls")
            seen.add(cell)
            yield cell, dict(zip(self.names, values, strict=True))


def chances(cells: Mapping[str, Cell], cell: str) -> dict[str, float]:
    """Return control → the probability of its value in this cell, given the values of the controls before it.

    Their product is the cell's share.
    """
    wanted = cells[cell].values
    alike, found = [*cells.values()], dict[str, float]()
    for name, value in wanted.items():
        within = [each for each in alike if each.values[name] == value]
        found[name] = sum(each.share for each in within) / sum(each.share for each in alike)
        alike = within
    return found
