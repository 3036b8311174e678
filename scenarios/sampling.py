"""Sampling: the controls that a brief gets from joint tables. Pure: the same cell and index give the same row."""

from ..runtime.identity import stream
from .controls import Drawn
from .spec import Scenario
from .tables import Population


class Sampling:
    """Draws from the tables of a scenario.

    Args:
        scenario: whose tables are read.
        scenario_id: its identity, of which the tables' bytes are a part.

    Raises:
        UsageError: a table cannot be read.
    """

    def __init__(self, scenario: Scenario, scenario_id: str) -> None:
        self._id = scenario_id
        self.populations = tuple(map(Population, scenario.tables))

    def drawn(self, cell: str, index: int) -> dict[str, Drawn]:
        """Return the controls of the brief at this place; none where there are no tables."""
        found: dict[str, Drawn] = {}
        for number, population in enumerate(self.populations):
            found |= population.draw(stream(self._id, "table", number, cell, index))
        return found
