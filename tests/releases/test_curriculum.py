"""Exports in the order of a curriculum: easiest first, every row once, ties as they were settled."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dramaturg.graphs.directory import reader
from dramaturg.releases.canonical import export, rows
from dramaturg.releases.curriculum import accepted
from dramaturg.releases.exporter import ExportOptions
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.controls import Control
from dramaturg.traces.record import read_record
from play import library_job, play

RANKED = ("simple", "middling", "hard")
CONTROLS: dict[str, Any] = {
    "label": {"options": ["positive", "negative"]},
    "difficulty": {"options": ["hard", "middling", "simple"], "ranked": list(RANKED)},
    "length": {"checks": "text", "options": {"short": {"characters": [50, 120]}}},
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("curriculum") / "run"
    job = library_job("product_reviews", controls=CONTROLS, quota={"control": "difficulty"})
    assert play(made, *job, 15).counts.accepted == 15
    return made


def test_rows_come_easiest_first_and_ties_as_they_were_settled(directory: Path) -> None:
    with reader(directory) as ledger:
        settled, ordered = list(rows(ledger)), list(rows(ledger, "difficulty"))
    assert ordered == [row for value in RANKED for row in settled if row.controls["difficulty"] == value]
    assert ordered != settled


@pytest.mark.parametrize("page", [1, 4, 15])
def test_pages_do_not_show(directory: Path, page: int) -> None:
    with reader(directory) as ledger:
        scenario = read_record(ledger).scenario
        whole = [sample.brief.id for sample in accepted(ledger, scenario, "difficulty")]
        assert [sample.brief.id for sample in accepted(ledger, scenario, "difficulty", page)] == whole


def test_rows_come_by_score_the_best_first(directory: Path) -> None:
    with reader(directory) as ledger:
        settled, ordered = list(rows(ledger)), list(rows(ledger, "score"))
    means = [sum(row.scores.values()) / len(row.scores) for row in ordered]
    assert means == sorted(means, reverse=True)
    assert sorted(row.id for row in ordered) == sorted(row.id for row in settled)


def test_an_export_follows_the_order_and_holds_the_same_lines(directory: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "settled.jsonl", tmp_path / "ordered.jsonl"
    with reader(directory) as ledger:
        export(ledger, "openai", one)
        export(ledger, "openai", other, ExportOptions(order="difficulty"))
    settled, ordered = (path.read_text(encoding="utf-8").splitlines() for path in (one, other))
    assert settled != ordered
    assert sorted(settled) == sorted(ordered)


@pytest.mark.parametrize(
    ("order", "problem"), [("label", "its options have no ranks"), ("pace", "there is no such control")]
)
def test_an_order_that_there_is_not_is_refused_with_those_that_there_are(
    directory: Path, order: str, problem: str
) -> None:
    with reader(directory) as ledger, pytest.raises(UsageError, match=problem) as refused:
        list(rows(ledger, order))
    assert "one of: difficulty, score" in refused.value.fix


@pytest.mark.parametrize("ranked", [["easy"], ["easy", "easy"], ["easy", "hard", "odd"]])
def test_ranks_name_every_option_once(ranked: list[str]) -> None:
    with pytest.raises(ValidationError, match="ranked must name every option once: easy, hard"):
        Control.model_validate({"options": ["hard", "easy"], "ranked": ranked})
