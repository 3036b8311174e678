"""Preference: a failing and a passing attempt at one task, told apart where they part.

Both chats begin alike; what follows is preferred in one and not in the other. They must part at what the trained side
says or does: where the other side said something else first, the two answer different questions and are no pair. And it
must be the trained side that failed: what follows from another's fault is no example of what not to do.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from ..scenarios.chat_form import ChatForm, ChatMessage
from ..scenarios.kind import KINDS
from .alternation import Fitted, fit
from .exporter import Dropped, ExportOptions
from .row import Row

NO_FAILURE = "there is no failing attempt to set against it"
NOT_THEIRS = "what failed was not the doing of the trained side"
NO_PARTING = "no failing attempt goes the same way up to a turn of the trained side"


class Pair(NamedTuple):
    """Two chats that are the same up to a point."""

    prompt: ChatForm
    chosen: Sequence[ChatMessage]
    rejected: Sequence[ChatMessage]
    repairs: tuple[str, ...]


def pairs_of(row: Row, options: ExportOptions) -> Sequence[Pair] | Dropped:
    """Return what was accepted beside each failing attempt, the one that parts from it last first.

    Raises:
        UsageError: the row's kind has no such side to train.
    """
    if not row.attempts:
        return Dropped(reason=NO_FAILURE)
    passing = _fitted(row, row.payload, options)
    if isinstance(passing, Dropped):
        return passing
    learner = KINDS.get(row.kind).learner(row.payload, options.train)
    theirs = [held.payload for held in row.attempts if not held.faulted or learner in held.faulted]
    failing = (_fitted(row, payload, options) for payload in theirs)
    pairs = [pair for failed in failing if isinstance(failed, Fitted) for pair in _pairs(passing, failed)]
    if not pairs:
        return Dropped(reason=NO_PARTING if theirs else NOT_THEIRS)
    return sorted(pairs, key=lambda pair: len(pair.prompt.messages), reverse=True)


def _fitted(row: Row, payload: dict[str, object], options: ExportOptions) -> Fitted | Dropped:
    return fit(KINDS.get(row.kind).chat(payload, options.train), may_open=False)


def _pairs(passing: Fitted, failing: Fitted) -> Iterator[Pair]:
    one, other = passing.form, failing.form
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one.messages, other.messages, strict=False))
    shared = sum(1 for _ in alike)
    rests = one.messages[shared:], other.messages[shared:]
    if (one.system, one.tools) != (other.system, other.tools) or not all(rests):
        return
    if all(rest[0].role == "assistant" for rest in rests):
        repairs = dict.fromkeys((*passing.repairs, *failing.repairs))
        yield Pair(one.model_copy(update={"messages": one.messages[:shared]}), *rests, tuple(repairs))
