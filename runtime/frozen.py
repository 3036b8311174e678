"""The two shapes that travel: what we write (strict) and what a model replies (lenient about extras)."""

from collections.abc import Mapping
from typing import TypeGuard, TypeVar

from pydantic import BaseModel, ConfigDict

Key = TypeVar("Key", bound=str)
Value = TypeVar("Value")


class Frozen(BaseModel):
    """A value of ours: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reply(BaseModel):
    """What a model is asked to reply. Keys it adds on its own are ignored here and stay in the journal."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def by_name(values: dict[Key, Value]) -> dict[Key, Value]:
    """Return a mapping in the order of its keys: what is drawn from it must not depend on how it was written."""
    return {key: values[key] for key in sorted(values)}


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether a foreign value is a list."""
    return isinstance(value, list)


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    """Whether a foreign value is a mapping."""
    return isinstance(value, Mapping)
