"""Tool use for trainers: what a trajectory becomes in each format, for each side."""

import json
import re
from typing import Any

import pytest

from chat_formats import FORMATS, numbered
from dramaturg.releases.alternation import CLOSED, CUT, MERGED, MOVED, SILENCED, UNANSWERED, Fitted, fit
from dramaturg.releases.exporter import EXPORTERS, ExportOptions, Line, Rendered
from dramaturg.releases.exporters.sharegpt import ShareGPTRow
from dramaturg.releases.text_faults import SECRET
from dramaturg.releases.validation import TOO_LONG
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.trajectory import Act, Trajectory
from dramaturg.scenarios.trajectory_chat import for_assistant
from lamp_desk import ACTS, GOAL, HIDDEN, KNOWN, called, desk
from llama_factory_rules import takes
from tool_rows import tool_row, trajectories, wanted_calls

MISSED = {"error": "there is no lamp 'L-47'"}
FOUND = {"watts": 0, "made": "Žďár"}


def rendered(trajectory: Trajectory, format_name: str, train: str | None = None, **options: Any) -> Rendered:
    return EXPORTERS.get(format_name).render(tool_row(trajectory), ExportOptions(train=train, **options))


def line(trajectory: Trajectory, format_name: str, train: str | None = None) -> dict[str, Any]:
    made = rendered(trajectory, format_name, train)
    assert isinstance(made, Line), made
    return json.loads(made.text)


def told(trajectory: Trajectory, format_name: str, train: str | None = None) -> tuple[str, ...] | str:
    """Return the repairs of a line, or why there is none."""
    made = rendered(trajectory, format_name, train)
    return made.repairs if isinstance(made, Line) else made.reason


# What a row becomes


def test_an_openai_row_has_arguments_as_strings_and_a_reply_for_every_call() -> None:
    made = line(desk(), "openai")
    assert list(made) == ["messages", "tools"]
    system, asked, looked, found, missed, mended, done, *rest = made["messages"]
    assert system == {"role": "system", "content": "Mend lamps by their number, and nothing else."}
    assert asked == {"role": "user", "content": ACTS[0].text}
    assert looked["content"] == "I'll look."
    assert looked["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "find_lamp", "arguments": '{"number": "L-4711"}'}},
        {
            "id": "call_2",
            "type": "function",
            "function": {"name": "set_power", "arguments": '{"number": "L-47", "watts": 40}'},
        },
    ]
    assert (found["tool_call_id"], json.loads(found["content"])) == ("call_1", FOUND)
    assert (missed["tool_call_id"], json.loads(missed["content"])) == ("call_2", MISSED)
    assert set(mended) == {"role", "tool_calls"}
    assert done == {"role": "tool", "tool_call_id": "call_3", "content": "done"}
    assert [message["role"] for message in rest] == ["assistant", "user", "assistant"]
    assert made["tools"][1]["function"]["parameters"]["required"] == ["number", "watts"]


def test_a_trl_row_has_arguments_as_objects_and_names_its_replies() -> None:
    made = line(desk(), "trl")
    looked, found, missed, mended, done = made["messages"][2:7]
    arguments = [call["function"]["arguments"] for call in looked["tool_calls"]]
    assert arguments == [{"number": "L-4711"}, {"number": "L-47", "watts": 40}]
    assert [reply["name"] for reply in (found, missed, done)] == ["find_lamp", "set_power", "set_power"]
    assert mended["content"] == ""
    assert [tool["function"]["name"] for tool in made["tools"]] == ["find_lamp", "set_power"]


def test_a_trl_row_of_strings_holds_what_the_other_one_holds() -> None:
    made, other = line(desk(), "trl-strings"), line(desk(), "trl")
    assert json.loads(made["tools"]) == other["tools"]
    for message in made["messages"]:
        for call in message.get("tool_calls", ()):
            call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    assert made["messages"] == other["messages"]


def test_a_sharegpt_row_has_calls_and_observations_by_turns() -> None:
    made = line(desk(), "sharegpt")
    turns = [(turn["from"], turn["value"]) for turn in made["conversations"]]
    assert [speaker for speaker, _ in turns] == [
        "human", "function_call", "observation", "function_call", "observation", "gpt", "human", "gpt",
    ]  # fmt: skip
    assert json.loads(turns[1][1]) == [
        {"name": "find_lamp", "arguments": {"number": "L-4711"}},
        {"name": "set_power", "arguments": {"number": "L-47", "watts": 40}},
    ]
    assert json.loads(turns[2][1]) == [FOUND, MISSED]
    assert json.loads(turns[3][1]) == {"name": "set_power", "arguments": {"number": "L-4711", "watts": 40}}
    assert turns[4][1] == "done"
    assert [tool["name"] for tool in json.loads(made["tools"])] == ["find_lamp", "set_power"]
    assert told(desk(), "sharegpt") == (SILENCED,)


