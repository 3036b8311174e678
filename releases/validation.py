"""Validation: what a line of a chat format must hold to. Every exported line passes through here before it is written.

The line is read back by the format's strict model, so keys, types and roles are those of the format and no others.
Then the chat itself is looked at: who speaks when, what is called and answered (`call_faults`), and what may never
stand in a text (`text_faults`).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pydantic import ValidationError

from ..scenarios.chat_form import ChatForm
from .alternation import UNANSWERED, answers
from .call_faults import call_faults
from .chat_row import TrainingRow
from .exporter import LONGEST, Dropped
from .text_faults import text_faults

ANOTHER_LAYOUT = "the line has not the layout of its format"
OPENS = "the trained side opens, which the format refuses"
NO_ALTERNATION = "the sides do not alternate"
NOT_ENDED = "the last turn is not the trained side's"
TOO_LONG = "the row is longer than was asked for"


def faults(
    line: str, target: type[TrainingRow], secrets: Sequence[str] = (), longest: int = LONGEST
) -> Iterator[Dropped]:
    """Find what is wrong with a line of a chat format.

    Args:
        line: the line as it would be written.
        target: the format.
        secrets: what must not be told, neither whole nor in long passages.
        longest: most characters of a line.
    """
    if line.splitlines() != [line]:
        yield Dropped(reason=ANOTHER_LAYOUT, where="it is not one line")
        return
    if len(line) > longest:
        yield Dropped(reason=TOO_LONG, where=f"{len(line)} characters")
    try:
        forms = target.model_validate_json(line, strict=True).forms()
    except ValueError as error:
        yield Dropped(reason=ANOTHER_LAYOUT, where=_first(error))
        return
    for form in forms:
        yield from _order(form, target)
        yield from call_faults(form)
        yield from text_faults(form, target.reserved, secrets)


def _first(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'line'}: {fault['msg']}"


def _order(form: ChatForm, target: type[TrainingRow]) -> Iterator[Dropped]:
    """Find turns out of order. A result stands on the other side: the trained one goes on with it."""
    roles = [said.role for said in form.messages]
    if not answers(form.messages):
        yield Dropped(reason=UNANSWERED)
    if roles[:1] == ["assistant"] and not target.may_open:
        yield Dropped(reason=OPENS)
    for place, (one, other) in enumerate(pairwise(roles), 2):
        if (one == "assistant") == (other == "assistant") and not one == other == "tool":
            yield Dropped(reason=NO_ALTERNATION, where=f"message {place}")
            break
    if roles[-1:] != ["assistant"] or form.messages[-1].calls:
        yield Dropped(reason=NOT_ENDED)
