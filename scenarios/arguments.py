"""Whether arguments fit a tool's JSON Schema: the part of JSON Schema that tool interfaces use.

Types, `enum`, `const`, `required`, `properties`, `additionalProperties`, `items`, bounds, `pattern`, `anyOf` and local
`$ref`. What it does not know it lets pass; `tests/scenarios/test_arguments.py` holds it against jsonschema.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..runtime.frozen import is_list, is_mapping

Schema = Mapping[Any, Any]

_TYPES: dict[str, Callable[[object], bool]] = {
    "object": is_mapping,
    "array": is_list,
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and float(str(value)).is_integer(),
    "number": lambda value: _is_number(value),
    "null": lambda value: value is None,
}


def misfits(schema: Schema, value: object, root: Schema | None = None, path: str = "arguments") -> Iterator[str]:
    """Yield what of a value does not fit a schema, in words."""
    root = schema if root is None else root
    if "$ref" in schema:
        yield from misfits(_target(root, str(schema["$ref"])), value, root, path)
    named = schema.get("type")
    types = [str(each) for each in named] if is_list(named) else [str(named)] if named else []
    if types and not any(_TYPES.get(each, _anything)(value) for each in types):
        yield f"{path} is no {' or '.join(types)}"
        return
    yield from _choices(schema, value, root, path)
    yield from _bounds(schema, value, path)
    if is_mapping(value):
        yield from _object(schema, value, root, path)
    if is_list(value) and is_mapping(items := schema.get("items")):
        for number, item in enumerate(value):
            yield from misfits(items, item, root, f"{path}[{number}]")


def _choices(schema: Schema, value: object, root: Schema, path: str) -> Iterator[str]:
    options = schema.get("enum")
    if is_list(options) and not any(_same(value, option) for option in options):
        yield f"{path} is none of {', '.join(map(str, options))}"
    if "const" in schema and not _same(value, schema["const"]):
        yield f"{path} is not {schema['const']}"
    branches = schema.get("anyOf")
    if is_list(branches) and all(any(True for _ in misfits(b, value, root)) for b in branches if is_mapping(b)):
        yield f"{path} fits none of its forms"


def _bounds(schema: Schema, value: object, path: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _length(schema, len(value), "minLength", "maxLength", path)
        if "pattern" in schema and not re.search(str(schema["pattern"]), value):
            yield f"{path} does not match {schema['pattern']}"
    if is_list(value):
        yield from _length(schema, len(value), "minItems", "maxItems", path)
    if _is_number(value):
        number = float(str(value))
        if number < schema.get("minimum", number) or number > schema.get("maximum", number):
            yield f"{path} is out of bounds"
        if number <= schema.get("exclusiveMinimum", number - 1) or number >= schema.get("exclusiveMaximum", number + 1):
            yield f"{path} is out of bounds"


def _length(schema: Schema, length: int, least: str, most: str, path: str) -> Iterator[str]:
    if not schema.get(least, 0) <= length <= schema.get(most, length):
        yield f"{path} has a length of {length}"


def _object(schema: Schema, value: Mapping[object, object], root: Schema, path: str) -> Iterator[str]:
    properties, required = schema.get("properties"), schema.get("required")
    known: Mapping[object, object] = properties if is_mapping(properties) else {}
    for name in required if is_list(required) else ():
        if name not in value:
            yield f"{path} lacks {name}"
    for name, each in value.items():
        inner = known.get(name, schema.get("additionalProperties", True))
        if inner is False:
            yield f"{path} has no field {name}"
        elif is_mapping(inner):
            yield from misfits(inner, each, root, f"{path}.{name}")


def _target(root: Schema, reference: str) -> Schema:
    node: object = root
    for step in reference.removeprefix("#").split("/")[1:]:
        node = node.get(step.replace("~1", "/").replace("~0", "~")) if is_mapping(node) else None
    return node if is_mapping(node) else {}


def _same(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _anything(_: object) -> bool:
    return True
