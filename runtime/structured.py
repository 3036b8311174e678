"""Structured output: asking for JSON on the best rung an endpoint has, and reading what comes back.

The ladder is json_schema → json_object → plain (DESIGN, section 6). A reply is read leniently in its wrapping
(code fence, preamble, trailing comma) and strictly in its content; every leniency that was needed is named.
"""

import json
import re
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, TypeGuard, TypeVar

import json_repair
from pydantic import ValidationError

from .errors import ContentFault
from .frozen import Frozen, Reply, is_list
from .identity import digest
from .received import Received
from .text import clean

T = TypeVar("T", bound=Reply)


class Rung(StrEnum):
    """What an endpoint can do for structured output, best first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"


class Unusable(Frozen):
    """Why a reply cannot be used, in words that the model can act on."""

    fault: ContentFault
    error: str


_FENCE = re.compile(r"```(?:json)?\s*\n?(.*?)```", re.DOTALL)
_REFUSAL = re.compile(
    r"^\W*(?:I(?:['’]m| am)? (?:sorry|unable|afraid)|sorry|I (?:cannot|can['’]t|won['’]t))", re.IGNORECASE
)


@cache
def json_schema(reply: type[Reply]) -> dict[str, Any]:
    """Return the strict JSON Schema of a reply type: every key required, none besides."""
    return _strict(reply.model_json_schema()) | {"title": reply.__name__}


class Form(dict[str, Any]):
    """A request's `response_format`. There is one per reply type and rung, so its digest is computed once."""

    @cached_property
    def digest(self) -> str:
        """The form's part in the identity of a call."""
        return digest(self)


@cache
def response_format(reply: type[Reply], rung: Rung) -> Form | None:
    """Return the request's `response_format` on this rung."""
    if rung is Rung.PLAIN:
        return None
    if rung is Rung.JSON_OBJECT:
        return Form(type="json_object")
    named = {"name": reply.__name__, "schema": json_schema(reply), "strict": True}
    return Form(type="json_schema", json_schema=named)


@cache
def schema_notice(reply: type[Reply], rung: Rung) -> str:
    """Return what the prompt must say about the form of the reply on this rung."""
    if rung is Rung.JSON_SCHEMA:
        return ""
    schema = json.dumps(json_schema(reply), separators=(",", ":"))
    return f"\n\nReply with one JSON object and nothing else. It must fit this JSON Schema:\n{schema}"


def read(reply: Received, expected: type[T]) -> tuple[T, tuple[str, ...]] | Unusable:
    """Return the reply as its type, with the names of what had to be mended, or why it cannot be used."""
    if reply.fault is not None:
        return Unusable(fault=reply.fault, error=_COMPLAINTS.get(reply.fault, "The reply was empty."))
    found = _parse(reply)
    if isinstance(found, Unusable):
        return found
    value, mended = found
    try:
        return expected.model_validate(_cleaned(value)), mended + _extras(value, expected)
    except ValidationError as error:
        return Unusable(fault=ContentFault.WRONG_SHAPE, error=_explain(error))
    except RecursionError:
        return Unusable(fault=ContentFault.NOT_JSON, error="The JSON was nested too deeply.")


_COMPLAINTS = {
    ContentFault.CUT_OFF: "The reply was cut off at the token limit. Reply again, much shorter.",
    ContentFault.EMPTY: "The reply was empty.",
    ContentFault.REFUSAL: "The reply was a refusal.",
    ContentFault.FILTERED: "The reply was withheld by a content filter.",
    ContentFault.NO_CHOICES: "The reply held no choice.",
    ContentFault.BROKEN_BODY: "The reply could not be read.",
}


def _parse(reply: Received) -> tuple[dict[str, Any], tuple[str, ...]] | Unusable:
    text, mended = _unwrap(reply.text)
    value = _loads(text)
    if not _is_object(value) and reply.finish_reason == "stop" and text.startswith("{"):
        # Only for replies that ended by themselves: a repaired cut-off would invent the rest.
        value, mended = _repaired(text), (*mended, "json_syntax")
    if _is_object(value):
        return value, mended
    if _REFUSAL.match(reply.text):
        return Unusable(fault=ContentFault.REFUSAL, error=_COMPLAINTS[ContentFault.REFUSAL])
    return Unusable(fault=ContentFault.NOT_JSON, error="The reply was not one JSON object.")


def _unwrap(text: str) -> tuple[str, tuple[str, ...]]:
    stripped = text.strip()
    if stripped.startswith("{"):
        end = _end_of_object(stripped)
        return (stripped, ()) if end in (None, len(stripped)) else (stripped[:end], ("afterword",))
    fenced = _FENCE.search(stripped)
    if fenced and fenced.group(1).lstrip().startswith("{"):
        return fenced.group(1).strip(), ("code_fence",)
    start = stripped.find("{")
    if start < 0:
        return stripped, ()
    return stripped[start : _end_of_object(stripped, start)], ("preamble",)


def _end_of_object(text: str, start: int = 0) -> int | None:
    try:
        return json.JSONDecoder().raw_decode(text, start)[1]
    except (ValueError, RecursionError):  # also for numbers of thousands of digits
        last = text.rfind("}")
        return last + 1 if last > start else None


def _loads(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # also for numbers of thousands of digits
        return None


def _repaired(text: str) -> object:
    try:
        return json_repair.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _cleaned(value: object) -> object:
    """Return a parsed value with its texts made safe: what a JSON escape hides only shows once it is read."""
    if isinstance(value, str):
        return clean(value)
    if is_list(value):
        return [_cleaned(item) for item in value]
    return {key: _cleaned(item) for key, item in value.items()} if _is_object(value) else value


def _extras(value: dict[str, Any], expected: type[Reply]) -> tuple[str, ...]:
    return () if set(value) <= set(expected.model_fields) else ("extra_keys",)


def _explain(error: ValidationError) -> str:
    lines = (
        f"{'.'.join(map(str, issue['loc'])) or 'the object'}: {issue['msg']}"
        for issue in error.errors(include_url=False, include_input=False)[:6]
    )
    return "The JSON did not fit: " + "; ".join(lines) + "."


def _strict(node: object) -> Any:
    if is_list(node):
        return [_strict(item) for item in node]
    if not _is_object(node):
        return node
    kept = {key: _strict(value) for key, value in node.items() if key not in ("default", "title")}
    if "properties" in node:
        kept["properties"] = {name: _strict(value) for name, value in node["properties"].items()}
        kept |= {"additionalProperties": False, "required": list(node["properties"])}
    return kept
