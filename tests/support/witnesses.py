"""Witnesses for kinds that need none."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.sandbox import PROGRAM, STANDARD, Execution, Limits, Sandbox
from dramaturg.scenarios.witness import Question

T = TypeVar("T", bound=Reply)


class Nobody:
    """Nobody is there to be asked: whoever asks fails."""

    simulated = False

    async def ask(self, question: Question[T], number: int = 1, **shown: object) -> T:
        """Fail."""
        raise UsageError(f"nobody was to be asked, and {question.witness} {number} was", fix="ask nobody")

    async def execute(
        self, files: Mapping[str, str], command: Sequence[str] = (PROGRAM,), limits: Limits = STANDARD
    ) -> Execution:
        """Execute what needs no witness."""
        return await Sandbox().run(files, command, limits)
