"""The architect: makes a task in a corner of a world, with the calls that solve it."""

from collections.abc import Awaitable, Callable
from functools import cache

from pydantic import create_model

from ..runtime.chat import Models
from ..runtime.identity import canonical
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.blueprint import Blueprint
from ..scenarios.brief import Brief
from ..scenarios.state import State
from ..scenarios.world import World, titled
from .planner import Plan

PROMPT = Prompt.beside(__file__)


@cache
def blueprint_for(world: str) -> type[Blueprint]:
    """Return the reply type of a world's blueprints; its name says which world."""
    return create_model(f"{titled(world)}Blueprint", __base__=Blueprint)


def told(world: World) -> dict[str, object]:
    """Return what prompts tell of a world: a world itself is no value."""
    return {"policy": world.policy, "tools": world.tools}


Architect = Callable[[Brief, World, Plan, State, str, int], Awaitable[Blueprint]]
"""(brief, world, plan, corner, what was wrong with the last one, how many were made before) → a blueprint."""


def architect(models: Models, account: Account) -> Architect:
    """Return the agent that makes tasks in a world."""

    async def draw(brief: Brief, world: World, plan: Plan, corner: State, complaint: str, tries: int) -> Blueprint:
        step = f"write/0/blueprint/{tries}"
        prompt = PROMPT.render(
            brief.id, step, brief=brief, plan=plan, world=told(world), corner=canonical(corner), complaint=complaint
        )
        return await models.chat("architect", account).ask(step, prompt, blueprint_for(world.name))

    return draw
