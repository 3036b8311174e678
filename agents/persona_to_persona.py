"""Persona-to-persona: who stands in this relation to somebody (Persona Hub, section 2.2)."""

from collections.abc import Awaitable, Callable

from pydantic import Field

from ..personas.persona import Candidate, Granularity, Origin, Persona
from ..runtime.chat import Models
from ..runtime.frozen import Frozen, Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from . import (
    persona_to_persona_rehearsal as persona_to_persona_rehearsal,  # plays this agent's part in rehearsals
)

PROMPT = Prompt.beside(__file__)


class Ask(Frozen):
    """Whom to look for: `count` people who stand in `relation` to a persona."""

    relation: str
    about: str
    count: int
    granularity: Granularity
    round: int


class Relative(Reply):
    """A related persona as the model replies it."""

    description: str = Field(min_length=15, max_length=600, description="one or two sentences about one person")
    occupation: str = Field(max_length=120, description="what this person does, in two to six words")


class RelatedPersonas(Reply):
    """The people found."""

    personas: list[Relative] = Field(min_length=1)


PersonaToPersona = Callable[[Persona, Ask], Awaitable[tuple[Candidate, ...]]]


def persona_to_persona(models: Models) -> PersonaToPersona:
    """Return the agent that follows one relation from a persona; what it gives beyond `count` is left out."""

    async def relate(persona: Persona, ask: Ask) -> tuple[Candidate, ...]:
        chat = models.chat("persona", Account(persona.id))
        step = f"relate/{ask.round}"
        prompt = PROMPT.render(persona.id, step, persona=persona.text, ask=ask)
        reply = await chat.ask(step, prompt, RelatedPersonas)
        return tuple(
            _candidate(persona, ask, ordinal, found) for ordinal, found in enumerate(reply.personas[: ask.count], 1)
        )

    return relate


def _candidate(parent: Persona, ask: Ask, ordinal: int, found: Relative) -> Candidate:
    return Candidate(
        text=found.description.strip(),
        origin=Origin.RELATION,
        granularity=ask.granularity,
        round=ask.round,
        source=parent.id,
        tie=ask.relation,
        ordinal=ordinal,
        attributes={"occupation": found.occupation.strip()},
    )
