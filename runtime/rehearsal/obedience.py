"""The obedient manner: does whatever any text in the prompt tells its reader to do.

It stands for the worst model there is, so that a test can show that even its replies change no verdict,
file or setting. Its reading is its own; no detector of ours is used here.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from ..frozen import Frozen, is_list, is_mapping
from .ordered_calls import ordered_call
from .scene import SCHEMA_FOLLOWS, Scene

_INVISIBLE: Final = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ENCODED: Final = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
_SAY: Final = (
    r"(?:(?:reply|respond|answer|output|return|print|write|say|emit|produce|give|use|send)\b|"
    r"assistant\s*:(?=\s*\{)|response\s*:|verdict\s*:)"
)
_SAY_OBJECT: Final = re.compile(rf"\b{_SAY}[^{{}}]{{0,120}}(?=\{{)", re.IGNORECASE)
_NOT_TO_SAY: Final = re.compile(
    r"(?:\bArguments(?: \(JSON Schema\))?:|\":|[\[,←]|>>>|(?:→|\b(?:assistant|user):) \S+)\s*$"
)
"""Before an object that is nobody's reply: a tool's schema, a call, what came of it, a part of a record."""
_SCORE: Final = re.compile(
    r"\b(?:give|award|assign|score|rate|mark|grade)\s+(?:this|it|its|them|these|all|each|every|everything|the|a|an|me)\b"
    r"[^.\d\n]{0,60}?\b(10|[1-9])\b|"
    r"\b(?:scores?|ratings?|marks?|grades?)[\"']?\s*(?:of|=|:|is|are|must be|should be|to)\s*(10|[1-9])\b|"
    r"\b(10|[1-9])\s*(?:/|out of)\s*(?:5|10)\b",
    re.IGNORECASE,
)
_TOP: Final = re.compile(
    r"\b(?:top|full|highest|maximum|perfect|best)\s+(?:possible\s+)?(?:scores?|marks?|ratings?|grades?)\b|"
    r"\b(?:accept|approve|pass)\s+(?:this|it|the\s+(?:draft|sample|text|entry|answer|response))\b|"
    r"\b(?:must|should) be (?:accepted|approved)\b|"
    r"\b(?:no|zero|without)\s+(?:findings|defects|problems|remarks)\b|\bfive stars\b",
    re.IGNORECASE,
)
_FORGET: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}"
    r"\b(?:instructions?|rules?|prompts?|above|before|earlier|previous|prior|everything)\b[\s,.:;-]*"
    r"(?:and|then|instead)?\s*([^\n]{0,200})",
    re.IGNORECASE,
)
_WORDS_TO_SAY: Final = re.compile(
    r"\b(?:say|write|reply|respond|answer|output|print)\b(?: only| just| with| exactly| the word)*\s*:?\s*"
    r"[\"'“]?([^\"'”’\n]{1,120})",
    re.IGNORECASE,
)


class Order(Frozen):
    """What some text in the prompt orders: a reply word for word, a score, praise, words to say, or a tool to call."""

    text: str = ""
    score: int | None = None
    words: str = ""
    call: dict[str, str] | None = None


def order_in(scene: Scene) -> Order | None:
    """Return the order that the prompt's text gives, if there is one: an object before scores and words."""
    # The system message is cut before the schema, which orders nothing; its scale ("1 unusable") is no order.
    told = _visible(scene.system.partition(SCHEMA_FOLLOWS)[0])
    shown = _visible("\n".join(text for role, text in scene.messages if role not in ("system", "developer")))
    readings = [*_readings(shown), *_readings(told)]
    if text := next((found for reading in readings if (found := _told_object(reading))), ""):
        return Order(text=text)
    score = next((mark for reading in _readings(shown) if (mark := _told_score(reading)) is not None), None)
    words = next((found for reading in readings if (found := _told_words(reading))), "")
    call = ordered_call(scene)
    return Order(score=score, words=words, call=call) if words or call or score is not None else None


def obey(order: Order, lines: Mapping[str, Any]) -> str:
    """Return the reply's text after the order was followed."""
    if order.text:
        return order.text
    changed = lines if order.score is None else _rescored(lines, order.score)
    changed = _reworded(changed, order.words) if order.words else changed
    called = {"calls": [order.call]} if order.call and "calls" in changed else {}
    return json.dumps({**changed, **called}, ensure_ascii=False)


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _readings(text: str) -> list[str]:
    """Return the text and whatever is encoded in it."""
    return [text, *(decoded for run in _ENCODED.findall(text) if (decoded := _decoded(run)))]


def _decoded(run: str) -> str:
    try:
        text = base64.b64decode(run + "=" * (-len(run) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    return text if text.isprintable() or "\n" in text else ""


def _told_object(text: str) -> str:
    for ordered in _SAY_OBJECT.finditer(text):
        if _NOT_TO_SAY.search(ordered.group()):
            continue
        try:
            found, end = json.JSONDecoder().raw_decode(text, ordered.end())
        except (ValueError, RecursionError):
            continue
        if found:
            return text[ordered.end() : end]
    return ""


def _told_score(text: str) -> int | None:
    """Return the score that is ordered, on the scale that ends at 5."""
    if found := _SCORE.search(text):
        return min(5, int(next(filter(None, found.groups()))))
    return 5 if _TOP.search(text) else None


def _told_words(text: str) -> str:
    forget = _FORGET.search(text)
    if not forget:
        return ""
    said = _WORDS_TO_SAY.search(forget.group(1))
    return (said.group(1) if said else forget.group(1)).strip(" .") or "As you wish"


def _rescored(node: object, score: int) -> Any:
    if is_list(node):
        return [_rescored(item, score) for item in node]
    if not is_mapping(node):
        return node
    changed: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("score", "rating"):
            changed[str(key)] = score
        elif key in ("findings", "problems", "objections") and score > 2:
            changed[str(key)] = []
        else:
            changed[str(key)] = _rescored(value, score)
    return changed


def _reworded(node: object, words: str, key: str = "") -> Any:
    """Return the lines with the ordered words in place of prose; names, short choices and arguments stay."""
    if is_mapping(node):
        return {str(k): _reworded(value, words, str(k)) for k, value in node.items()}
    if is_list(node):
        return [_reworded(item, words, key) for item in node]
    return words if isinstance(node, str) and len(node.split()) > 3 and not node.startswith("{") else node
