"""The filler finds what fits a JSON Schema; whether it fits, a checker of this file's own says."""

import random
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from dramaturg.runtime.rehearsal.filler import fill
from dramaturg.runtime.rehearsal.patterns import matching

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def fits(schema: Mapping[str, Any], value: Any) -> bool:
    if "const" in schema:
        return value == schema["const"]
    if "enum" in schema:
        return value in schema["enum"]
    if "anyOf" in schema:
        return any(fits(branch, value) for branch in schema["anyOf"])
    if not isinstance(value, TYPES[schema["type"]]) or (isinstance(value, bool) and schema["type"] != "boolean"):
        return False
    return schema["type"] not in CHECKS or CHECKS[schema["type"]](schema, value)


def number_fits(schema: Mapping[str, Any], value: float) -> bool:
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and value > schema.get("exclusiveMinimum", value - 1)
        and value < schema.get("exclusiveMaximum", value + 1)
        and value % schema.get("multipleOf", 1 if isinstance(value, int) else value or 1) == 0
    )


def string_fits(schema: Mapping[str, Any], value: str) -> bool:
    return schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)) and bool(
        re.search(schema.get("pattern", ""), value)
    )


def array_fits(schema: Mapping[str, Any], value: list[Any]) -> bool:
    sized = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
    return sized and all(fits(schema["items"], item) for item in value)


def object_fits(schema: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    properties = schema["properties"]
    known = (name for name in value if name in properties)
    return set(schema["required"]) <= set(value) and all(fits(properties[name], value[name]) for name in known)


CHECKS: dict[str, Any] = {
    "integer": number_fits,
    "number": number_fits,
    "string": string_fits,
    "array": array_fits,
    "object": object_fits,
}


def bounds(low: str, high: str, values: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, int]]:
    """Return both bounds, one of them, or none."""

    def some_of(first: int, width: int, kept: tuple[bool, bool]) -> dict[str, int]:
        both = ((low, first), (high, first + width))
        return {name: bound for (name, bound), keep in zip(both, kept, strict=True) if keep}

    return st.builds(some_of, values, st.integers(0, 30), st.tuples(st.booleans(), st.booleans()))


LEAVES = st.one_of(
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.lists(st.text(max_size=4), min_size=1).map(lambda options: {"enum": options}),
    st.integers().map(lambda value: {"const": value}),
    bounds("minimum", "maximum", st.integers(-50, 50)).map(lambda found: {"type": "integer", **found}),
    bounds("minimum", "maximum", st.integers(-50, 50)).map(lambda found: {"type": "number", **found}),
    bounds("exclusiveMinimum", "maximum", st.integers(-9, 9)).map(
        lambda found: {"type": "number", **{k: v + (k == "maximum") for k, v in found.items()}}
    ),
    bounds("minLength", "maxLength", st.integers(0, 40)).map(lambda found: {"type": "string", **found}),
    st.sampled_from(["^[a-z][a-z_]*$", r"^\d{3}-\d{2}$", "^(yes|no)$", "a+b?", "[^x]{2,4}"]).map(
        lambda pattern: {"type": "string", "pattern": pattern}
    ),
)


def branches(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    names = st.text("abcdef", min_size=1, max_size=3)
    return st.one_of(
        st.tuples(inner, bounds("minItems", "maxItems", st.integers(0, 5))).map(
            lambda pair: {"type": "array", "items": pair[0], **pair[1]}
        ),
        st.dictionaries(names, inner, max_size=4).map(
            lambda found: {"type": "object", "properties": found, "required": list(found)}
        ),
        st.lists(inner, min_size=1, max_size=3).map(lambda found: {"anyOf": found}),
    )


@given(schema=st.recursive(LEAVES, branches, max_leaves=8), seed=st.integers(0, 99))
@settings(max_examples=300, deadline=None)
def test_what_is_filled_fits(schema: dict[str, Any], seed: int) -> None:
    value = fill(schema, random.Random(seed))
    assert fits(schema, value), value
    assert fill(schema, random.Random(seed)) == value


class Leaf(BaseModel):
    when: date
    count: int = Field(ge=3, lt=5, multiple_of=2)
    share: Annotated[float, Field(gt=0, lt=0.001)]
    mark: Literal["a", "b"] | None
    code: str = Field(pattern=r"^[A-Z]{2}\d{4}$")
    pair: tuple[int, str]


class Tree(BaseModel):
    name: str = Field(min_length=60, max_length=64)
    leaf: Leaf
    twigs: list["Tree"] = Field(max_length=2)
    tags: dict[str, int]
    kinds: set[Literal["x", "y", "z"]] = Field(min_length=2)
    other: "Tree | Leaf | None"


@pytest.mark.parametrize("seed", range(40))
def test_pydantic_accepts_what_is_filled_from_its_schema(seed: int) -> None:
    Tree.model_validate(fill(Tree.model_json_schema(), random.Random(seed)))


def test_all_of_adds_up() -> None:
    schema = {
        "$defs": {"named": {"type": "object", "properties": {"name": {"const": "n"}}, "required": ["name"]}},
        "allOf": [{"$ref": "#/$defs/named"}],
        "properties": {"age": {"type": "integer", "minimum": 5, "maximum": 5}},
        "required": ["age"],
    }
    assert fill(schema, random.Random(0)) == {"name": "n", "age": 5}


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[a-z][a-z_]*$",
        r"^\d{4}-\d{2}-\d{2}$",
        r"^(?:red|green|blue)(?:, (?:red|green))*$",
        r"^[\w.]+@[a-z]{2,}\.(com|org)$",
        r"\bword\b",
        r"^[^\d\s]{3,7}$",
        r"^#?[0-9a-fA-F]{6}$",
        r"^a{2,}b{0,3}c{1}\.$",
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_patterns_are_matched(pattern: str, seed: int) -> None:
    assert re.search(pattern, matching(pattern, random.Random(seed)))
