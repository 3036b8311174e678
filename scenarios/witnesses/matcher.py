"""The matcher: says whether two answers to a question come to the same. Asked only where code cannot tell."""

import re
from typing import Final

from pydantic import Field

from ...runtime.frozen import Reply
from ...runtime.prompt import Prompt
from ...runtime.text import fold
from ..verifiers.facts import content, figures
from ..witness import Question, Witnesses
from . import matcher_rehearsal as matcher_rehearsal  # plays this witness's part in rehearsals

_NEGATION: Final = re.compile(r"\b(?:not|no|none|never|cannot|\w+n['’]t)\b", re.IGNORECASE)


class Match(Reply):
    """Whether two answers come to the same."""

    reason: str = Field(min_length=1, description="where they agree or differ, in one sentence")
    same: bool


MATCH = Question("matcher", Prompt.beside(__file__), Match)


async def matches(witnesses: Witnesses, question: str, one: str, other: str, number: int) -> bool:
    """Return whether two answers to a question come to the same.

    Args:
        witnesses: whom to ask where code cannot tell.
        question: what was asked.
        one: an answer.
        other: another.
        number: which comparison of the draft this is.
    """
    told = plainly(question, one, other)
    if told is not None:
        return told
    return (await witnesses.ask(MATCH, number, asked=question, one=one, other=other)).same


def plainly(question: str, one: str, other: str) -> bool | None:
    """Return whether two answers are plainly the same or plainly not; None where it takes a reader to tell."""
    if not one.strip() or not other.strip():
        return False
    asked = figures(question)
    mine, theirs = figures(one) - asked, figures(other) - asked
    if mine and theirs and mine.isdisjoint(theirs):
        return False
    alike = content(one) == content(other) and bool(_NEGATION.search(one)) == bool(_NEGATION.search(other))
    return True if fold(one) == fold(other) or alike else None
