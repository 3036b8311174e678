"""Text faults: what may never stand in a text that a model is trained on."""

import re
from collections.abc import Iterator, Sequence

from ..runtime.frozen import is_list, is_mapping
from ..runtime.text import clean
from ..scenarios.chat_form import ChatForm
from ..scenarios.secrecy import tells
from .alternation import EMPTY, is_empty
from .exporter import Dropped

STOP_TOKENS = re.compile(
    r"<\|[^|<>\s]{1,40}\|>"  # ChatML, Llama 3, Phi, Qwen
    r"|<\uff5c[^\uff5c<>]{1,40}\uff5c>"  # DeepSeek, with bars of full width
    r"|</?s>|<(?:eos|bos|pad|unk|start_of_turn|end_of_turn)>"
    r"|\[/?INST\]|<</?SYS>>|\[gMASK\]"
    r"|</?tool_(?:call|response)s?>|</?tools>|</?think>"  # Hermes, Qwen
    r"|\[/?(?:TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS)\]",  # Mistral
    re.IGNORECASE,
)
"""What chat templates use as marks; a tokenizer, or a template's reader, takes it for one wherever it stands."""

STOP_TOKEN = "a stop token of a chat template is in the text"
RESERVED = "a placeholder of the format is in the text"
UNSAFE = "a control character is in the text"
SECRET = "a hidden goal is told"


def text_faults(form: ChatForm, reserved: Sequence[str], secrets: Sequence[str]) -> Iterator[Dropped]:
    """Find what may not stand in the texts of a chat: in what is said, called and answered, and in its tools."""
    for place, said in enumerate(form.messages, 1):
        if is_empty(said):
            yield Dropped(reason=EMPTY, where=f"message {place}")
    for where, text in _texts(form):
        yield from (Dropped(reason=reason, where=where) for reason in _faults(text, reserved, secrets))


def _texts(form: ChatForm) -> Iterator[tuple[str, str]]:
    yield "system message", form.system
    for tool in form.tools:
        yield from ((f"tool {tool.name}", text) for text in leaves([tool.name, tool.about, tool.parameters]))
    for place, said in enumerate(form.messages, 1):
        yield f"message {place}", said.content
        for call in said.calls:
            yield from ((f"message {place}", text) for text in leaves([call.id, call.name, call.arguments]))


def leaves(value: object) -> Iterator[str]:
    """Yield every text in a JSON value, keys as well."""
    if isinstance(value, str):
        yield value
    elif is_mapping(value):
        for key, each in value.items():
            yield str(key)
            yield from leaves(each)
    elif is_list(value):
        for each in value:
            yield from leaves(each)


def _faults(text: str, reserved: Sequence[str], secrets: Sequence[str]) -> Iterator[str]:
    if STOP_TOKENS.search(text):
        yield STOP_TOKEN
    if any(mark in text for mark in reserved):
        yield RESERVED
    if clean(text) != text:
        yield UNSAFE
    if any(tells(text, secret) for secret in secrets):
        yield SECRET
