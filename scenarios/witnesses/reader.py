"""The reader: sees passages and a question, never the answer, and says what the passages say."""

from collections.abc import Sequence

from pydantic import Field

from ...runtime.frozen import Reply
from ...runtime.prompt import Prompt
from ..passages import Passages
from ..witness import Question, Witnesses
from . import reader_rehearsal as reader_rehearsal  # plays this witness's part in rehearsals


class Reading(Reply):
    """What a reader takes from passages."""

    words: list[str] = Field(description="the words of the passages that settle it, copied; none if none do")
    answerable: bool = Field(description="whether the passages settle all that is asked")
    answer: str = Field(description="the answer, in one or two short sentences; empty if they do not settle it")


READ = Question("reader", Prompt.beside(__file__), Reading)
READ_LESS = Question("reader of fewer passages", READ.prompt, Reading)


async def readings(witnesses: Witnesses, question: str, passages: Passages, readers: int) -> Sequence[Reading]:
    """Return what so many readers take from all passages, each on their own."""
    shown = passages.numbered()
    return [await witnesses.ask(READ, number, passages=shown, asked=question) for number in range(1, readers + 1)]


async def readings_without(
    witnesses: Witnesses, question: str, passages: Passages, source: int, readers: int
) -> Sequence[Reading]:
    """Return what so many readers take from the passages when one of them is kept back."""
    shown, first = passages.numbered({source}), source * readers
    numbers = range(first, first + readers)
    return [await witnesses.ask(READ_LESS, number, passages=shown, asked=question) for number in numbers]
