"""A brief: one assignment, fully determined by its scenario, quota cell and index."""

from typing import Any

from pydantic import Field

from ..personas.persona import Persona
from ..runtime.frozen import Frozen
from .controls import Drawn
from .conversation import Conversation
from .passages import Passages
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
    passages: Passages | None = Field(default=None, exclude_if=lambda passages: passages is None)
    """The passages that it works from, its own text among them, for kinds that work from documents."""
    controls: dict[str, Drawn] = {}
    settings: dict[str, Any] = {}
    """The scenario's settings of its kind."""
    directions: tuple[str, ...] = ()
    """The controls in words, as the writer is told them."""
    examples: tuple[dict[str, str], ...] = ()

    @property
    def attempts(self) -> int:
        """How many drafts are made independently of each other, whatever is found about them."""
        return self.setting.attempts if self.setting else 1

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
