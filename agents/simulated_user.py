"""The simulated user: a persona with a goal in a world, who talks to the assistant and acts with their own hands."""

from collections.abc import Awaitable, Callable

from pydantic import Field

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.trajectory import UserView
from . import simulated_user_rehearsal as simulated_user_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)


class Wanted(Reply):
    """One call that is to be made."""

    tool: str
    arguments: str = Field(description="the arguments as a JSON object")


class Move(Reply):
    """What somebody says and does when their turn comes."""

    says: str = Field(description="your words; may be empty where you call tools first")
    calls: list[Wanted] = Field(max_length=8, description="the tools to call now, before you say more; often none")


class UserMove(Move):
    """What the user says and does."""

    is_done: bool = Field(description="whether you got what you came for or were refused for good, and take leave")


SimulatedUser = Callable[[UserView, int], Awaitable[UserMove]]
"""(what they know, number of the attempt) → a move."""


def simulated_user(models: Models, account: Account) -> SimulatedUser:
    """Return the agent that plays the user."""

    async def move(view: UserView, attempt: int) -> UserMove:
        step = act_step(attempt, view.turn)
        prompt = PROMPT.render(account.owner, step, view=view)
        return await models.chat("speaker", account).ask(f"{step}/user", prompt, UserMove)

    return move


def act_step(attempt: int, turn: int) -> str:
    """Return the path of the call that makes an act."""
    return f"{'revise' if attempt else 'write'}/{attempt}/turn/{turn}"
