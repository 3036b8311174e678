"""The moderator: calls on whoever is to speak next in a group, from what all of them know."""

from collections.abc import Awaitable, Callable
from functools import cache

from pydantic import Field, create_model, field_validator

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.conversation import Conversation, Role
from ..scenarios.dialogue import Turn
from ..scenarios.floor import able_to_speak, is_last_word
from . import moderator_rehearsal as moderator_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)


class Calling(Reply):
    """Who is called on, and with what."""

    name: str = Field(description="the name of whoever speaks next")
    cue: str = Field(min_length=1, description="what they might answer or bring up, in half a sentence said to them")


@cache
def calling_among(able: tuple[str, ...]) -> type[Calling]:
    """Return the reply type of a call on one of these: one on anybody else is asked for again."""

    def may_speak(name: str) -> str:
        told = name.strip().casefold()
        if told not in able:
            raise ValueError(f"{name!r} may not speak next; name one of: {', '.join(able)}")
        return told

    return create_model("Calling", __base__=Calling, __validators__={"may_speak": field_validator("name")(may_speak)})


Moderator = Callable[[Conversation, str, tuple[Turn, ...], int], Awaitable[tuple[Role, str]]]
"""(conversation, situation, what was said, round) → who speaks next, and with what they are called on."""


def moderator(models: Models, account: Account) -> Moderator:
    """Return the agent that moderates. Where one alone may speak, nobody is asked."""

    async def call(
        conversation: Conversation, situation: str, turns: tuple[Turn, ...], round_number: int
    ) -> tuple[Role, str]:
        able = {role.name: role for role in able_to_speak(conversation, turns)}
        if len(able) == 1:
            return next(iter(able.values())), ""
        step = f"{'revise' if round_number else 'write'}/{round_number}/call/{len(turns) + 1}"
        prompt = PROMPT.render(
            account.owner,
            step,
            conversation=conversation,
            situation=situation,
            turns=turns,
            able=tuple(able.values()),
            left=conversation.cap - len(turns),
            is_last=is_last_word(conversation, turns),
        )
        called = await models.chat("director", account).ask(step, prompt, calling_among(tuple(able)))
        return able[called.name], called.cue.strip()

    return call
