"""The outliner: decides, turn by turn, what comes up in a conversation, before anybody says it."""

from collections.abc import Awaitable, Callable
from functools import cache

from pydantic import Field, create_model, field_validator

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.brief import Brief
from ..scenarios.conversation import Conversation
from . import outliner_rehearsal as outliner_rehearsal  # plays this agent's part in rehearsals
from .director import Stage

PROMPT = Prompt.beside(__file__)


class Point(Reply):
    """What one turn brings."""

    role: str = Field(description="whose turn it is, by the role's name")
    brings: str = Field(min_length=1, description="what this turn brings up or answers, in half a sentence")


class Outline(Reply):
    """The conversation in points, in the order of its turns."""

    points: list[Point] = Field(min_length=1, max_length=100)


@cache
def outline_for(roles: tuple[str, ...]) -> type[Outline]:
    """Return the reply type of an outline: one with a turn of somebody else's, or none of a role's, is asked again."""

    def complete(points: list[Point]) -> list[Point]:
        given = {point.role for point in points}
        if given != set(roles):
            raise ValueError(f"give every point one of these roles, and each role some: {', '.join(roles)}")
        return points

    return create_model("Outline", __base__=Outline, __validators__={"complete": field_validator("points")(complete)})


Outliner = Callable[[Brief, Conversation, Stage], Awaitable[Stage]]


def outliner(models: Models, account: Account) -> Outliner:
    """Return the agent that gives each side its own points of an outline; neither sees the other's."""

    async def outline(brief: Brief, conversation: Conversation, stage: Stage) -> Stage:
        prompt = PROMPT.render(brief.id, "outline", brief=brief, conversation=conversation, stage=stage)
        expected = outline_for(tuple(role.name for role in conversation.roles))
        made = await models.chat("director", account).ask("write/0/outline", prompt, expected)
        sides = (
            side.model_copy(update={"points": tuple(p.brings for p in made.points if p.role == side.role)})
            for side in stage.sides
        )
        return stage.model_copy(update={"sides": tuple(sides)})

    return outline
