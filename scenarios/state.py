"""States of worlds as JSON values: one hash for equal states, and what differs between two."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..runtime.frozen import Frozen, is_list, is_mapping
from ..runtime.identity import canonical, digest

State = Mapping[str, Any]
"""A snapshot: a JSON object. Records stand in mappings by id; a list is a bag unless its world says otherwise."""


class Difference(Frozen):
    """One place where two states differ; a side that is missing there is None, and said to be so."""

    path: str
    """Keys from the root, joined by dots."""
    before: Any = None
    after: Any = None
    change: str
    """`added`, `removed` or `changed`."""


def state_hash(state: State, ordered: frozenset[str] = frozenset(), left_out: frozenset[str] = frozenset()) -> str:
    """Return the hash of a state.

    Lists are compared as bags: the order in which records happen to lie must not tell two equal states apart
    (tau2-bench, issue 514).

    Args:
        state: a snapshot.
        ordered: paths of lists whose order matters; `*` stands for any one key.
        left_out: paths that do not count.
    """
    return digest("state", _settled(state, (), ordered, left_out))


def differences(before: State, after: State) -> tuple[Difference, ...]:
    """Return every place where two states differ, in the order of paths."""
    return tuple(_differences((), before, after))


def _settled(value: object, path: tuple[str, ...], ordered: frozenset[str], left_out: frozenset[str]) -> object:
    if left_out and _is_among(path, left_out):
        return None
    if is_mapping(value):
        return {str(key): _settled(each, (*path, str(key)), ordered, left_out) for key, each in value.items()}
    if is_list(value):
        items = [_settled(item, (*path, "*"), ordered, left_out) for item in value]
        return items if ordered and _is_among(path, ordered) else sorted(items, key=canonical)
    return value


def _is_among(path: tuple[str, ...], patterns: frozenset[str]) -> bool:
    return any(_fits(path, pattern.split(".")) for pattern in patterns)


def _fits(path: tuple[str, ...], pattern: list[str]) -> bool:
    return len(path) == len(pattern) and all(want in ("*", key) for key, want in zip(path, pattern, strict=True))


def _differences(path: tuple[str, ...], before: object, after: object) -> Iterator[Difference]:
    if is_mapping(before) and is_mapping(after):
        for key in sorted({str(key) for key in (*before, *after)}):
            yield from _at((*path, key), before, after, key)
    elif not _same(before, after):
        yield Difference(path=".".join(path), before=before, after=after, change="changed")


def _same(one: object, other: object) -> bool:
    if type(one) is type(other) and isinstance(one, str | int):
        return one == other
    return canonical(one) == canonical(other)


def _at(
    path: tuple[str, ...], before: Mapping[object, object], after: Mapping[object, object], key: str
) -> Iterator[Difference]:
    if key not in before:
        yield Difference(path=".".join(path), after=after[key], change="added")
    elif key not in after:
        yield Difference(path=".".join(path), before=before[key], change="removed")
    else:
        yield from _differences(path, before[key], after[key])
