"""A row explains itself, and holds nothing that differs from run to run."""

import json
from pathlib import Path
from typing import Any

import pytest

from dramaturg.releases.canonical import rows, write_jsonl
from dramaturg.releases.exporter import ExportOptions
from dramaturg.releases.exporters.jsonl import jsonl
from dramaturg.releases.row import Row, row_of
from dramaturg.runtime.errors import RunDirectoryError, UsageError
from dramaturg.runtime.ledger import Ledger, run
from dramaturg.traces.held import read_held
from dramaturg.traces.lineage import Lineage
from dramaturg.traces.record import read_record
from play import MakeJob, MakeRun, Spectator, play
from short_play import MENDED, SEEDS, ids_by_outcome, opened, short_play

KEYS = [
    "id", "kind", "instruction", "input", "response", "controls", "weights", "persona", "partners", "seed", "plan",
    "rounds", "gains", "findings", "checks", "scores", "reasons", "objection", "models", "prompts", "calls",
    "tokens_in", "tokens_out", "cost_usd", "mended", "simulated", "unexecuted", "cell", "index", "scenario",
    "random_seed", "attempted",
]  # fmt: skip


def short_rows(directory: Path) -> list[Row]:
    short_play(directory)
    with opened(directory) as ledger:
        return list(rows(ledger))


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def test_only_accepted_samples_become_rows_with_the_best_draft(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    (row,) = short_rows(directory)
    assert row.id == ids_by_outcome(directory)["accepted"]
    assert row.payload == MENDED


def test_a_row_explains_itself(run_directory: MakeRun) -> None:
    (row,) = short_rows(run_directory("run"))
    texts = {seed.text for seed in SEEDS}
    assert row.seed.text in texts
    assert row.persona.path[-1].text in texts
    assert row.controls == {"tone": "plain"}
    assert (row.rounds, row.gains) == (2, (10,))
    assert [(f.round, f.source, f.where, f.severity) for f in row.findings] == [
        (0, "verifier:arithmetic", "response", "blocking")
    ]
    assert row.scores["helpfulness"] == 5
    assert set(row.reasons) == set(row.scores)
    assert (row.objection, row.models, row.calls) == (None, {"default": "rehearsal"}, 5)
    assert {"critic", "generator", "judge", "kind instruction", "reviser"} <= set(row.prompts)


def test_the_keys_of_a_line_come_in_their_order(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    short_play(directory)
    (line,) = lines(directory / "dataset.jsonl")
    assert list(line) == KEYS


def test_a_line_can_be_read_back(run_directory: MakeRun) -> None:
    (row,) = short_rows(run_directory("run"))
    line = jsonl(row, ExportOptions()).text
    assert [attempt != row.payload for attempt in row.attempts] == [True]
    assert Row.model_validate_json(line) == row.model_copy(update={"attempts": ()})


def test_nothing_of_the_trace_is_in_a_row(run_directory: MakeRun) -> None:
    directory = run_directory("a place of its own")
    (row,) = short_rows(directory)
    line = jsonl(row, ExportOptions()).text
    with opened(directory) as ledger:
        calls = ledger.read(run.metadata.tables["calls"].select())
    assert "a place of its own" not in line
    assert not [call for call in calls if call["started_at"] in line or call["id"] in line]
    assert not {"latency_ms", "duration_ms", "url", "started_at"} & set(json.loads(line))


def test_every_path_of_a_real_run_ends_at_a_seed_of_it(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    scenario, seeds = job()
    play(directory, scenario, seeds, 12)
    with opened(directory) as ledger:
        made, record = list(rows(ledger)), read_record(ledger)
    texts = {seed.id: seed.text for seed in seeds}
    known = {person.id: person.text for person in record.graph.personas()}
    assert len(made) == 12
    for row in made:
        assert known[row.persona.id] == row.persona.text
        assert all(known[link.node] == link.text for link in row.persona.path[:-1])
        assert texts[row.persona.path[-1].node] == row.persona.path[-1].text
        assert texts[row.seed.id] == row.seed.text
    assert any(len(row.persona.path) > 1 for row in made)


def test_rows_of_a_stopped_run_begin_those_of_the_full_one(run_directory: MakeRun, job: MakeJob) -> None:
    play(run_directory("full"), *job(), 10)
    play(run_directory("part"), *job(), 10, concurrency=2, spectator=Spectator(stop_after=4))
    part = (run_directory("part") / "dataset.jsonl").read_bytes()
    assert part.count(b"\n") >= 3
    assert (run_directory("full") / "dataset.jsonl").read_bytes().startswith(part)


def test_a_persona_that_the_user_brought_has_no_path(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    people = ("A tram driver in Graz.", "A nurse on nights.", "A cooper.", "Somebody who tunes organs.")
    given = {"given": people, "per_seed": 0, "rounds": 0}
    play(directory, *job(personas=given), 3)
    assert {
        (line["persona"]["origin"], len(line["persona"]["path"])) for line in lines(directory / "dataset.jsonl")
    } == {("given", 0)}


def test_a_run_that_accepted_nothing_gives_an_empty_file(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    criteria = [{"name": f"wit_{letter}", "question": "Is it funny?", "minimum": 5} for letter in "abcdefgh"]
    strict = {"criteria": criteria, "mean": 5}
    play(directory, *job(rubric=strict, budget={"candidates": 2}), 2)
    with opened(directory) as ledger:
        assert write_jsonl(ledger, directory / "none.jsonl") == (0, 0, 0, {}, {})
    assert (directory / "none.jsonl").read_bytes() == b""


def test_a_kind_may_not_take_the_name_of_a_field(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    short_play(directory)
    with opened(directory) as ledger:
        record, sample = read_record(ledger), next(read_held(ledger))
    renamed = sample.rounds[0].draft.model_copy(update={"payload": {"scores": "1", "text": "…"}})
    changed = sample.model_copy(update={"rounds": (sample.rounds[0].model_copy(update={"draft": renamed}),)})
    with pytest.raises(UsageError, match="names a part of its payload scores"):
        row_of(changed, record, Lineage(record.graph))


def test_a_directory_without_a_started_run_is_an_error(tmp_path: Path) -> None:
    with (
        Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger,
        pytest.raises(RunDirectoryError, match="never started"),
    ):
        list(rows(ledger))
