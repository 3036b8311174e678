"""Witnesses: whom a kind questions about a draft. Each sees what it is shown and nothing else of the brief.

A solver that never saw the answer, an annotator that never saw the label: what several of them say independently is
evidence; what the writer says of itself is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ..runtime.frozen import Reply
from ..runtime.prompt import Prompt
from ..runtime.sandbox import PROGRAM, STANDARD, Execution, Limits

T = TypeVar("T", bound=Reply)
T_co = TypeVar("T_co", bound=Reply, covariant=True)


@dataclass(frozen=True)
class Question(Generic[T_co]):
    """What a witness is asked: its name, the prompt and the type of the reply."""

    witness: str
    prompt: Prompt
    reply: type[T_co]


class Witnesses(Protocol):
    """Whom a verifier can question, and what it can have executed."""

    @property
    def simulated(self) -> bool:
        """Whether a rehearsal model speaks for them; a check that rests on their word says so."""
        ...

    async def ask(self, question: Question[T], number: int = 1, **shown: object) -> T:
        """Return what a witness says. Witnesses with different numbers answer independently.

        Raises:
            ContentError: what it says stays unusable.
            EndpointError: the endpoint gave no reply.
            BudgetReached: a limit of the budget is met.
        """
        ...

    async def execute(
        self, files: Mapping[str, str], command: Sequence[str] = (PROGRAM,), limits: Limits = STANDARD
    ) -> Execution:
        """Run a Python program in the sandbox (see `Sandbox.run`); `unexecuted` where there is none.

        Raises:
            UsageError: a file's name leads elsewhere, or its text is none.
        """
        ...
