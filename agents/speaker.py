"""The speaker: a persona in a conversation, who knows its own card and what was said, and nothing else."""

from collections.abc import Awaitable, Callable

from pydantic import Field

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.dialogue import Turn, View
from . import speaker_rehearsal as speaker_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)


class Utterance(Reply):
    """What is said when one's turn comes."""

    says: str = Field(min_length=1, description="your words, and nothing but your words")
    goal_met: bool = Field(description="whether you now have what you want out of this talk, or know that you won't")
    leaves: bool = Field(description="whether these words take leave, so that the talk is over once it is answered")


class Speech(Utterance):
    """What a persona says."""


Voice = Callable[[View, int], Awaitable[Turn]]
"""Says what one side says next; the number is the round."""


def speaker(models: Models, account: Account) -> Voice:
    """Return the agent that speaks for a persona."""

    async def speak(view: View, round_number: int) -> Turn:
        step = step_of(view, round_number)
        prompt = PROMPT.render(account.owner, step, view=view)
        said = await models.chat("speaker", account).ask(step, prompt, Speech)
        return turn_of(view, said)

    return speak


def step_of(view: View, round_number: int) -> str:
    """Return the path of the call that makes the next turn."""
    return f"{'revise' if round_number else 'write'}/{round_number}/turn/{len(view.said) + 1}"


def turn_of(view: View, said: Utterance) -> Turn:
    """Return what was said as this side's turn."""
    return Turn(speaker=view.side.role, text=said.says.strip(), goal_met=said.goal_met, leaves=said.leaves)
