"""The director: gives each side of a conversation a card of its own before the first word is spoken."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache

from pydantic import Field, create_model, field_validator

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.brief import Brief
from ..scenarios.conversation import Conversation
from ..scenarios.dialogue import Side
from ..scenarios.kind import Kind
from ..scenarios.memory import Memory
from . import director_rehearsal as director_rehearsal  # plays this agent's part in rehearsals
from .planner import Plan

PROMPT = Prompt.beside(__file__)


class Card(Reply):
    """What one side is told, and the other is not."""

    role: str = Field(description="the role's name")
    goal: str = Field(min_length=1, description="what this side wants out of the talk, in one sentence")
    knows: list[str] = Field(max_length=8, description="two to five facts that the other side does not know")
    manner: str = Field(min_length=1, description="how this side talks, in a few words")


class Frame(Reply):
    """What a conversation starts from."""

    situation: str = Field(min_length=1, description="where and why they talk, in words that both sides may read")
    cards: list[Card]


class Stage(Reply):
    """What a conversation starts from, with everybody in place."""

    situation: str
    sides: tuple[Side, ...]


@cache
def frame_for(roles: tuple[str, ...]) -> type[Frame]:
    """Return the reply type of a frame: one that leaves a role without a card is asked for again."""

    def complete(cards: list[Card]) -> list[Card]:
        given = [card.role for card in cards]
        if sorted(given) != sorted(roles):
            raise ValueError(f"one card per role is needed ({', '.join(roles)}), not {', '.join(given) or 'none'}")
        return cards

    return create_model("Frame", __base__=Frame, __validators__={"complete": field_validator("cards")(complete)})


Memories = Mapping[str, tuple[Memory, ...]]
"""Role → what whoever plays it remembers of earlier meetings."""

Director = Callable[[Brief, Conversation, Plan, Memories], Awaitable[Stage]]


def director(models: Models, account: Account, kind: Kind) -> Director:
    """Return the agent that sets the stage for a brief."""

    async def direct(brief: Brief, conversation: Conversation, plan: Plan, memories: Memories) -> Stage:
        expected = frame_for(tuple(role.name for role in conversation.roles))
        shown = {"task": kind.task, "brief": brief, "conversation": conversation, "plan": plan, "memories": memories}
        prompt = PROMPT.render(brief.id, "frame", **shown)
        frame = await models.chat("director", account).ask("write/0/frame", prompt, expected)
        return _stage(brief, conversation, frame, memories)

    return direct


def _stage(brief: Brief, conversation: Conversation, frame: Frame, memories: Memories) -> Stage:
    cards = {card.role: card for card in frame.cards}
    sides: list[Side] = []
    for role in conversation.roles:
        card, player = cards[role.name], brief.player(role.name)
        sides.append(
            Side(
                role=role.name,
                about=role.about,
                played_by=role.played_by,
                persona=player.text if player else "",
                goal=card.goal,
                knows=tuple(card.knows),
                manner=card.manner,
                memories=memories.get(role.name, ()),
            )
        )
    return Stage(situation=frame.situation, sides=tuple(sides))
