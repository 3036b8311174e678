"""What a file says of an interface whose tools a model plays.

about: tables of a small restaurant
policy: …
state: {tables: {T1: {seats: 2}, T2: {seats: 4}}}     or a text
tools:
- name: book_table
  about: Book a table for an evening.
  parameters: {type: object, properties: {table_id: {type: string}}, required: [table_id]}
  effect: write
  returns: {type: object, properties: {booking_id: {type: string}}, required: [booking_id]}
"""

from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError, field_validator

from ....runtime.errors import UsageError
from ....runtime.frozen import Frozen, is_list, is_mapping
from ...world import Tool


class PlayedTool(Tool):
    """A tool, and the form of what it answers."""

    returns: dict[str, Any]
    """The answer's JSON Schema, whole: without `$ref`. Endpoints with strict schemas want every property of it."""

    @field_validator("returns")
    @classmethod
    def _is_whole(cls, returns: dict[str, Any]) -> dict[str, Any]:
        if _refers(returns):
            raise ValueError("no $ref: write out what it refers to")
        return returns


class Interface(Frozen):
    """Tools without anything behind them."""

    about: str
    policy: str
    state: dict[str, Any] | str
    """What holds before the first call."""
    tools: tuple[PlayedTool, ...] = Field(min_length=1)

    @field_validator("tools")
    @classmethod
    def _each_once(cls, tools: tuple[PlayedTool, ...]) -> tuple[PlayedTool, ...]:
        names = [tool.name for tool in tools]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two tools are named {twice[0]!r}")
        return tools


def read(file: Path) -> Interface:
    """Return what a file says.

    Raises:
        UsageError: the file does not describe an interface.
    """
    try:
        return Interface.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        said = "\n".join(f"{file}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults[:5])
        raise UsageError(said, fix=f"an example stands at the top of {__file__}") from error


def _refers(schema: object) -> bool:
    if is_list(schema):
        return any(map(_refers, schema))
    return is_mapping(schema) and ("$ref" in schema or any(map(_refers, schema.values())))
