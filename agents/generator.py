"""The generator: writes the draft that a plan asks for."""

from collections.abc import Awaitable, Callable

from ..runtime.chat import Models
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.brief import Brief
from ..scenarios.draft import Draft
from ..scenarios.kind import Kind
from .planner import Plan

PROMPT = Prompt.beside(__file__)

Generator = Callable[[Brief, Plan], Awaitable[Draft]]


def generator(models: Models, account: Account, kind: Kind) -> Generator:
    """Return the agent that writes round 0 of a brief."""

    async def write(brief: Brief, plan: Plan) -> Draft:
        prompt = PROMPT.render(brief.id, "write", task=kind.task, brief=brief, plan=plan)
        payload = await models.chat("generator", account).ask("write/0", prompt, kind.payload)
        return Draft(round=0, payload=payload.model_dump())

    return write
