"""Objects inside texts: what no store can hold does not come out of them."""

import json

import pytest

from dramaturg.runtime.inner_json import DEEPEST, object_in


def test_an_object_is_read_as_it_is() -> None:
    value = {"order_id": "W1", "items": [{"n": 1, "price": 2.5}], "gift": True, "note": None, "größe": "žluť"}
    assert object_in(json.dumps(value)) == object_in(json.dumps(value, ensure_ascii=False)) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "order W1", "[1, 2]", '"W1"', "17", "null", '{"a": 1', "{'a': 1}"),
        *('{"a": NaN}', '{"a": -Infinity}', '{"a": 1e999}', '{"a": ' + "9" * 5000 + "}"),
        *('{"a":' * 100_000, "[" * 100_000),
    ],
)
def test_what_is_no_object_of_json_is_none(text: str) -> None:
    assert object_in(text) is None


def test_what_an_escape_hides_is_made_safe() -> None:
    found = object_in('{"name\\u202e": ["a\\ud83d", {"b": "\\u0000x"}]}')
    assert found == {"name\ufffd": ["a\ufffd", {"b": "\ufffdx"}]}
    assert json.dumps(found, ensure_ascii=False).encode()


@pytest.mark.parametrize(("depth", "is_read"), [(DEEPEST - 1, True), (DEEPEST + 1, False), (400, False)])
def test_nesting_has_an_end(depth: int, is_read: bool) -> None:
    nested = '{"a":' * (depth - 1) + "{}" + "}" * (depth - 1)
    assert (object_in(nested) is not None) is is_read
