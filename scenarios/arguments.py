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
    "integer": lambda value: isinstance(value, int | float) and _is_number(value) and value % 1 == 0,
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
    if is_list(value):
        for number, item in enumerate(value):
            yield from _inner(schema.get("items", True), item, root, f"{path}[{number}]")


def _inner(schema: object, value: object, root: Schema, path: str) -> Iterator[str]:
    """Hold a value against a schema that may be true or false: anything, or nothing."""
    if schema is False:
        yield f"{path} must not be there"
    elif is_mapping(schema):
        yield from misfits(schema, value, root, path)


def _choices(schema: Schema, value: object, root: Schema, path: str) -> Iterator[str]:
    options = schema.get("enum")
    if is_list(options) and not any(_same(value, option) for option in options):
        yield f"{path} is none of {', '.join(map(str, options))}"
    if "const" in schema and not _same(value, schema["const"]):
        yield f"{path} is not {schema['const']}"
    branches = schema.get("anyOf")
    if is_list(branches) and all(any(True for _ in _inner(each, value, root, path)) for each in branches):
        yield f"{path} fits none of its forms"


def _bounds(schema: Schema, value: object, path: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _length(schema, len(value), "minLength", "maxLength", path)
        if "pattern" in schema and not _matches(str(schema["pattern"]), value):
            yield f"{path} does not match {schema['pattern']}"
    if is_list(value):
        yield from _length(schema, len(value), "minItems", "maxItems", path)
    if isinstance(value, int | float) and not isinstance(value, bool):
        is_low = "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]
        is_high = "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]
        if is_low or is_high or not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield f"{path} is out of bounds"


def _length(schema: Schema, length: int, least: str, most: str, path: str) -> Iterator[str]:
    if not schema.get(least, 0) <= length <= schema.get(most, length):
        yield f"{path} has a length of {length}"


def _object(schema: Schema, value: Mapping[object, object], root: Schema, path: str) -> Iterator[str]:
    properties, required = schema.get("properties"), schema.get("required")
    known: Mapping[object, object] = properties if is_mapping(properties) else {}
    # Names that only a pattern allows are not known to be wrong.
    others = True if "patternProperties" in schema else schema.get("additionalProperties", True)
    for name in required if is_list(required) else ():
        if name not in value:
            yield f"{path} lacks {name}"
    for name, each in value.items():
        yield from _inner(known.get(name, others), each, root, f"{path}.{name}")


def _target(root: Schema, reference: str) -> Schema:
    node: object = root
    for step in reference.removeprefix("#").split("/")[1:]:
        node = node.get(step.replace("~1", "/").replace("~0", "~")) if is_mapping(node) else None
    return node if is_mapping(node) else {}


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return True  # Other dialects know more than Python's.


def _same(one: object, other: object) -> bool:
    """Whether two JSON values are equal: 1 is 1.0 and not true, wherever it stands."""
    if is_list(one) and is_list(other):
        return len(one) == len(other) and all(map(_same, one, other))
    if is_mapping(one) and is_mapping(other):
        return one.keys() == other.keys() and all(_same(each, other[key]) for key, each in one.items())
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _anything(_: object) -> bool:
    return True
