"""Names that follow from content: the same thing has the same id on every machine and in every run."""

import hashlib
import json
import random
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

ID_LENGTH = 24
"""Hex digits of an id: 96 bits, so a collision among a billion ids has odds below 1e-11."""

_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=to_jsonable_python)


def canonical(value: Any) -> str:
    """Return the one JSON text of `value`: keys sorted, no spaces, models dumped by field."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    return _encoder.encode(value)


def digest(*parts: Any) -> str:
    """Return the id of `parts`, which may be anything that JSON can hold."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()[:ID_LENGTH]


def stream(*parts: Any) -> random.Random:
    """Return a random stream that belongs to `parts` alone."""
    return random.Random(digest(*parts))


def sampling_seed(call_id: str) -> int:
    """Return the seed (31 bits) that is sent with a call."""
    return int(call_id[:8], 16) & 0x7FFF_FFFF
