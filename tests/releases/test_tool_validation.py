"""Whatever is wrong with the tools, calls and replies of a line is found before it is written."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from chat_formats import FORMATS
from dramaturg.releases import call_faults as calls
from dramaturg.releases import text_faults as texts
from dramaturg.releases.exporter import EXPORTERS, ExportOptions, Line
from dramaturg.releases.exporters.trl_preference import TRLPreferenceRow
from dramaturg.releases.validation import (
    ANOTHER_LAYOUT,
    NO_ALTERNATION,
    NOT_ENDED,
    OPENS,
    TOO_LONG,
    faults,
)
from lamp_desk import GOAL, desk
from tool_rows import tool_row

Plant = Callable[[Any], object]
"""Spoils a line, in place or by returning another one."""

TARGETS = {**FORMATS, "trl-preference": TRLPreferenceRow}


def whole(format_name: str) -> Any:
    made = EXPORTERS.get(format_name).render(tool_row(desk()), ExportOptions())
    assert isinstance(made, Line)
    return json.loads(made.text)


def call(row: Any, place: int = 0) -> Any:
    """Return the first function that a message calls (the second message with calls has place 3)."""
    return row["messages"][2 + place]["tool_calls"][0]["function"]


def answer(row: Any) -> Any:
    return row["messages"][3]


def swapped(items: list[Any], one: int, other: int) -> None:
    items[one], items[other] = items[other], items[one]


def turn(row: Any, place: int) -> Any:
    return row["conversations"][place]


def other_arguments(**given: Any) -> Plant:
    return lambda row: call(row, 3).update(arguments=given)


def replaced(place: int, old: str, new: str) -> Plant:
    """Change the text of a turn."""

    def plant(row: Any) -> None:
        assert old in turn(row, place)["value"]
        turn(row, place)["value"] = turn(row, place)["value"].replace(old, new, 1)

    return plant


PLANTED: dict[str, tuple[str, Plant, str]] = {
    # What a line of messages can get wrong
    "arguments as an object": ("openai", lambda r: call(r).update(arguments={"number": "a"}), ANOTHER_LAYOUT),
    "arguments cut off": ("openai", lambda r: call(r).update(arguments='{"number": "L-4'), ANOTHER_LAYOUT),
    "arguments a list": ("openai", lambda r: call(r).update(arguments='["L-4711"]'), ANOTHER_LAYOUT),
    "arguments encoded twice": ("openai", lambda r: call(r).update(arguments=json.dumps("{}")), ANOTHER_LAYOUT),
    "an argument given twice": ("openai", lambda r: call(r).update(arguments='{"a": 1, "a": 2}'), ANOTHER_LAYOUT),
    "not a number": ("openai", lambda r: call(r).update(arguments='{"number": NaN}'), ANOTHER_LAYOUT),
    "arguments as text": ("trl", lambda r: call(r).update(arguments='{"number": "a"}'), ANOTHER_LAYOUT),
    "arguments null": ("trl", lambda r: call(r).update(arguments=None), ANOTHER_LAYOUT),
    "no arguments": ("trl", lambda r: call(r).pop("arguments"), ANOTHER_LAYOUT),
    "no name": ("openai", lambda r: call(r).pop("name"), ANOTHER_LAYOUT),
    "no id": ("openai", lambda r: r["messages"][2]["tool_calls"][0].pop("id"), ANOTHER_LAYOUT),
    "no type": ("openai", lambda r: r["messages"][2]["tool_calls"][0].pop("type"), ANOTHER_LAYOUT),
    "an empty list of calls": ("openai", lambda r: r["messages"][7].update(tool_calls=[]), ANOTHER_LAYOUT),
    "a call of the user": ("openai", lambda r: r["messages"][2].update(role="user"), ANOTHER_LAYOUT),
    "an old function call": ("openai", lambda r: r["messages"][7].update(function_call={}), ANOTHER_LAYOUT),
    "a reply for no call": ("openai", lambda r: answer(r).pop("tool_call_id"), ANOTHER_LAYOUT),
    "a reply as an object": ("openai", lambda r: answer(r).update(content={"watts": 0}), ANOTHER_LAYOUT),
    "an old reply": ("openai", lambda r: answer(r).update(role="function"), ANOTHER_LAYOUT),
    "the reply of another tool": ("trl", lambda r: answer(r).update(name="set_power"), ANOTHER_LAYOUT),
    "tools as text": ("trl", lambda r: r.update(tools=json.dumps(r["tools"])), ANOTHER_LAYOUT),
    "tools no text": ("trl-strings", lambda r: r.update(tools=json.loads(r["tools"])), ANOTHER_LAYOUT),
    "an empty list of tools": ("openai", lambda r: r.update(tools=[]), ANOTHER_LAYOUT),
    "a tool unwrapped": ("openai", lambda r: r["tools"].append(r["tools"][0]["function"]), ANOTHER_LAYOUT),
    "a tool not described": ("openai", lambda r: r["tools"][0]["function"].pop("description"), ANOTHER_LAYOUT),
    # What calls, replies and tools can get wrong
    "an id given twice": ("openai", lambda r: r["messages"][5]["tool_calls"][0].update(id="call_1"), calls.CALL_TWICE),
    "an id in parallel": ("openai", lambda r: r["messages"][2]["tool_calls"][1].update(id="call_1"), calls.CALL_TWICE),
    "an empty id": ("openai", lambda r: r["messages"][5]["tool_calls"][0].update(id=""), calls.CALL_TWICE),
    "a reply left out": ("openai", lambda r: r["messages"].pop(4), calls.NO_REPLY),
    "all replies left out": ("openai", lambda r: r["messages"].pop(6), calls.NO_REPLY),
    "a reply too late": ("openai", lambda r: swapped(r["messages"], 6, 8), calls.NO_REPLY),
    "a reply that is too late": ("openai", lambda r: swapped(r["messages"], 6, 8), calls.STRAY_REPLY),
    "a reply before its call": ("openai", lambda r: swapped(r["messages"], 5, 6), calls.STRAY_REPLY),
    "a reply given twice": ("openai", lambda r: r["messages"].insert(4, answer(r)), calls.STRAY_REPLY),
    "a reply to an unknown call": ("openai", lambda r: answer(r).update(tool_call_id="call_9"), calls.STRAY_REPLY),
    "replies in another order": ("trl", lambda r: swapped(r["messages"], 3, 4), calls.DISORDERED),
    "an unknown tool": ("openai", lambda r: call(r, 3).update(name="set"), calls.NOT_OFFERED),
    "a tool of the user": ("openai", lambda r: call(r).update(name="flip_switch"), calls.NOT_OFFERED),
    "no tools": ("openai", lambda r: r.pop("tools"), calls.NOT_OFFERED),
    "a missing argument": ("trl", other_arguments(number="L-4711"), calls.MISFIT),
    "an argument too many": ("trl", other_arguments(number="a", watts=1, now=True), calls.MISFIT),
    "an argument of another type": ("trl", other_arguments(number="a", watts="40"), calls.MISFIT),
    "an argument filled with null": ("trl", other_arguments(number=None, watts=1), calls.MISFIT),
    "a tool offered twice": ("openai", lambda r: r["tools"].append(r["tools"][0]), calls.TOOL_TWICE),
    "no schema": ("openai", lambda r: r["tools"][0]["function"].update(parameters={}), calls.NO_SCHEMA),
    # What its turns can get wrong
    "a result that nobody takes up": ("openai", lambda r: r["messages"].pop(7), NO_ALTERNATION),
    "a result at the end": ("openai", lambda r: r.update(messages=r["messages"][:7]), NOT_ENDED),
    "a call at the end": ("openai", lambda r: r.update(messages=r["messages"][:6]), NOT_ENDED),
    "a message of nothing": ("trl", lambda r: r["messages"][7].update(content=""), texts.EMPTY),
    "an empty result": ("trl", lambda r: answer(r).update(content=" "), texts.EMPTY),
    # What may not stand in texts
    "a goal in an argument": ("trl", other_arguments(number=f"to {GOAL}", watts=1), texts.SECRET),
    "a goal in a result": ("openai", lambda r: answer(r).update(content=GOAL.upper()), texts.SECRET),
    "a goal in a tool": ("openai", lambda r: r["tools"][0]["function"].update(description=GOAL), texts.SECRET),
    "a stop token in an argument": ("trl", other_arguments(number="<|im_end|>", watts=1), texts.STOP_TOKEN),
    "a forged call in a result": ("trl", lambda r: answer(r).update(content="<tool_call>"), texts.STOP_TOKEN),
    "a forged result": ("openai", lambda r: r["messages"][1].update(content="</tool_response>"), texts.STOP_TOKEN),
    "a control character": ("trl", other_arguments(number="\x1b[2J", watts=1), texts.UNSAFE),
    "too long": ("openai", lambda r: answer(r).update(content="on " * 40_000), TOO_LONG),
    # LLaMA-Factory's turns
    "a call that is no JSON": ("sharegpt", replaced(1, "[", ""), ANOTHER_LAYOUT),
    "a call without arguments": ("sharegpt", replaced(3, "arguments", "parameters"), ANOTHER_LAYOUT),
    "double-encoded arguments": ("sharegpt", replaced(3, '{"number": "L-4711", "watts": 40}', '"{}"'), ANOTHER_LAYOUT),
    "words beside a call": ("sharegpt", replaced(3, "{", 'I will. {"'), ANOTHER_LAYOUT),
    "a list of one": ("sharegpt", lambda r: turn(r, 3).update(value=f"[{turn(r, 3)['value']}]"), ANOTHER_LAYOUT),
    "results too few": ("sharegpt", lambda r: turn(r, 2).update(value="[1]"), ANOTHER_LAYOUT),
    "a result from nowhere": ("sharegpt", lambda r: turn(r, 0).update({"from": "observation"}), ANOTHER_LAYOUT),
    "a tool's own name": ("sharegpt", lambda r: turn(r, 2).update({"from": "tool"}), ANOTHER_LAYOUT),
    "a call that opens": ("sharegpt", lambda r: r["conversations"].pop(0), OPENS),
    "an observation left out": ("sharegpt", lambda r: r["conversations"].pop(4), calls.NO_REPLY),
    "tools as a list": ("sharegpt", lambda r: r.update(tools=json.loads(r["tools"])), ANOTHER_LAYOUT),
    # Hermes' tags
    "a tag not closed": ("hermes", replaced(2, "</tool_call>", ""), ANOTHER_LAYOUT),
    "a call in Python": ("hermes", replaced(4, '"', "'"), ANOTHER_LAYOUT),
    "words behind a call": ("hermes", replaced(4, "</tool_call>", "</tool_call> Done."), ANOTHER_LAYOUT),
    "a response left out": ("hermes", replaced(3, "<tool_response>", "<response>"), ANOTHER_LAYOUT),
    "another tool's response": ("hermes", replaced(5, "set_power", "find_lamp"), ANOTHER_LAYOUT),
    "signatures not closed": ("hermes", replaced(0, "</tools>", ""), ANOTHER_LAYOUT),
    "tools as a turn": ("hermes", lambda r: r["conversations"].insert(1, r["conversations"][0]), ANOTHER_LAYOUT),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    format_name, plant, reason = PLANTED[name]
    row = whole(format_name)
    before = copy.deepcopy(row)
    plant(row)
    assert row != before
    found = [fault.reason for fault in faults(json.dumps(row, ensure_ascii=False), TARGETS[format_name], (GOAL,))]
    assert any(reason in each for each in found), found


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_is_whole_has_no_fault(format_name: str) -> None:
    assert list(faults(json.dumps(whole(format_name), ensure_ascii=False), FORMATS[format_name], (GOAL,))) == []
