"""The tool player: answers for the tools of a world that cannot be executed. Nothing that it says is proven."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, WithJsonSchema, create_model, field_validator

from ..runtime.chat import Models
from ..runtime.frozen import Frozen, Reply
from ..runtime.identity import canonical
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.arguments import misfits
from ..scenarios.state import State
from ..scenarios.world import Result, Tool, World, titled
from . import tool_player_rehearsal as tool_player_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)


class Answered(Frozen):
    """An earlier call of the same play, with what was said to it."""

    tool: str
    arguments: Mapping[str, Any]
    result: Result


class Played(Reply):
    """What a tool answers. Each tool has a reply type of its own, whose `value` has the tool's form."""

    error: str | None = Field(
        default=None, description="why the call cannot be carried out, in words for the caller; null if it can"
    )
    value: Any = Field(description="what the tool returns, in its form; null beside an error")


ToolPlayer = Callable[[World, State, Sequence[Answered], Tool, Mapping[str, Any], str], Awaitable[Result]]
"""(world, what it began with, all calls before, the tool, its arguments, step of the call) → what it answers."""


def tool_player(models: Models, account: Account) -> ToolPlayer:
    """Return the agent that plays tools."""

    async def play(
        world: World, opening: State, before: Sequence[Answered], tool: Tool, arguments: Mapping[str, Any], step: str
    ) -> Result:
        prompt = PROMPT.render(
            account.owner,
            step,
            tools=[{**each.model_dump(mode="json"), "returns": world.returns[each.name]} for each in world.tools],
            opening=canonical(opening),
            before=before,
            called=tool.name,
            arguments=dict(arguments),
        )
        reply = await models.chat("world", account).ask(step, prompt, played(world, tool))
        return _result(reply)

    return play


def played(world: World, tool: Tool) -> type[Played]:
    """Return the reply type of a tool; its name says which world."""
    return _reply_type(world.name, json.dumps(world.returns[tool.name]))


@cache
def _reply_type(world: str, form: str) -> type[Played]:
    returns: Mapping[str, Any] = json.loads(form)

    class Fitting(Played):
        value: Annotated[Any, WithJsonSchema({"anyOf": [returns, {"type": "null"}]})] = Field(
            description=Played.model_fields["value"].description
        )

        @field_validator("value")
        @classmethod
        def _fits(cls, value: Any, info: ValidationInfo) -> Any:
            wrong = () if info.data.get("error") else [*misfits(returns, value, path="value")]
            if wrong:
                raise ValueError("; ".join(wrong[:4]))
            return value

    return create_model(f"{titled(world)}Played", __base__=Fitting)


def _result(reply: Played) -> Result:
    """Return a reply as what came of the call. What it changed is nobody's to know."""
    return Result(error=reply.error) if reply.error else Result(value=reply.value)
