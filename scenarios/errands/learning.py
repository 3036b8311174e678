"""Learning: finding a value in what a call showed or a user reported."""

import re
from collections.abc import Iterable
from typing import Any, Final

from ...runtime.frozen import is_list, is_mapping
from ..authored import ask
from .errand import Learn, Step, Values
from .templates import filled

_PART: Final = re.compile(r"([^.\[\]]*)(?:\[([^\]=]*)=([^\]]*)\])?")
_NOTHING: Final = (None, None)


def learned(step: Step, result: Any, known: Values) -> dict[str, Any]:
    """Return what a step shows, by name; None for what it should and does not."""
    found: dict[str, Any] = {}
    for name, learn in step.learns.items():
        what = f"what the step {step.tool!r} learns as {name!r}"
        found[name] = ask(what, _found, KeyError)(learn, result, {**known, **found}, in_words=step.actor == "user")
    return found


def _found(learn: Learn, result: Any, known: Values, *, in_words: bool) -> Any:
    if callable(learn):
        return learn(result, known)
    if in_words:
        match = re.search(learn, str(result), re.IGNORECASE)
        return match[match.lastindex or 0] if match else None
    return at(result, learn, known)


def at(value: Any, path: str, known: Values) -> Any:
    """Return what stands at a path of a JSON value; None where there is nothing. See `Learn`."""
    key: Any = None
    for name, under, wanted in _parts(path):
        if name == "@":
            return key
        if name:
            value = _child(value, name)
        if wanted is not None:
            key, value = _chosen(value, under, filled(wanted, known))
    return value


def _parts(path: str) -> Iterable[tuple[str, str, str | None]]:
    place = 0
    while place < len(path):
        part = _PART.match(path, place)
        if part is None or part.end() == place:
            place += 1
            continue
        place = part.end()
        yield part[1], part[2] or "", part[3]


def _child(value: Any, name: str) -> Any:
    if is_mapping(value):
        return value.get(name)
    if is_list(value) and re.fullmatch(r"-?\d+", name):
        place = int(name)
        return value[place] if -len(value) <= place < len(value) else None
    return None


def _chosen(value: Any, under: str, wanted: str) -> tuple[Any, Any]:
    """Return key and value of the first of several that has, or is, what is wanted."""
    several: Iterable[tuple[Any, Any]] = ()
    if is_mapping(value):
        several = value.items()
    elif is_list(value):
        several = enumerate(value)
    return next(((key, each) for key, each in several if _is(each, under, wanted)), _NOTHING)


def _is(value: Any, under: str, wanted: str) -> bool:
    held = _child(value, under) if under else value
    return str(held).casefold() == wanted.casefold()
