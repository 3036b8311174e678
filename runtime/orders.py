"""Finds text that is addressed to a model rather than to a reader, and takes it out of prompts.

Fences keep a section closed; this is the second line. It looks for what injections need (an order to drop
earlier instructions, chat-template marks, a forged fence, a dictated reply or score), also behind zero-width
characters and in base64. Precision on real text is a figure that `make evidence` prints.
"""

import base64
import binascii
import re
from functools import lru_cache

from .frozen import Frozen

REMOVED = "[removed: words addressed to a model]"

_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")

# What begins a sentence, follows a fence, or is a mark. Tried from every character, it takes forty times as long.
_BEGINNING = r"(?:(?<![^.\n>])|(?=[<\[{]))"
_SENTENCE = r"(?<![^.\n>])[^.\n]*\b"
_EARLIER = r"(?:previous|prior|above|earlier|preceding|foregoing|existing|original|system|your)"
_DICTATED = (
    r"(?:reply|respond|answer|return|output|say)\b[^.\n{]{0,60}\{.*?\}",
    r"(?:give|assign|award|rate|score|grade|mark)\b[^.\n]{0,50}"
    r"\b(?:(?:a|the) (?:full|top|maximum|highest|perfect)\b[^.\n]{0,12}\b(?:score|mark|grade|rating)s?|"
    r"(?:10|5|ten|five)(?: ?/ ?| out of )(?:10|5|ten|five))\b",
    r"(?:accept|approve|pass)\b[^.\n]{0,20}\b(?:this|the) (?:draft|sample|row|submission|candidate)\b",
    r"(?:you are|act as|as) (?:now )?(?:the|an?) (?:[a-z]+ )?"
    r"(?:judge|critic|grader|evaluator|language model|ai model)\b",
    r"new (?:system )?(?:instructions?|prompt)\s*:",
)
_ALTERNATIVES = (
    rf"{_SENTENCE}(?:ignore|disregard|forget|override|bypass)\b[^.\n]{{0,40}}\b{_EARLIER}\b[^.\n]{{0,30}}"
    r"\b(?:instruction|rule|prompt|direction|guideline|message|text|order)s?\b[^\n]*",
    r"<\|[^|\n]{1,40}\|>[^\n]*",
    r"\[/?INST\][^\n]*",
    r"<<\s*/?SYS\s*>>[^\n]*",
    r"<{3,}[^<>\n]{0,80}>{3,}",
    r"^[ \t>#*]*(?:system|developer)(?: prompt| message| note)?[*]*[ \t]*:[^\n]*",
    r"\{[^{}\n]*\"(?:findings|scores|verdict|accept(?:ed)?)\"[^\n]*",
    rf"{_SENTENCE}(?:{'|'.join(_DICTATED)})[^\n]*",
)
_ORDERS = re.compile(f"{_BEGINNING}(?:{'|'.join(_ALTERNATIVES)})", re.IGNORECASE | re.MULTILINE)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){6,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class Order(Frozen):
    """A passage addressed to a model."""

    passage: str


@lru_cache(maxsize=1024)  # a seed, a persona or a draft is looked at by several agents
def orders_in(text: str) -> tuple[Order, ...]:
    """Return the passages of `text` that are addressed to a model."""
    seen = _INVISIBLE.sub("", text)
    plain = tuple(Order(passage=match.group().strip()) for match in _ORDERS.finditer(seen))
    return plain + tuple(Order(passage=run) for run in _encoded(seen))


def without_orders(text: str) -> str:
    """Return `text` as it may stand in a prompt: orders replaced by a visible mark, the rest untouched."""
    if not orders_in(text):
        return text
    seen = _ORDERS.sub(REMOVED, _INVISIBLE.sub("", text))
    for run in _encoded(seen):
        seen = seen.replace(run, REMOVED)
    return seen


def _encoded(text: str) -> list[str]:
    return [run for run in _BASE64.findall(text) if _ORDERS.search(_decoded(run))]


def _decoded(run: str) -> str:
    try:
        return base64.b64decode(run, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
