"""Arguments against schemas: the same verdict as the `jsonschema` package on what is named as known."""

from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dramaturg.scenarios.arguments import misfits
from dramaturg.scenarios.world import WORLDS

Schema = dict[str, Any]

NAMES = st.sampled_from(["a", "b", "order_id", "it's ~ / odd"])
NUMBERS = st.integers(-4, 4) | st.sampled_from([0.5, 1.0, -2.0, 3.5, 2**53, 2**53 + 1, 10**400, -1e300])
TEXTS = st.sampled_from(["", "a", "ab", "W1234567", "2026-01-01", "é", "😀", "1"])
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
TYPES = st.sampled_from(["object", "array", "string", "boolean", "integer", "number", "null"])
SIZES = st.integers(0, 3)


def schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Schema]:
    """Return schemas that are put together from others."""
    parts: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "required": st.lists(NAMES, max_size=2, unique=True),
        "properties": st.dictionaries(NAMES, inner, max_size=3),
        "additionalProperties": inner,
        "items": inner,
        "minimum": NUMBERS,
        "maximum": NUMBERS,
        "exclusiveMinimum": NUMBERS,
        "exclusiveMaximum": NUMBERS,
        "minLength": SIZES,
        "maxLength": SIZES,
        "minItems": SIZES,
        "maxItems": SIZES,
        "pattern": st.sampled_from(["^W[0-9]{7}$", "a", "^$", r"\d"]),
        "anyOf": st.lists(inner, min_size=1, max_size=3),
        "$ref": st.sampled_from(["#/$defs/one", "#/$defs/two"]),
        "description": TEXTS,
    }
    # Few rules at a time: a value that breaks one of nineteen hides what is thought of the others.
    chosen = st.lists(st.sampled_from([*parts]), max_size=3, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: parts[name] for name in names}))


LEAVES = schemas(st.booleans()).map(lambda schema: {key: each for key, each in schema.items() if key != "$ref"})
SCHEMAS = schemas(st.booleans() | LEAVES | schemas(LEAVES))
ROOTS = st.tuples(SCHEMAS, LEAVES, LEAVES).map(lambda found: {**found[0], "$defs": {"one": found[1], "two": found[2]}})


def fits(schema: Schema, value: object) -> bool:
    return not any(misfits(schema, value))


class Judge(Protocol):
    """What is used of jsonschema, whose own types are not all known."""

    def is_valid(self, instance: Any) -> bool: ...


def judge_of(schema: Schema) -> Judge:
    return Draft202012Validator(schema)


def fits_by_jsonschema(schema: Schema, value: Any) -> bool:
    return judge_of(schema).is_valid(value)


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(ROOTS, VALUES)
@example({"enum": [[True]]}, [1])
@example({"enum": [{"a": 1}]}, {"a": True})
@example({"type": "integer"}, 10**400)
@example({"maximum": 2**53}, 2**53 + 1)
@example({"exclusiveMinimum": -3}, -1e300)
@example({}, -1e300)
@example({"items": False}, [1])
@example({"anyOf": [False, True]}, 1)
def test_the_verdict_is_that_of_jsonschema(schema: Schema, value: object) -> None:
    assert fits(schema, value) == fits_by_jsonschema(schema, value)


@pytest.mark.parametrize("name", ["shop", "device", "bank", "calculator", "travel", "assistant"])
@given(data=st.data())
def test_the_verdict_is_the_same_on_the_tools_of_worlds(name: str, data: st.DataObject) -> None:
    tool = data.draw(st.sampled_from(WORLDS.get(name).tools))
    fitting = st.sampled_from([*tool.parameters["properties"], "more"])
    given_arguments = data.draw(st.dictionaries(fitting, VALUES | st.just("W1234567"), max_size=4))
    assert fits(tool.parameters, given_arguments) == fits_by_jsonschema(tool.parameters, given_arguments)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": r"^\p{L}+$"}, "1"),
        ({"additionalProperties": False, "patternProperties": {"^x-": {}}}, {"x-one": 1}),
        ({"$ref": "#/nowhere"}, 1),
        ({"$ref": "https://example.com/schema"}, 1),
        ({"type": "date"}, "2026-01-01"),
        ({"uniqueItems": True}, [1, 1]),
    ],
)
def test_what_is_not_known_passes(schema: Schema, value: object) -> None:
    assert fits(schema, value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"items": [1]}, "arguments lacks id"),
        ({"id": "x", "items": [1, "2"]}, "arguments.items[1] is no integer"),
        ({"id": "x", "more": 1}, "arguments.more must not be there"),
        ({"id": ""}, "arguments.id has a length of 0"),
        ([], "arguments is no object"),
    ],
)
def test_a_misfit_names_its_place(value: object, said: str) -> None:
    schema: Schema = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "items": {"type": "array", "items": {"type": "integer"}},
        },
        "required": ["id"],
        "additionalProperties": False,
    }
    assert [*misfits(schema, value)] == [said]
