"""`dramaturg report`: the funnel adds up, the figures are the ledger's, and it fits on a terminal."""

import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from front_door import dramaturg
from play import MakeRun, library_job, one_number, play


@pytest.fixture
def directory(run_directory: MakeRun) -> Path:
    """A run of a society with careless members, some of whose talks are turned away."""
    place = run_directory("run")
    scenario, seeds = library_job("society_dialogue", models="rehearsal:defects=0.95", refinement={"rounds": 0})
    play(place, scenario, seeds, 7)
    return place


def test_the_funnel_adds_up_to_what_was_issued(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(dramaturg(monkeypatch, "report", directory, "--json").out)
    by_status = Counter[str]()
    for outcome in told["outcomes"]:
        by_status[outcome["status"]] += outcome["count"]
    assert by_status.total() == told["counts"]["issued"] == one_number(directory, "SELECT count(*) FROM briefs")
    assert by_status == {name: told["counts"][name] for name in by_status}
    rejected = [outcome for outcome in told["outcomes"] if outcome["status"] == "rejected"]
    assert rejected
    assert all(outcome["stage"] and outcome["reason"] for outcome in rejected)
    assert not any("turn" in outcome["reason"].split(":")[0] for outcome in rejected), "a place in one sample"


def test_what_was_spent_adds_up_over_the_roles(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(dramaturg(monkeypatch, "report", directory, "--json").out)
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        billed = dict(connection.execute("SELECT role, sum(tokens_in) FROM calls GROUP BY role").fetchall())
    finally:
        connection.close()
    assert {role: used["tokens_in"] for role, used in told["spending"].items()} == billed
    assert sum(used["calls"] for used in told["spending"].values()) == told["counts"]["calls"]


def test_the_measures_of_speakers_are_printed_within_80_columns(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.loads(dramaturg(monkeypatch, "report", directory, "--json").out)
    values = {measure["name"]: measure["values"] for measure in told["measures"]}
    turns = sum(len(json.loads(row)["turns"]) for row in (directory / "dataset.jsonl").read_text().splitlines())
    assert values["voices"]["turns"] <= turns == values["contradictions"]["turns"]
    assert 1 / 4 <= values["voices"]["chance"] <= 1 / 3
    assert values["shares"]["least"] <= values["shares"]["even"] <= values["shares"]["most"]
    page = dramaturg(monkeypatch, "report", directory).out
    assert all(len(line) <= 80 for line in page.splitlines())
    for word in ("7 wanted", "accepted", "rejected", "speaker", "voices", "shares", "contradictions", "by chance"):
        assert word in page


def test_where_there_is_no_run_there_is_nothing_to_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = dramaturg(monkeypatch, "report", tmp_path / "nowhere")
    assert told.code == 2
    assert "there is no run in" in told.err


def test_a_kind_of_one_voice_is_reported_without_them(run_directory: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    place = run_directory("run")
    play(place, *library_job(), 3)
    told = dramaturg(monkeypatch, "report", place)
    assert "3 wanted" in told.out
    assert "voices" not in told.out
