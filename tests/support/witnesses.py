"""Witnesses for kinds that need none."""

from typing import TypeVar

from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.frozen import Reply
from dramaturg.scenarios.witness import Question

T = TypeVar("T", bound=Reply)


class Nobody:
    """Nobody is there to be asked: whoever asks fails."""

    simulated = False

    async def ask(self, question: Question[T], number: int = 1, **shown: object) -> T:
        """Fail."""
        raise UsageError(f"nobody was to be asked, and {question.witness} {number} was", fix="ask nobody")
