"""The reviser: mends a draft finding by finding."""

from collections.abc import Awaitable, Callable
from functools import cache

from pydantic import Field, create_model

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.brief import Brief
from ..scenarios.draft import Draft, Round
from ..scenarios.kind import Kind
from . import reviser_rehearsal as reviser_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)


class Revision(Reply):
    """What was done about each finding; the kind's payload joins it as `draft`."""

    answers: list[str] = Field(description="for each finding, in order: what was changed, in a few words")


@cache
def revision_of(payload: type[Reply]) -> type[Revision]:
    """Return the reply type of a revision: the answers, then the whole mended draft."""
    return create_model(f"{payload.__name__}Revision", __base__=Revision, draft=(payload, ...))


Reviser = Callable[[Brief, Round], Awaitable[Draft]]


def reviser(models: Models, account: Account, kind: Kind) -> Reviser:
    """Return the agent that answers a round's findings with a new draft."""

    async def revise(brief: Brief, held: Round) -> Draft:
        number = held.draft.round + 1
        parts = kind.parts(held.draft.payload)
        prompt = PROMPT.render(brief.id, str(number), task=kind.task, brief=brief, held=held, parts=parts)
        reply = await models.chat("generator", account).ask(f"revise/{number}", prompt, revision_of(kind.payload))
        said = reply.model_dump()
        return Draft(round=number, payload=said["draft"], answers=tuple(said["answers"]))

    return revise
