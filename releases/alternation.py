"""Alternation: a chat is made to fit what trainers take, and every change has a name.

No word that was said is changed or invented. Neighbouring turns of one side become one message, since a reply is what
is said until the other side speaks. What nobody answers at the end teaches nothing and is left out. Where a format
refuses a chat that the trained side opens, the opening becomes part of the system message: it is not learnt there, but
without it the rest would answer words that nobody has said; an invented user turn would teach what nobody wrote.
A chat ends with words: where the last thing is a call, what was said beside it closes the chat.
"""

from collections.abc import Iterable, Sequence
from itertools import dropwhile, takewhile

from ..runtime.frozen import Frozen
from ..scenarios.chat_form import ChatForm, ChatMessage
from .exporter import Dropped

OPENED = "You opened the conversation with these words:"
"""Stands in the system message before an opening that was moved there."""

MERGED = "neighbouring turns of one side became one message"
MOVED = "the opening turn became part of the system message"
CUT = "a last turn that nobody answers was left out"
CLOSED = "closing words beside a call were put behind its result"
SILENCED = "words beside a call were left out, as the format has no place for them"

EMPTY = "a turn is empty"
UNREADABLE = "a call's arguments are no JSON object, as they were sent"
UNANSWERED = "no turn of the trained side answers the other side"

Messages = Sequence[ChatMessage]


class Fitted(Frozen):
    """A chat that alternates, holds an answer and ends with one."""

    form: ChatForm
    repairs: tuple[str, ...]


def fit(form: ChatForm, *, may_open: bool, speaks_beside_calls: bool = True) -> Fitted | Dropped:
    """Make a chat alternate and end with words of the trained side.

    Args:
        form: the chat as its kind gives it.
        may_open: whether the format takes a chat that the trained side opens.
        speaks_beside_calls: whether the format has a place for words in a message that calls tools.
    """
    empty = next((place for place, said in enumerate(form.messages, 1) if is_empty(said)), None)
    if empty is not None:
        return Dropped(reason=EMPTY, where=f"turn {empty}")
    unreadable = next((call.id for said in form.messages for call in said.calls if call.unreadable), None)
    if unreadable is not None:
        return Dropped(reason=UNREADABLE, where=unreadable)
    told, merged = form.system if form.system.strip() else "", _merged(form.messages)
    system, moved = (told, merged) if may_open else _without_opening(told, merged)
    closed = _closed(moved)
    cut = _until_an_answer(closed)
    if not answers(cut):
        return Dropped(reason=UNANSWERED)
    silent = cut if speaks_beside_calls else _silenced(cut)
    changes = {
        MERGED: len(merged) < len(form.messages),
        MOVED: len(moved) < len(merged),
        CUT: len(cut) < len(closed),
        CLOSED: len(closed) > len(moved),
        SILENCED: silent != cut,
    }
    fitted = form.model_copy(update={"system": system, "messages": tuple(silent)})
    return Fitted(form=fitted, repairs=tuple(name for name, was_made in changes.items() if was_made))


def is_empty(said: ChatMessage) -> bool:
    """Return whether a message neither says nor calls anything."""
    return not said.content.strip() and not said.calls


def answers(messages: Iterable[ChatMessage]) -> bool:
    """Return whether the trained side says or does something after the other side has spoken."""
    since_asked = dropwhile(lambda said: said.role != "user", messages)
    return any(said.role == "assistant" for said in since_asked)


def _merged(messages: Messages) -> Messages:
    merged: list[ChatMessage] = []
    for said in messages:
        if merged and merged[-1].role == said.role != "tool" and not merged[-1].calls:
            said = said.model_copy(update={"content": "\n\n".join(filter(None, (merged.pop().content, said.content)))})
        merged.append(said)
    return merged


def _without_opening(system: str, messages: Messages) -> tuple[str, Messages]:
    if not messages or messages[0].role != "assistant" or messages[0].calls:
        return system, messages
    opening = f"{OPENED}\n{messages[0].content}"
    return (f"{system}\n\n{opening}" if system else opening), messages[1:]


def _closed(messages: Messages) -> Messages:
    """Return a chat with the words beside its very last calls behind their results."""
    results = [*takewhile(lambda said: said.role == "tool", reversed(messages))]
    place = len(messages) - len(results) - 1
    if not results or place < 0 or not messages[place].calls or not messages[place].content.strip():
        return messages
    calls = messages[place].model_copy(update={"content": ""})
    words = ChatMessage(role="assistant", content=messages[place].content)
    return [*messages[:place], calls, *messages[place + 1 :], words]


def _until_an_answer(messages: Messages) -> Messages:
    """Return a chat up to the last words of the trained side."""
    return messages[: max((place for place, said in enumerate(messages, 1) if _is_answer(said)), default=0)]


def _is_answer(said: ChatMessage) -> bool:
    return said.role == "assistant" and not said.calls


def _silenced(messages: Messages) -> Messages:
    return [said.model_copy(update={"content": ""}) if said.calls else said for said in messages]
