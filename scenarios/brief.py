"""A brief: one assignment, fully determined by its scenario, quota cell and index."""

from ..personas.persona import Persona
from ..runtime.frozen import Frozen
from .controls import Drawn
from .seed import Seed

EVERY = "all"
"""The cell of a scenario without quotas."""


class Brief(Frozen):
    """Who writes about what, under which controls (name → what was drawn)."""

    id: str
    cell: str
    index: int
    persona: Persona
    seed: Seed
    controls: dict[str, Drawn] = {}
    directions: tuple[str, ...] = ()
    """The controls in words, as the writer is told them."""
    examples: tuple[dict[str, str], ...] = ()
