"""Pairs of a failing and a passing attempt, parted where the trained side went wrong."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chat_rows import SAID, dialogue
from dramaturg.releases.alternation import UNANSWERED
from dramaturg.releases.canonical import export, rows
from dramaturg.releases.exporter import EXPORTERS, ExportOptions, Line, Rendered
from dramaturg.releases.exporters.trl_preference import TRLPreferenceRow
from dramaturg.releases.preference import NO_FAILURE, NO_PARTING, NOT_THEIRS
from dramaturg.releases.row import FailedAttempt, Row
from dramaturg.releases.text_faults import SECRET
from dramaturg.releases.validation import faults
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.trajectory import Act
from dramaturg.scenarios.verifiers.evidence import defect
from lamp_desk import ACTS, GOAL, called, desk
from play import MakeRun
from short_play import MENDED, TICKETS, opened, short_play
from tool_rows import tool_row

CLAIMED = Act(actor="assistant", text="It has power.")
NEVER_DONE = (*ACTS[:2], CLAIMED, *ACTS[5:])
"""The assistant claims success without the call that would bring it."""
NOT_LOOKED_UP = (ACTS[0], CLAIMED, *ACTS[5:])


def pair(passed: Sequence[Act], *failed: Sequence[Act], train: str | None = None) -> Rendered:
    attempts = tuple(FailedAttempt(payload=desk(acts).model_dump(mode="json")) for acts in failed)
    row = tool_row(desk(passed)).model_copy(update={"attempts": attempts})
    return EXPORTERS.get("trl-preference").render(row, ExportOptions(train=train))


def line(made: Rendered) -> dict[str, Any]:
    assert isinstance(made, Line), made
    assert list(faults(made.text, TRLPreferenceRow)) == []
    return json.loads(made.text)


def reason(made: Rendered) -> str:
    return "" if isinstance(made, Line) else made.reason


def test_attempts_part_where_the_assistant_goes_wrong() -> None:
    made = line(pair(ACTS, NEVER_DONE))
    assert list(made) == ["prompt", "chosen", "rejected", "tools"]
    assert [message["role"] for message in made["prompt"]] == ["system", "user", "assistant", "tool", "tool"]
    assert made["chosen"][0]["tool_calls"][0]["function"]["name"] == "set_power"
    assert made["rejected"][0] == {"role": "assistant", "content": CLAIMED.text}
    assert made["chosen"][-1] == made["rejected"][-1] == {"role": "assistant", "content": ACTS[-1].text}


def test_prompt_and_chosen_are_the_row_that_trl_exports() -> None:
    made, whole = line(pair(ACTS, NEVER_DONE)), EXPORTERS.get("trl").render(tool_row(desk()), ExportOptions())
    assert isinstance(whole, Line)
    assert {"messages": [*made["prompt"], *made["chosen"]], "tools": made["tools"]} == json.loads(whole.text)


def test_the_attempt_that_parts_last_is_chosen() -> None:
    for failed in ([NOT_LOOKED_UP, NEVER_DONE], [NEVER_DONE, NOT_LOOKED_UP]):
        assert len(line(pair(ACTS, *failed))["prompt"]) == 5


@pytest.mark.parametrize(
    ("failed", "why"),
    [
        ((), NO_FAILURE),
        ((ACTS,), NO_PARTING),
        (((Act(actor="user", text="Hello?"), *ACTS[1:]),), NO_PARTING),
        ((ACTS[:5],), NO_PARTING),
        (((ACTS[0],),), NO_PARTING),
    ],
    ids=["one attempt", "the same", "another question", "broken off", "no answer"],
)
def test_what_is_no_pair_is_dropped(failed: tuple[Sequence[Act], ...], why: str) -> None:
    assert reason(pair(ACTS, *failed)) == why


@pytest.mark.parametrize(
    ("faulted", "train", "why"),
    [
        ({"assistant"}, None, ""),
        ({"assistant", "user"}, "assistant", ""),
        (set[str](), None, ""),
        ({"user"}, None, NOT_THEIRS),
        ({"user"}, "assistant", NOT_THEIRS),
        ({"assistant"}, "user", NOT_THEIRS),
    ],
)
def test_only_the_fault_of_the_trained_side_is_an_example(faulted: set[str], train: str | None, why: str) -> None:
    attempt = FailedAttempt(payload=desk(NEVER_DONE).model_dump(mode="json"), faulted=frozenset(faulted))
    row = tool_row(desk()).model_copy(update={"attempts": (attempt,)})
    assert reason(EXPORTERS.get("trl-preference").render(row, ExportOptions(train=train))) == why


def test_a_side_that_there_is_not_is_refused() -> None:
    attempt = FailedAttempt(payload=desk(NEVER_DONE).model_dump(mode="json"), faulted=frozenset({"user"}))
    row = tool_row(desk()).model_copy(update={"attempts": (attempt,)})
    with pytest.raises(UsageError, match="there is no side 'moderator'"):
        EXPORTERS.get("trl-preference").render(row, ExportOptions(train="moderator"))


@pytest.mark.parametrize(
    ("kind", "blocking", "faulted"),
    [
        ("trajectory", [("verifier:end_state", "turn 9 assistant")], {"assistant"}),
        ("trajectory", [("verifier:end_state", "turn 8 user")], {"assistant"}),
        ("trajectory", [("verifier:user", "turn 1 user"), ("verifier:grounding", "turn 2 assistant")], {"user"}),
        ("trajectory", list[tuple[str, str]](), set[str]()),
        (
            "dialogue",
            [("verifier:closing", "turn 4 agent"), ("verifier:copied", "turn 3 customer")],
            {"agent", "customer"},
        ),
        ("instruction", [("verifier:copied", "response")], set[str]()),
    ],
)
def test_kinds_say_whose_doing_a_finding_is(kind: str, blocking: list[tuple[str, str]], faulted: set[str]) -> None:
    found = [defect(source.removeprefix("verifier:"), where, "it is wrong", "mend it") for source, where in blocking]
    assert KINDS.get(kind).faulted(found) == faulted


def test_an_accepted_draft_that_no_format_takes_gives_no_pair() -> None:
    assert reason(pair(ACTS[:1], NEVER_DONE)) == UNANSWERED


def test_an_attempt_that_the_format_cannot_hold_gives_way_to_another() -> None:
    stray = Act(actor="assistant", text="So.", calls=(called("call_3", "paint", number="a"),))
    unfit = (*ACTS[:2], stray)
    assert "not offered" in reason(pair(ACTS, unfit))
    assert line(pair(ACTS, unfit, NOT_LOOKED_UP))["rejected"][0]["content"] == CLAIMED.text


def test_faults_of_the_failing_attempt_are_found() -> None:
    told = (*ACTS[:2], Act(actor="assistant", text=f"You want this: {GOAL}."))
    assert reason(pair(ACTS, told)) == SECRET
    stray = Act(actor="assistant", text="So.", calls=(called("call_3", "paint", number="a"),))
    assert "not offered" in reason(pair(ACTS, (*ACTS[:2], stray)))


def test_dialogues_part_at_the_turn_that_was_mended() -> None:
    row = dialogue()
    worse = dialogue((*SAID[:3], "I have no idea.", *SAID[4:]))
    made = EXPORTERS.get("trl-preference").render(
        row.model_copy(update={"attempts": (FailedAttempt(payload=worse.payload),)}), ExportOptions(train="agent")
    )
    assert line(made)["rejected"][0]["content"] == "I have no idea."
    assert "tools" not in line(made)


def test_a_blocked_round_of_a_run_becomes_the_rejected_side(run_directory: MakeRun, tmp_path: Path) -> None:
    directory, file = run_directory("run"), tmp_path / "pairs.jsonl"
    short_play(directory)
    with opened(directory) as ledger:
        (row,) = rows(ledger)
        written = export(ledger, "trl-preference", file)
    assert (written.rows, written.dropped) == (1, {})
    made = json.loads(file.read_text())
    assert made["prompt"] == [{"role": "user", "content": row.payload["instruction"]}]
    assert [made[side][0]["content"] for side in ("chosen", "rejected")] == [MENDED["response"], TICKETS["response"]]


def test_a_row_keeps_its_attempts_to_itself() -> None:
    attempt = FailedAttempt(payload=desk(NEVER_DONE).model_dump(mode="json"))
    row = tool_row(desk()).model_copy(update={"attempts": (attempt,)})
    assert "attempts" not in row.model_dump()
    assert CLAIMED.text not in [act["text"] for act in Row.model_validate_json(row.model_dump_json()).payload["acts"]]
