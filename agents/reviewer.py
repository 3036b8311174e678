"""The reviewer: one vote of the committee that looks at a blueprint before a dialogue is paid for."""

from collections.abc import Awaitable, Callable

from pydantic import Field

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.blueprint import Blueprint
from ..scenarios.brief import Brief
from ..scenarios.state import Difference
from ..scenarios.world import World
from . import reviewer_rehearsal as reviewer_rehearsal  # plays this agent's part in rehearsals
from .architect import told

PROMPT = Prompt.beside(__file__)


class Review(Reply):
    """One member's vote on a blueprint."""

    reason: str = Field(min_length=1, description="what decides it, in one sentence")
    usable: bool = Field(description="whether goal, calls and what must be told belong together and keep to the policy")


Reviewer = Callable[[Brief, World, Blueprint, tuple[Difference, ...], int, int], Awaitable[Review]]
"""(brief, world, blueprint, what its calls change, how many were made before, number of the member) → a vote."""


def reviewer(models: Models, account: Account) -> Reviewer:
    """Return the agent that votes on blueprints."""

    async def review(
        brief: Brief, world: World, blueprint: Blueprint, changes: tuple[Difference, ...], tries: int, member: int
    ) -> Review:
        step = f"write/0/review/{tries}/{member}"
        prompt = PROMPT.render(brief.id, step, brief=brief, blueprint=blueprint, changes=changes, world=told(world))
        return await models.chat("critic", account).ask(step, prompt, Review)

    return review
