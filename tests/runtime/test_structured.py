"""Replies are read leniently in their wrapping and strictly in their content."""

import json
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaturg.runtime.errors import ContentFault
from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.received import Received
from dramaturg.runtime.structured import Rung, Unusable, json_schema, read, response_format, schema_notice
from dramaturg.runtime.text import clean


class Remark(Reply):
    where: str
    severity: Literal["minor", "major"]


class Answer(Reply):
    text: str
    remarks: list[Remark]


GOOD = {"text": 'He said: "a {b} c" } and left', "remarks": [{"where": "x", "severity": "minor"}]}


def reply(text: str, finish_reason: str = "stop") -> Received:
    return Received(text=text, finish_reason=finish_reason)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        (json.dumps(GOOD), ()),
        (f"```json\n{json.dumps(GOOD)}\n```", ("code_fence",)),
        (f"Sure, here it is:\n\n```\n{json.dumps(GOOD)}\n```\nAnything else?", ("code_fence",)),
        (f"Here you go: {json.dumps(GOOD)} Hope it helps {{smile}}.", ("preamble",)),
        (f"{json.dumps(GOOD)}\n\nDone.", ("afterword",)),
        (json.dumps(GOOD | {"confidence": 0.9}), ("extra_keys",)),
        (json.dumps(GOOD)[:-1] + ",}", ("json_syntax",)),
        (json.dumps(GOOD).replace('"minor"', "'minor'"), ("json_syntax",)),
    ],
)
def test_wrapping_is_taken_off_and_named(text: str, mended: tuple[str, ...]) -> None:
    found = read(reply(text), Answer)
    assert not isinstance(found, Unusable)
    assert found[0] == Answer.model_validate(GOOD)
    assert found[1] == mended


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("The answer is 5.", ContentFault.NOT_JSON),
        ("[1, 2]", ContentFault.NOT_JSON),
        ("I'm sorry, but I can't help with that.", ContentFault.REFUSAL),
        ("I cannot write this.", ContentFault.REFUSAL),
        ("{}", ContentFault.WRONG_SHAPE),
        ('{"text": 5, "remarks": []}', ContentFault.WRONG_SHAPE),
        ('{"text": "x", "remarks": [{"where": "x", "severity": "9/10"}]}', ContentFault.WRONG_SHAPE),
        ("{" * 50_000, ContentFault.NOT_JSON),
        ('{"text": "x", "remarks": ' + "9" * 5_000 + "}", ContentFault.WRONG_SHAPE),
        ('{"text": ' + "[" * 900 + "]" * 900 + ', "remarks": []}', ContentFault.NOT_JSON),
    ],
)
def test_what_cannot_be_used_has_a_named_fault(text: str, fault: ContentFault) -> None:
    found = read(reply(text), Answer)
    assert isinstance(found, Unusable)
    assert found.fault is fault
    assert found.error


def test_a_reply_that_was_cut_off_is_never_repaired() -> None:
    found = read(reply('{"text": "The capital of Fr', "length"), Answer)
    assert isinstance(found, Unusable)
    assert found.fault is ContentFault.NOT_JSON


def test_a_fault_of_the_reply_itself_stands() -> None:
    found = read(Received(text=json.dumps(GOOD), fault=ContentFault.FILTERED), Answer)
    assert isinstance(found, Unusable)
    assert found.fault is ContentFault.FILTERED


def test_schemas_are_strict_all_the_way_down() -> None:
    schema = json_schema(Answer)
    assert schema["title"] == "Answer"
    assert schema["required"] == ["text", "remarks"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Remark"]["additionalProperties"] is False


def test_lower_rungs_say_in_the_prompt_what_the_request_cannot() -> None:
    assert (response_format(Answer, Rung.JSON_SCHEMA) or {})["type"] == "json_schema"
    assert response_format(Answer, Rung.JSON_OBJECT) == {"type": "json_object"}
    assert response_format(Answer, Rung.PLAIN) is None
    assert schema_notice(Answer, Rung.JSON_SCHEMA) == ""
    assert '"remarks"' in schema_notice(Answer, Rung.PLAIN)


@given(
    text=st.text(),
    before=st.sampled_from(["", "Sure: ", "```json\n"]),
    finish=st.sampled_from(["stop", "length"]),
)
def test_no_text_whatever_breaks_the_reader(text: str, before: str, finish: str) -> None:
    found = read(reply(before + text, finish), Answer)
    assert isinstance(found, Unusable) or isinstance(found[0], Answer)


@given(text=st.text(), where=st.text())
def test_every_valid_object_is_read_back_as_it_is(text: str, where: str) -> None:
    value = {"text": text, "remarks": [{"where": where, "severity": "major"}]}
    found = read(reply(json.dumps(value)), Answer)
    assert not isinstance(found, Unusable)
    assert found == (Answer(text=clean(text), remarks=[Remark(where=clean(where), severity="major")]), ())


def test_what_an_escape_hides_is_made_visible() -> None:
    found = read(reply('{"text": "red \\u001b[31m and \\u202e back", "remarks": []}'), Answer)
    assert not isinstance(found, Unusable)
    assert found[0].text == "red \ufffd[31m and \ufffd back"
