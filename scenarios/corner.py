"""Corners of states that nobody wrote a corner for: a few records of every collection."""

import random
from typing import Any

from ..runtime.frozen import is_list, is_mapping
from .state import State

MOST = 5
"""Records of one collection that a task is made from."""


def corner_of(state: State, drawn: random.Random) -> State:
    """Return a state with a few records of every list of records, and of every mapping of records inside a part."""
    return {part: _few(state[part], drawn, is_part=True) for part in state}


def _few(value: Any, drawn: random.Random, *, is_part: bool = False) -> Any:
    if is_list(value):
        chosen = _chosen(len(value), drawn) if any(map(is_mapping, value)) else range(len(value))
        return [_few(value[place], drawn) for place in chosen]
    if is_mapping(value):
        keys = list(value)
        if not is_part and all(map(is_mapping, value.values())):
            keys = [keys[place] for place in _chosen(len(keys), drawn)]
        return {key: _few(value[key], drawn) for key in keys}
    return value


def _chosen(number: int, drawn: random.Random) -> list[int]:
    return sorted(drawn.sample(range(number), min(number, MOST)))
