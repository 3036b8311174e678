"""Alternation: a chat is made to fit what trainers take, and every change has a name.

No word that was said is changed or invented. Neighbouring turns of one side become one message, since a reply is what
is said until the other side speaks. What nobody answers at the end teaches nothing and is left out. Where a format
refuses a chat that the trained side opens, the opening becomes part of the system message: it is not learnt there, but
without it the rest would answer words that nobody has said; an invented user turn would teach what nobody wrote.
"""

from collections.abc import Sequence
from itertools import groupby

from ..runtime.frozen import Frozen
from ..scenarios.chat_form import ChatForm, ChatMessage
from .exporter import Dropped

OPENED = "You opened the conversation with these words:"
"""Stands in the system message before an opening that was moved there."""

MERGED = "neighbouring turns of one side became one message"
MOVED = "the opening turn became part of the system message"
CUT = "a last turn that nobody answers was left out"

EMPTY = "a turn is empty"
UNANSWERED = "no turn of the trained side answers the other side"


class Fitted(Frozen):
    """A chat that alternates, holds an answer and ends with one."""

    form: ChatForm
    repairs: tuple[str, ...]


def fit(form: ChatForm, *, may_open: bool) -> Fitted | Dropped:
    """Make a chat alternate and end with the trained side.

    Args:
        form: the chat as its kind gives it.
        may_open: whether the format takes a chat that the trained side opens.
    """
    empty = next((place for place, said in enumerate(form.messages, 1) if not said.content.strip()), None)
    if empty is not None:
        return Dropped(reason=EMPTY, where=f"turn {empty}")
    merged = _merged(form.messages)
    system, moved = (form.system, merged) if may_open else _without_opening(form.system, merged)
    cut = moved[:-1] if moved and moved[-1].role == "user" else moved
    if not any(said.role == "assistant" for said in cut[1:]):
        return Dropped(reason=UNANSWERED)
    changes = {MERGED: len(merged) < len(form.messages), MOVED: len(moved) < len(merged), CUT: len(cut) < len(moved)}
    fitted = ChatForm(system=system, messages=tuple(cut))
    return Fitted(form=fitted, repairs=tuple(name for name, was_made in changes.items() if was_made))


def _merged(messages: Sequence[ChatMessage]) -> Sequence[ChatMessage]:
    sides = ([*turns] for _, turns in groupby(messages, key=lambda said: said.role))
    return [ChatMessage(role=turns[0].role, content="\n\n".join(said.content for said in turns)) for turns in sides]


def _without_opening(system: str, messages: Sequence[ChatMessage]) -> tuple[str, Sequence[ChatMessage]]:
    if not messages or messages[0].role == "user":
        return system, messages
    opening = f"{OPENED}\n{messages[0].content}"
    return (f"{system}\n\n{opening}" if system else opening), messages[1:]
