"""The tool assistant: helps a user in a world, and knows the policy, its tools and what was said; nothing else."""

from collections.abc import Awaitable, Callable
from functools import cache

from pydantic import Field, create_model

from ..runtime.chat import Models
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.trajectory import AssistantView
from ..scenarios.world import titled
from .simulated_user import Move, act_step

PROMPT = Prompt.beside(__file__)


class AssistantMove(Move):
    """What the assistant says and does."""

    hands_over: bool = Field(description="whether you hand the matter over to a person, and end your part")


@cache
def move_for(world: str) -> type[AssistantMove]:
    """Return the reply type of a world's assistants; its name says which world."""
    return create_model(f"{titled(world)}Move", __base__=AssistantMove)


ToolAssistant = Callable[[str, AssistantView, int], Awaitable[AssistantMove]]
"""(world, what it knows, number of the attempt) → a move."""


def tool_assistant(models: Models, account: Account) -> ToolAssistant:
    """Return the agent that helps the users of worlds."""

    async def move(world: str, view: AssistantView, attempt: int) -> AssistantMove:
        step = act_step(attempt, view.turn)
        prompt = PROMPT.render(account.owner, step, view=view)
        return await models.chat("assistant", account).ask(f"{step}/assistant", prompt, move_for(world))

    return move
