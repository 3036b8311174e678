"""Turns of chat models that people would not say: talk of being a model, and an assistant's courtesies by rote.

A good service apologises, thanks and says "Certainly" once; what is counted is the habit.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from ....runtime.text import fold
from ...brief import Brief
from ...dialogue import Dialogue
from ...finding import Finding, Severity
from ..evidence import defect
from ..stock_phrases import ABOUT_ITSELF, AROUND_IT, OPENING
from .turns import Said, said_in, sides_of

_HABIT: Final = 3
"""Openings of the same sort, in a row, that make a habit."""


def stock(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find what gives away a model. An assistant may say that it is one, though not at length."""
    turns = said_in(dialogue)
    for turn in turns:
        own, _ = sides_of(dialogue, turn.speaker)
        is_assistant = any(side.played_by == "assistant" for side in own)
        itself, around = ABOUT_ITSELF.search(turn.text), AROUND_IT.search(turn.text)
        if itself:
            yield _phrase(turn, itself.group(), Severity.MINOR if is_assistant else Severity.BLOCKING)
        if around:
            yield _phrase(turn, around.group(), Severity.BLOCKING)
        yield from _habit(turn, turns)


def _habit(turn: Said, turns: Sequence[Said]) -> Iterator[Finding]:
    own = [other for other in turns[: turn.place + 1] if other.speaker == turn.speaker]
    opened = [OPENING.match(other.text.strip()) for other in own[-_HABIT:]]
    if len(opened) < _HABIT or not all(opened):
        return
    words = [fold(found.group()) for found in opened if found]
    problem = "for the third time in a row it opens with a stock phrase"
    severity = Severity.MAJOR if len(set(words)) == 1 else Severity.MINOR
    last = opened[-1]
    quote = last.group().strip() if last else ""
    yield defect("stock", turn.where, problem, "begin with the matter", quote=quote, severity=severity)


def _phrase(turn: Said, passage: str, severity: Severity) -> Finding:
    return defect("stock", turn.where, "a stock phrase", "leave it out", quote=passage.strip(), severity=severity)
