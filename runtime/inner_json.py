"""JSON inside JSON: an object that a model wrote as a text, such as the arguments of a call."""

import json
import math
from typing import Any, Final

from .frozen import is_list, is_mapping
from .text import clean

DEEPEST: Final = 60
"""Levels of nesting that are read; deeper ones break whoever writes them down again."""


def object_in(text: str) -> dict[str, Any] | None:
    """Return the object that a text holds, with its texts made safe; None where it is no JSON object.

    NaN, infinite numbers and endless nesting are no JSON that anybody could store, whatever Python's reader says.
    """
    try:
        found: object = json.loads(text, parse_constant=_refused, parse_float=_finite)
        return _sound(found, DEEPEST) if is_mapping(found) else None
    except (ValueError, RecursionError):
        return None


def _sound(value: object, left: int) -> Any:
    """Return a value whose texts and keys are clean: what an escape hides only shows once it is read."""
    if left == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return clean(value)
    if is_list(value):
        return [_sound(each, left - 1) for each in value]
    if is_mapping(value):
        return {clean(str(key)): _sound(each, left - 1) for key, each in value.items()}
    return value


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"{written} is too large")
    return number
