"""The planner: decides, before anything is written, what this persona would want of this brief."""

from collections.abc import Awaitable, Callable

from pydantic import Field

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.brief import Brief
from ..scenarios.kind import Kind
from . import planner_rehearsal as planner_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)


class Plan(Reply):
    """What to write, before it is written."""

    situation: str = Field(min_length=1, description="why this person needs this now, in one or two sentences")
    task: str = Field(min_length=1, description="what they want done, in one sentence")
    must_include: list[str] = Field(max_length=8, description="two to five concrete things a good result contains")


Planner = Callable[[Brief], Awaitable[Plan]]


def planner(models: Models, account: Account, kind: Kind) -> Planner:
    """Return the agent that plans a brief."""

    async def plan(brief: Brief) -> Plan:
        prompt = PROMPT.render(brief.id, "plan", task=kind.task, brief=brief)
        return await models.chat("planner", account).ask("plan", prompt, Plan)

    return plan
