"""Validation: what a line of a chat format must hold to. Every exported line passes through here before it is written.

The line is read back by the format's strict model, so keys, types and roles are those of the format and no others.
Then the chat itself is looked at: who speaks when, whether there is text, what may never stand in it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pydantic import ValidationError

from ..runtime.text import clean, words
from ..scenarios.chat_form import ChatForm
from ..scenarios.verifiers.copied import LONGEST_RUN, shared_passage
from .alternation import EMPTY, UNANSWERED
from .chat_row import ChatRow
from .exporter import Dropped

WHOLE = 5
"""Words from which on a secret counts as told when all of it is there; fewer are what anybody might say."""
WIDE = 8
"""Signs from which on a secret in Chinese, Japanese or Korean counts, where words are no measure."""

STOP_TOKENS = re.compile(
    r"<\|[^|<>\s]{1,40}\|>"  # ChatML, Llama 3, Phi, Qwen
    r"|<\uff5c[^\uff5c<>]{1,40}\uff5c>"  # DeepSeek, with bars of full width
    r"|</?s>|<(?:eos|bos|pad|unk|start_of_turn|end_of_turn)>"
    r"|\[/?INST\]|<</?SYS>>|\[gMASK\]",
    re.IGNORECASE,
)
"""What chat templates use as marks; a tokenizer takes it for one wherever it stands."""

ANOTHER_LAYOUT = "the line has not the layout of its format"
OPENS = "the trained side opens, which the format refuses"
NO_ALTERNATION = "the sides do not alternate"
NOT_ENDED = "the last turn is not the trained side's"
STOP_TOKEN = "a stop token of a chat template is in the text"
RESERVED = "a placeholder of the format is in the text"
UNSAFE = "a control character is in the text"
SECRET = "a hidden goal is told"


def faults(line: str, target: type[ChatRow], secrets: Sequence[str] = ()) -> Iterator[Dropped]:
    """Find what is wrong with a line of a chat format.

    Args:
        line: the line as it would be written.
        target: the format.
        secrets: what must not be told, neither whole nor in long passages.
    """
    if line.splitlines() != [line]:
        yield Dropped(reason=ANOTHER_LAYOUT, where="it is not one line")
        return
    try:
        form = target.model_validate_json(line, strict=True).form()
    except ValidationError as error:
        yield Dropped(reason=ANOTHER_LAYOUT, where=_first(error))
        return
    yield from _order(form, target)
    for where, text in _texts(form):
        yield from (Dropped(reason=reason, where=where) for reason in _text_faults(text, target, secrets))


def _first(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'line'}: {fault['msg']}"


def _order(form: ChatForm, target: type[ChatRow]) -> Iterator[Dropped]:
    roles = [message.role for message in form.messages]
    if "assistant" not in roles[1:] or "user" not in roles:
        yield Dropped(reason=UNANSWERED)
    if roles[:1] == ["assistant"] and not target.may_open:
        yield Dropped(reason=OPENS)
    doubled = next((place for place, (one, other) in enumerate(pairwise(roles), 2) if one == other), None)
    if doubled is not None:
        yield Dropped(reason=NO_ALTERNATION, where=f"message {doubled}")
    if roles[-1:] != ["assistant"]:
        yield Dropped(reason=NOT_ENDED)


def _texts(form: ChatForm) -> Iterator[tuple[str, str]]:
    if form.system:
        yield "system message", form.system
    for place, message in enumerate(form.messages, 1):
        yield f"message {place}", message.content


def _text_faults(text: str, target: type[ChatRow], secrets: Sequence[str]) -> Iterator[str]:
    if not text.strip():
        yield EMPTY
    if STOP_TOKENS.search(text):
        yield STOP_TOKEN
    if any(mark in text for mark in target.reserved):
        yield RESERVED
    if clean(text) != text:
        yield UNSAFE
    if any(tells(text, secret) for secret in secrets):
        yield SECRET


def tells(text: str, secret: str) -> bool:
    """Return whether a text tells a secret in its own words: all of it, or a passage longer than chance allows."""
    if sum(map(_is_wide, secret)) >= WIDE:
        return secret.strip("\u3002. ") in text
    length = len(words(secret))
    passage = shared_passage(text, secret) if length >= WHOLE else None
    return passage is not None and passage.shared >= min(length, LONGEST_RUN + 1)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in ("W", "F")