def test_a_hermes_row_has_tools_calls_and_results_between_tags() -> None:
    turns = [(turn["from"], turn["value"]) for turn in line(desk(), "hermes")["conversations"]]
    assert [speaker for speaker, _ in turns] == [
        "system", "human", "gpt", "tool", "gpt", "tool", "gpt", "human", "gpt",
    ]  # fmt: skip
    signatures = re.findall(r"<tools>\n(.*)\n</tools>", turns[0][1], re.DOTALL)[0].splitlines()
    assert [json.loads(text)["function"]["name"] for text in signatures] == ["find_lamp", "set_power"]
    assert turns[2][1].startswith("I'll look.\n<tool_call>\n")
    calls = [json.loads(text) for text in re.findall(r"<tool_call>\n(.*)\n</tool_call>", turns[2][1])]
    assert calls[1] == {"name": "set_power", "arguments": {"number": "L-47", "watts": 40}}
    results = [json.loads(text) for text in re.findall(r"<tool_response>\n(.*)\n</tool_response>", turns[3][1])]
    assert results == [{"name": "find_lamp", "content": FOUND}, {"name": "set_power", "content": MISSED}]
    assert told(desk(), "hermes") == ()


# What each side may see


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("train", ["assistant", "user"])
def test_nothing_of_the_task_behind_it_is_told(format_name: str, train: str) -> None:
    text = json.dumps(line(desk(), format_name, train), ensure_ascii=False)
    assert not [secret for secret in (GOAL, *HIDDEN, "call_4", "a click") if secret in text]


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_user_is_trained_on_words_alone_from_what_they_can_state(format_name: str) -> None:
    made = json.dumps(line(desk(), format_name, "user"), ensure_ascii=False)
    assert all(fact in made for fact in KNOWN)
    assert not [own for own in ("find_lamp", "Mend lamps", "L-47\\", "watts", "arguments") if own in made]


def test_the_user_side_is_repaired_as_any_other_chat() -> None:
    assert told(desk(), "openai", "user") == (MERGED, CUT)
    assert told(desk(), "sharegpt", "user") == (MERGED, MOVED, CUT)
    said = [turn["value"] for turn in line(desk(), "sharegpt", "user")["conversations"]]
    assert said == ["I'll look.\n\nIt has power. Please flip the switch on your wall.", "It shines!"]


def test_a_goal_in_arguments_or_results_is_told_as_well() -> None:
    for call in (called("call_1", "find_lamp", number=f"I {GOAL}."), called("call_1", "find_lamp", GOAL, number="a")):
        assert told(desk((ACTS[0], Act(actor="assistant", calls=(call,)), *ACTS[3:])), "trl") == SECRET


def test_a_user_may_say_what_they_want_and_the_assistant_may_say_it_again() -> None:
    wish = "Could you have my lamp over the loom shine again before the wool merchants come at seven?"
    again = "So you want the lamp over the loom to shine again before the wool merchants come at seven."
    opening, repeated = Act(actor="user", text=wish), Act(actor="assistant", text=again)
    assert told(desk((opening, repeated, *ACTS[5:])), "openai") == ()
    assert told(desk((ACTS[0], repeated, opening, *ACTS[6:])), "openai") == SECRET
    assert told(desk((Act(actor="user", text=f"My task: {GOAL}."), *ACTS[1:])), "openai") == SECRET


def test_an_unknown_side_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(UsageError, match="no side 'customer'") as error:
        rendered(desk(), "openai", "customer")
    assert "assistant or user" in error.value.fix


# Repairs and drops


@pytest.mark.parametrize("format_name", FORMATS)
def test_words_beside_a_last_call_close_the_chat_behind_its_result(format_name: str) -> None:
    hands_over = Act(actor="assistant", text="I hand you over.", calls=(called("call_3", "find_lamp", number="a"),))
    made = desk((*ACTS[:1], hands_over))
    assert told(made, format_name) == (CLOSED,)
    assert str(list(line(made, format_name).values())).index("I hand") > str(line(made, format_name)).index("null")


@pytest.mark.parametrize("format_name", FORMATS)
def test_calls_that_nobody_speaks_of_are_left_out_at_the_end(format_name: str) -> None:
    made = desk((ACTS[0], ACTS[3], ACTS[5], ACTS[2]))
    assert told(made, format_name) == (CUT,)
    assert "set_power" not in json.dumps(line(made, format_name)).split("is dark")[1].split("tools")[0]
    assert told(desk((ACTS[0], ACTS[2])), format_name) == UNANSWERED


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_row_that_is_too_long_is_dropped(format_name: str) -> None:
    length = len(json.dumps(line(desk(), format_name), ensure_ascii=False))
    assert isinstance(rendered(desk(), format_name, longest=length), Line)
    short = rendered(desk(), format_name, longest=length - 1)
    assert not isinstance(short, Line)
    assert (short.reason, short.where) == (TOO_LONG, f"{length} characters")


# Every task of the packaged worlds


def test_every_task_of_the_worlds_reads_back_as_what_was_called() -> None:
    for trajectory in trajectories(range(5)):
        for name, target in FORMATS.items():
            made = rendered(trajectory, name)
            assert isinstance(made, Line), made
            assert target is not ShareGPTRow or takes(made.text)
            form = target.model_validate_json(made.text).form()
            calls = [(call.name, call.arguments) for said in form.messages for call in said.calls]
            assert calls == wanted_calls(trajectory)
            fitted = fit(for_assistant(trajectory), may_open=False, speaks_beside_calls=target.speaks_beside_calls)
            assert isinstance(fitted, Fitted)
            assert numbered(form) == numbered(fitted.form)
