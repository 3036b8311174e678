"""A brief: one assignment, fully determined by its scenario, quota cell and index."""

from typing import Any

from ..personas.persona import Persona
from ..runtime.frozen import Frozen
from .controls import Drawn
from .conversation import Conversation
from .seed import Seed
from .setting import Setting

EVERY = "all"
"""The cell of a scenario without quotas."""


class Brief(Frozen):
    """Who writes about what, under which controls (name → what was drawn)."""

    id: str
    cell: str
    index: int
    persona: Persona
    partners: tuple[Persona, ...] = ()
    """Whom the persona meets, in the order of the conversation's roles."""
    conversation: Conversation | None = None
    setting: Setting | None = None
    """Where it plays, for kinds that are acted out in a world."""
    seed: Seed
    controls: dict[str, Drawn] = {}
    settings: dict[str, Any] = {}
    """The scenario's settings of its kind."""
    directions: tuple[str, ...] = ()
    """The controls in words, as the writer is told them."""
    examples: tuple[dict[str, str], ...] = ()

    @property
    def people(self) -> tuple[Persona, ...]:
        """Everybody who was cast."""
        return (self.persona, *self.partners)

    def player(self, role: str) -> Persona | None:
        """Return the persona who plays a role of the conversation; None where an assistant does."""
        cast = iter(self.people)
        roles = self.conversation.roles if self.conversation else ()
        players = {each.name: next(cast) if each.played_by == "persona" else None for each in roles}
        return players[role]
