"""The recollector: one member of a group after the talk, who sees its own card and what was said, and nothing else."""

from collections.abc import Awaitable, Callable
from functools import cache

from pydantic import Field, create_model, field_validator

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.conversation import Role
from ..scenarios.dialogue import Side, Turn
from ..scenarios.memory import Takeaway, Wish
from . import recollector_rehearsal as recollector_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)

MOST_WISHES = 2


class Standing(Reply):
    """How one stands to one of the others."""

    name: str = Field(description="the other's name")
    how: str = Field(min_length=1, description="how you stand to them now, and why, in one sentence")


class Request(Reply):
    """What one would ask an AI assistant."""

    situation: str = Field(min_length=1, description="what makes you ask, in one sentence, as somebody else would tell")
    request: str = Field(min_length=1, description="what you ask for, in your own words")


class Recollection(Reply):
    """What a member takes away."""

    remembers: str = Field(min_length=1, description="what you will remember of this, in one or two sentences")
    standings: list[Standing] = Field(description="one for each of the others")
    requests: list[Request] = Field(max_length=MOST_WISHES)


@cache
def recollection_of(others: tuple[str, ...]) -> type[Recollection]:
    """Return the reply type for so many others: one that leaves somebody out is asked for again."""

    def complete(standings: list[Standing]) -> list[Standing]:
        given = [standing.name.strip().casefold() for standing in standings]
        if sorted(given) != sorted(others):
            raise ValueError(f"one per person is needed ({', '.join(others)}), not {', '.join(given) or 'none'}")
        return standings

    validators = {"complete": field_validator("standings")(complete)}
    return create_model("Recollection", __base__=Recollection, __validators__=validators)


Recollector = Callable[[Side, tuple[Role, ...], str, tuple[Turn, ...], int], Awaitable[Takeaway]]
"""(a member's side, the others, situation, what was said, round) → what the member takes away."""


def recollector(models: Models, account: Account) -> Recollector:
    """Return the agent that looks back for one member."""

    async def recollect(
        side: Side, others: tuple[Role, ...], situation: str, turns: tuple[Turn, ...], round_number: int
    ) -> Takeaway:
        step = f"{'revise' if round_number else 'write'}/{round_number}/recollect/{side.role}"
        prompt = PROMPT.render(account.owner, step, side=side, others=others, situation=situation, turns=turns)
        expected = recollection_of(tuple(role.name for role in others))
        found = await models.chat("speaker", account).ask(step, prompt, expected)
        return _takeaway(side.role, found)

    return recollect


def _takeaway(role: str, found: Recollection) -> Takeaway:
    return Takeaway(
        role=role,
        remembers=found.remembers.strip(),
        stands={standing.name.strip().casefold(): standing.how.strip() for standing in found.standings},
        wishes=tuple(
            Wish(situation=asked.situation.strip(), request=asked.request.strip()) for asked in found.requests
        ),
    )
