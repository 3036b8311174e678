"""The member: a persona in a group, who knows its own card and memories and what was said, and nothing else."""

from collections.abc import Awaitable, Callable
from functools import cache

from pydantic import Field, create_model, field_validator

from ..runtime.chat import Models
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.dialogue import Seat, Turn
from ..scenarios.floor import EVERYBODY
from . import member_rehearsal as member_rehearsal  # plays this agent's part in rehearsals
from .speaker import Utterance, step_of, turn_of

PROMPT = Prompt.beside(__file__)


class Remark(Utterance):
    """What is said in a group when one's turn comes."""

    to: str = Field(description=f"the name of whom these words are said to, or {EVERYBODY!r}")


@cache
def remark_among(others: tuple[str, ...]) -> type[Remark]:
    """Return the reply type of a remark: one that is said to somebody who is not there is asked for again."""

    def known(to: str) -> str:
        told = to.strip().casefold()
        if told not in (*others, EVERYBODY):
            raise ValueError(f"it is said to {to!r}; name one of: {', '.join((*others, EVERYBODY))}")
        return told

    return create_model("Remark", __base__=Remark, __validators__={"known": field_validator("to")(known)})


Member = Callable[[Seat, int], Awaitable[Turn]]
"""Says what one member says next; the number is the round."""


def member(models: Models, account: Account) -> Member:
    """Return the agent that speaks for a persona in a group."""

    async def speak(view: Seat, round_number: int) -> Turn:
        step = step_of(view, round_number)
        prompt = PROMPT.render(account.owner, step, view=view)
        expected = remark_among(tuple(role.name for role in view.others))
        said = await models.chat("speaker", account).ask(step, prompt, expected)
        return turn_of(view, said).model_copy(update={"to": said.to, "cue": view.cue})

    return speak
