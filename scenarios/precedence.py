"""Precedence: what must have been done before a tool may be used, as its world declares it (`Tool.after`)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .values import is_id_key
from .world import Tool


class Done(NamedTuple):
    """A call that succeeded, by the world's own name of its tool."""

    tool: str
    arguments: Mapping[str, Any]


def missing_before(tool: Tool, arguments: Mapping[str, Any], done: Iterable[Done]) -> Iterator[str]:
    """Yield the tools that must have succeeded before this call and have not.

    They must have been about the same thing: an id that both calls name is the same in both.
    """
    earlier = [*done]
    for first in tool.after:
        if not any(each.tool == first and _is_about_same(each.arguments, arguments) for each in earlier):
            yield first


def _is_about_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[key] == other[key] for key in one.keys() & other.keys() if is_id_key(key))
