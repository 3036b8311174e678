"""A hearing: the witnesses of one round of one brief, each asked through its own call."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.sandbox import PROGRAM, STANDARD, Execution, Limits, Sandbox
from ..scenarios.witness import Question

T = TypeVar("T", bound=Reply)

ROLE = "witness"
"""Whose model witnesses speak through."""


class Hearing:
    """Questions witnesses about the draft of one round.

    Args:
        models: who plays which role.
        sandbox: where programs are executed.
        account: whom the calls are counted for.
        round_number: the draft's round.
    """

    def __init__(self, models: Models, sandbox: Sandbox, account: Account, round_number: int) -> None:
        self._models = models
        self._sandbox = sandbox
        self._account = account
        self._round = round_number

    @property
    def simulated(self) -> bool:
        """See Witnesses."""
        return self._models.rehearses(ROLE)

    async def ask(self, question: Question[T], number: int = 1, **shown: object) -> T:
        """See Witnesses."""
        step = f"verify/{self._round}/{question.witness}/{number}"
        prompt = question.prompt.render(self._account.owner, step, **shown)
        return await self._models.chat(ROLE, self._account).ask(step, prompt, question.reply)

    async def execute(
        self, files: Mapping[str, str], command: Sequence[str] = (PROGRAM,), limits: Limits = STANDARD
    ) -> Execution:
        """See Witnesses."""
        return await self._sandbox.run(files, command, limits)
