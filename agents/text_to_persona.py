"""Text-to-persona: who would read, write, like or dislike this text (Persona Hub, section 2.1)."""

from collections.abc import Awaitable, Callable, Sequence

from pydantic import Field

from ..personas.persona import Candidate, Granularity, Lens, Origin
from ..runtime.chat import Models
from ..runtime.frozen import Frozen, Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.seed import Seed
from . import text_to_persona_rehearsal as text_to_persona_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)


class Viewpoint(Frozen):
    """One persona to ask for: how they stand to the text, and how specific the description is to be."""

    lens: Lens
    granularity: Granularity


class SeenPersona(Reply):
    """A persona as the model replies it."""

    number: int = Field(description="the number of the request that this answers")
    description: str = Field(min_length=15, max_length=600, description="one or two sentences about one person")
    occupation: str = Field(max_length=120, description="what this person does, in two to six words")


class PersonasFromText(Reply):
    """One persona per request."""

    personas: list[SeenPersona] = Field(min_length=1)


TextToPersona = Callable[[Seed, Sequence[Viewpoint]], Awaitable[tuple[Candidate, ...]]]


def text_to_persona(models: Models) -> TextToPersona:
    """Return the agent that infers personas from a text, one per viewpoint; those it skips stay unanswered."""

    async def infer(seed: Seed, viewpoints: Sequence[Viewpoint]) -> tuple[Candidate, ...]:
        chat = models.chat("persona", Account(seed.id))
        prompt = PROMPT.render(seed.id, "infer", seed=seed.text, viewpoints=viewpoints)
        reply = await chat.ask("infer", prompt, PersonasFromText)
        numbered = {seen.number: seen for seen in reply.personas}
        return tuple(
            _candidate(seed, number, viewpoint, numbered[number])
            for number, viewpoint in enumerate(viewpoints, 1)
            if number in numbered
        )

    return infer


def _candidate(seed: Seed, number: int, viewpoint: Viewpoint, seen: SeenPersona) -> Candidate:
    return Candidate(
        text=seen.description.strip(),
        origin=Origin.TEXT,
        granularity=viewpoint.granularity,
        round=0,
        source=seed.id,
        tie=viewpoint.lens,
        ordinal=number,
        attributes={"occupation": seen.occupation.strip()},
    )
