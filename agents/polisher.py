"""The polisher: mends the wording of a finished conversation, turn by turn, and none of its content."""

import re
from collections.abc import Awaitable, Callable
from functools import cache

from pydantic import Field, create_model

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.brief import Brief
from ..scenarios.dialogue import Turn
from . import polisher_rehearsal as polisher_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


class Polish(Reply):
    """Every turn again, in order, in better words or as it was."""

    texts: list[str]


@cache
def polish_of(number: int) -> type[Polish]:
    """Return the reply type for so many turns: one with more or fewer is asked for again."""
    field = Field(min_length=number, max_length=number, description=f"all {number} turns, in their order")
    return create_model("Polish", __base__=Polish, texts=(list[str], field))


Polisher = Callable[[Brief, tuple[Turn, ...], int], Awaitable[tuple[Turn, ...]]]


def polisher(models: Models, account: Account) -> Polisher:
    """Return the agent that polishes the turns of one round."""

    async def polish(brief: Brief, turns: tuple[Turn, ...], round_number: int) -> tuple[Turn, ...]:
        step = f"{'revise' if round_number else 'write'}/{round_number}/wording"
        prompt = PROMPT.render(brief.id, step, brief=brief, turns=turns)
        reply = await models.chat("director", account).ask(step, prompt, polish_of(len(turns)))
        return tuple(map(_polished, turns, reply.texts))

    return polish


def _polished(turn: Turn, text: str) -> Turn:
    """Return the turn in its new words, or as it was where these are empty or state other figures."""
    kept = text.strip() and sorted(_FIGURE.findall(text)) == sorted(_FIGURE.findall(turn.text))
    return turn.model_copy(update={"text": text.strip()}) if kept else turn
