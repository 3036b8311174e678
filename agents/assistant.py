"""The assistant: the side of a conversation that a model plays as itself, from what it was told and what was said."""

from ..runtime.chat import Models
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.dialogue import Turn, View
from . import assistant_rehearsal as assistant_rehearsal  # plays this agent's part in rehearsals
from .speaker import Utterance, Voice, step_of, turn_of

PROMPT = Prompt.beside(__file__)


class Answer(Utterance):
    """What an assistant says."""


def assistant(models: Models, account: Account) -> Voice:
    """Return the agent that speaks for an assistant."""

    async def answer(view: View, round_number: int) -> Turn:
        step = step_of(view, round_number)
        prompt = PROMPT.render(account.owner, step, view=view)
        said = await models.chat("assistant", account).ask(step, prompt, Answer)
        return turn_of(view, said)

    return answer
