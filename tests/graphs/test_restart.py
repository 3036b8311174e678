"""Where a revision of a dialogue restarts, and what a side is told there, by remarks whose every word is known."""

import sqlite3
from pathlib import Path

import pytest

from dialogue_play import Interrupted, Remark, one, remarks
from play import MakeRun


def notes(directory: Path) -> dict[str, str]:
    """Return step → prompt of every turn of a revision that came with a note."""
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        found = connection.execute("SELECT step, request FROM calls WHERE step LIKE 'revise/%/turn/%'").fetchall()
    finally:
        connection.close()
    return {step: request for step, request in found if "<<<note " in request}


@pytest.mark.parametrize(
    ("remark", "place"),
    [
        (Remark(2), 2),
        (Remark("Turn 3"), 2),
        (Remark("turn 1", quote=3), 3),
        (Remark("the middle", quote=4), 4),
        (Remark(0), 0),
    ],
)
def test_a_revision_restarts_where_the_remark_points(run_directory: MakeRun, remark: Remark, place: int) -> None:
    sample = one(run_directory("run"), Interrupted("Critique", remarks(remark)))
    first, second = (held.draft.payload["turns"] for held in sample.rounds[:2])
    assert second[:place] == first[:place]
    assert list(notes(run_directory("run"))) == [f"revise/1/turn/{place + 1}"]


@pytest.mark.parametrize("remark", [Remark("the whole talk"), Remark("turn"), Remark("", "never said")])
def test_a_remark_that_points_nowhere_restarts_nothing(run_directory: MakeRun, remark: Remark) -> None:
    sample = one(run_directory("run"), Interrupted("Critique", remarks(remark)))
    assert [len(held.findings) for held in sample.rounds] == [1]
    assert sample.rounds[0].is_clean


def test_each_turn_is_told_of_its_own_fault_only(run_directory: MakeRun) -> None:
    one(run_directory("run"), Interrupted("Critique", remarks(Remark(1, fix="ask less"), Remark(3, fix="close here"))))
    told = notes(run_directory("run"))
    assert [step for step, prompt in told.items() if "ask less" in prompt] == ["revise/1/turn/2"]
    assert [step for step, prompt in told.items() if "close here" in prompt] == ["revise/1/turn/4"]


def test_who_left_too_early_goes_on_from_there(run_directory: MakeRun) -> None:
    leaves = Interrupted("Speech", lambda _, said: said | {"leaves": True})
    sample = one(run_directory("run"), leaves)
    first, second = (held.draft.payload["turns"] for held in sample.rounds[:2])
    assert len(first) == 2
    assert "<<<note " in notes(run_directory("run"))["revise/1/turn/1"]
    assert len(second) >= 6
