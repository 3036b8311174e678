"""What servers answer as results that compare: JSON values without random ids and without the path they worked in."""

import ast
import json
import math
import re
from pathlib import Path
from typing import Any

from ....runtime.frozen import is_list, is_mapping
from ....runtime.identity import digest
from ....runtime.text import clean
from ...world import Result
from .library import Answer, Block

_KEPT = ("type", "mimeType", "uri", "name", "title", "description")
"""Of a block that is no text: what it is; its bytes stand there as a digest."""


def result_of(answer: Answer | str, errors: str | None, work: Path) -> Result:
    """Return an answer as a result.

    Args:
        answer: what the tool answered, or why the server refused.
        errors: how a text begins that is an error.
        work: the server's working directory, which is another one each time.
    """
    if isinstance(answer, str):
        return Result(error=_placeless(answer, work))
    parts = [_part(block, work) for block in answer.content]
    text = "\n".join(part for part in parts if isinstance(part, str))
    if answer.isError or (errors is not None and re.match(errors, text)):
        return Result(error=text or "the call failed, and the server does not say why")
    if not parts and answer.structuredContent is not None:
        return Result(value=dict(answer.structuredContent))
    values = [parsed(part) if isinstance(part, str) else part for part in parts]
    return Result(value=values[0] if len(values) == 1 else values or None)


def parsed(text: str) -> Any:
    """Return the object or list that a text is, in JSON or as Python writes it, or else the text."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    for read in (json.loads, ast.literal_eval):
        try:
            return _sound(read(text.strip()))
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
    return text


def _part(block: Block, work: Path) -> Any:
    fields = block.model_dump(mode="json", exclude_none=True)
    if fields.get("type") == "text":
        return _placeless(str(fields["text"]), work)
    resource: dict[str, Any] = fields.get("resource") or {}
    content = fields.get("data") or resource.get("blob") or resource.get("text")
    kept = {key: each for key, each in {**fields, **resource}.items() if key in _KEPT}
    return {**kept, "type": fields.get("type"), **({"digest": digest(content)} if content else {})}


def _placeless(text: str, work: Path) -> str:
    return clean(text).replace(str(work), ".")


def _sound(value: object) -> Any:
    """Return a value as JSON holds it.

    Raises:
        TypeError: JSON cannot hold it as it is.
    """
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if is_list(value):
        return [_sound(each) for each in value]
    if is_mapping(value):
        return {_name(key): _sound(each) for key, each in value.items()}
    raise TypeError(f"{value!r} is no JSON value")


def _name(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{key!r} is no name")
    return clean(key)
