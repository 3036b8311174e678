"""Corners of states whose records name each other: one record with what belongs to it, and a few others beside.

A record's name is the text under `id`. In a library, the corner of a member holds their loans, the books of these,
some other books, and all loans of the books that it holds, so that what is free can be counted.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ....runtime.frozen import is_list, is_mapping
from ...corner import corner_of
from ...state import State

BESIDE: Final = 3
"""Records of every collection with names that come along although nothing links them."""

Record = Mapping[Any, Any]


def kin_of(state: State, chosen: str, drawn: random.Random) -> State:
    """Return the corner of one record of the chosen collection."""
    collections = {part: _records(value) for part, value in state.items()}
    if not collections.get(chosen):
        return corner_of(state, drawn)
    one = drawn.choice(collections.pop(chosen))
    known = _names([one])
    mentioned = {text for records in collections.values() for each in _with(records, known) for text in _texts(each)}
    for records in collections.values():
        named = [each for each in records if _names([each])]
        known |= _names(drawn.sample(named, min(BESIDE, len(named)))) | _names(named) & mentioned
    kept = {part: _with(records, known) for part, records in collections.items()}
    free = corner_of({part: state[part] for part, records in kept.items() if not records}, drawn)
    return {part: [one] if part == chosen else kept[part] or free[part] for part in state}


def _records(value: object) -> list[Record]:
    return [each for each in value if is_mapping(each)] if is_list(value) else []


def _names(records: Iterable[Record]) -> set[str]:
    return {name for name in (each.get("id") for each in records) if isinstance(name, str)}


def _with(records: Sequence[Record], names: set[str]) -> list[Record]:
    """Return the records that have one of these names, or mention it."""
    return [each for each in records if names & _texts(each)]


def _texts(record: Record) -> set[str]:
    return {each for each in record.values() if isinstance(each, str)}
