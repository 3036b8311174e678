"""Chats for trainers: what a row becomes, what is repaired for it, and what is dropped and why."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_rows import AGENT, CUSTOMER, SAID, dialogue, instruction, row_with
from dramaturg.releases import call_faults, text_faults, validation
from dramaturg.releases.alternation import CUT, EMPTY, MERGED, MOVED, OPENED, UNANSWERED, fit
from dramaturg.releases.canonical import Written, export, rows
from dramaturg.releases.exporter import EXPORTERS, Dropped, ExportOptions, Line, Rendered
from dramaturg.releases.exporters.openai import OpenAIRow
from dramaturg.releases.exporters.sharegpt import ShareGPTRow
from dramaturg.releases.row import Row
from dramaturg.releases.validation import faults
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.chat_form import ChatForm, ChatMessage
from llama_factory_rules import takes
from play import MakeJob, MakeRun, play
from short_play import opened

FORMATS = {"openai": OpenAIRow, "sharegpt": ShareGPTRow}


def rendered(row: Row, format_name: str, train: str | None = None) -> Rendered:
    return EXPORTERS.get(format_name).render(row, ExportOptions(train=train))


def line(row: Row, format_name: str, train: str | None = None) -> dict[str, Any]:
    made = rendered(row, format_name, train)
    assert isinstance(made, Line), made
    return json.loads(made.text)


def told(row: Row, format_name: str, train: str | None = None) -> tuple[str, ...] | str:
    """Return the repairs of a line, or why there is none."""
    made = rendered(row, format_name, train)
    return made.repairs if isinstance(made, Line) else made.reason


# What a row becomes


def test_an_openai_row_holds_messages_and_nothing_else() -> None:
    made = line(dialogue(), "openai")
    assert list(made) == ["messages"]
    assert [message["role"] for message in made["messages"]] == ["system", *["user", "assistant"] * 3]
    assert [message["content"] for message in made["messages"][1:]] == list(SAID)
    assert all(list(message) == ["role", "content"] for message in made["messages"])


def test_a_sharegpt_row_has_turns_and_a_system_column() -> None:
    made = line(dialogue(), "sharegpt")
    assert list(made) == ["conversations", "system", "tools"]
    assert [turn["from"] for turn in made["conversations"]] == ["human", "gpt"] * 3
    assert [turn["value"] for turn in made["conversations"]] == list(SAID)
    assert AGENT.about in made["system"]


def test_an_instruction_has_no_system_message_but_keeps_the_column() -> None:
    row = instruction(input="Adults pay nine euros.")
    asked = {"role": "user", "content": f"{row.payload['instruction']}\nAdults pay nine euros."}
    assert line(row, "openai") == {"messages": [asked, {"role": "assistant", "content": "Seven."}]}
    assert line(row, "sharegpt")["system"] == ""


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_other_side_can_be_trained(format_name: str) -> None:
    made = json.dumps(line(dialogue(), format_name, "customer"))
    assert CUSTOMER.persona in made
    assert not [goal for goal in (CUSTOMER.goal, AGENT.goal) if goal in made]


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_side_that_is_not_there_is_an_error_that_names_those_that_are(format_name: str) -> None:
    with pytest.raises(UsageError) as error:
        rendered(dialogue(), format_name, "nurse")
    assert "nurse" in error.value.what
    assert "customer, agent" in error.value.fix


# Repairs


def test_openai_keeps_an_opening_of_the_trained_side() -> None:
    made = line(dialogue(), "openai", "customer")
    assert [message["role"] for message in made["messages"]] == ["system", *["assistant", "user"] * 2, "assistant"]
    assert told(dialogue(), "openai", "customer") == (CUT,)


def test_for_llama_factory_an_opening_becomes_part_of_the_system_message() -> None:
    made = line(dialogue(), "sharegpt", "customer")
    assert made["system"].endswith(f"{OPENED}\n{SAID[0]}")
    assert [turn["value"] for turn in made["conversations"]] == list(SAID[1:5])
    assert told(dialogue(), "sharegpt", "customer") == (MOVED, CUT)


@pytest.mark.parametrize("format_name", FORMATS)
def test_neighbouring_turns_of_one_side_become_one_message(format_name: str) -> None:
    row = dialogue(SAID[:4], speakers=("customer", "customer", "agent", "agent"))
    assert told(row, format_name) == (MERGED,)
    assert f"{SAID[0]}\\n\\n{SAID[1]}" in json.dumps(line(row, format_name))


def test_a_row_that_fits_is_not_repaired() -> None:
    made = [told(row, name) for row in (dialogue(), instruction()) for name in FORMATS]
    assert made == [()] * 4


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize(
    ("row", "train", "reason"),
    [
        (dialogue(SAID[:2]), "customer", UNANSWERED),
        (dialogue(SAID[:1]), "agent", UNANSWERED),
        (dialogue(()), None, UNANSWERED),
        (dialogue((*SAID[:3], " \n")), None, EMPTY),
        (instruction(response=""), None, EMPTY),
        (instruction(response="Seven.<|im_end|>"), None, text_faults.STOP_TOKEN),
        (dialogue((*SAID[:3], f"Well, I {AGENT.goal.lower()}.")), None, text_faults.SECRET),
        (dialogue(situation=f"Both know this: {CUSTOMER.goal}!"), "agent", text_faults.SECRET),
    ],
)
def test_what_teaches_nothing_or_tells_too_much_is_dropped(
    row: Row, train: str | None, reason: str, format_name: str
) -> None:
    assert told(row, format_name, train) == reason


def test_words_that_anybody_might_say_are_no_secret() -> None:
    short = AGENT.model_copy(update={"goal": "Find the belt"})
    assert told(dialogue((SAID[0], "Let us find the belt."), sides=(CUSTOMER, short)), "openai") == ()


# Any chat at all

CHATS = st.builds(
    ChatForm,
    system=st.text(max_size=20),
    messages=st.lists(
        st.builds(
            ChatMessage,
            role=st.sampled_from(["user", "assistant"]),
            content=st.text(max_size=12) | st.sampled_from(["Yes.", "And then?", "\u2028", "</s>"]),
        ),
        max_size=9,
    ).map(tuple),
)


def answered(form: ChatForm) -> bool:
    roles = [said.role for said in form.messages]
    return ("user", "assistant") in pairwise(roles)


@given(form=CHATS, format_name=st.sampled_from(sorted(FORMATS)))
def test_a_chat_with_an_answer_gives_a_valid_row_or_a_named_reason(form: ChatForm, format_name: str) -> None:
    target = FORMATS[format_name]
    fitted = fit(form, may_open=target.may_open)
    if isinstance(fitted, Dropped):
        empty = any(not said.content.strip() for said in form.messages)
        assert fitted.reason == (EMPTY if empty else UNANSWERED)
        assert empty or not answered(form)
        return
    assert answered(form)
    text = target.of(fitted.form).line()
    about_texts = {EMPTY, text_faults.STOP_TOKEN, text_faults.UNSAFE, validation.ANOTHER_LAYOUT}
    found = list(faults(text, target))
    assert {fault.reason for fault in found} <= about_texts
    if not found:
        assert target.model_validate_json(text).form() == fitted.form
        assert target is OpenAIRow or takes(text)


@given(form=CHATS)
def test_repairs_change_and_invent_no_word_that_was_said(form: ChatForm) -> None:
    fitted = fit(form, may_open=False)
    if isinstance(fitted, Dropped):
        return
    said = "".join(message.content for message in form.messages).split()
    kept = " ".join(message.content for message in fitted.form.messages)
    told = form.system if form.system.strip() else ""
    moved = fitted.form.system.removeprefix(told).removeprefix("\n\n").removeprefix(OPENED)
    assert "".join(said).startswith("".join(f"{moved} {kept}".split()))
    assert (MOVED in fitted.repairs) == bool(moved)
    assert fitted.repairs or fitted.form == form.model_copy(update={"system": told})


# Whole runs


def write(directory: Path, format_name: str, train: str | None) -> tuple[Written, list[str]]:
    file = directory / f"{format_name}.out"
    with opened(directory) as ledger:
        written = export(ledger, format_name, file, ExportOptions(train=train))
    return written, file.read_text(encoding="utf-8").splitlines()


def sides(row: Row) -> list[str | None]:
    """Return whom a model may learn to be in all rows of a run; the people of a group are others in each."""
    named = () if row.kind == "gathering" else row.payload.get("sides", ())
    return [None, *(side["role"] for side in named)]


def test_every_row_of_a_run_is_a_valid_line_or_dropped_with_its_reason(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    play(directory, *job(), 12)
    with opened(directory) as ledger:
        made = list(rows(ledger))
    for train in sides(made[0]):
        for format_name, target in FORMATS.items():
            written, lines = write(directory, format_name, train)
            assert written.rows == len(lines) == len(made) - len(written.dropped)
            assert not [fault for text in lines for fault in faults(text, target)]
            assert set(written.repaired) | set(written.dropped) <= {row.id for row in made}
            assert target is OpenAIRow or all(map(takes, lines))
            assert {dropped.reason for dropped in written.dropped.values()} <= {text_faults.SECRET, call_faults.MISFIT}
            assert written.rows > len(made) / 2


def test_a_kind_without_a_name_here_is_exported_too() -> None:
    with pytest.raises(UsageError, match="there is no kind named 'verse'"):
        rendered(row_with("verse", {}), "openai")
