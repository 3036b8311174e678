"""`dramaturg export` and `dramaturg calibrate-gate`."""

import json
from pathlib import Path

import pytest

from dramaturg.personas.embedders import THRESHOLDS, HashedNgrams
from dramaturg.releases.alternation import CUT, MOVED
from front_door import dramaturg
from play import MakeRun, library_job, play
from short_play import short_play

TEXTS = Path(__file__).parents[2] / "scenarios" / "library" / "seeds.jsonl"


def test_an_export_is_the_dataset_of_the_run(
    run_directory: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, file = run_directory("run"), tmp_path / "rows.jsonl"
    short_play(directory)
    said = dramaturg(monkeypatch, "export", directory, "--format", "jsonl", "--to", file)
    assert (said.code, said.out) == (0, f"1 rows as jsonl in {file}\n")
    assert "no training data" in said.err
    assert file.read_bytes() == (directory / "dataset.jsonl").read_bytes()


def test_json_says_how_many_rows_were_written(
    run_directory: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, file = run_directory("run"), tmp_path / "rows.jsonl"
    short_play(directory)
    said = dramaturg(monkeypatch, "export", directory, "--to", file, "--json")
    assert json.loads(said.out) == {
        "format": "jsonl",
        "file": str(file),
        "rows": 1,
        "simulated": 1,
        "unexecuted": 0,
        "repaired": {},
        "dropped": {},
    }
    assert said.err == ""


def test_repairs_and_drops_are_counted_by_what_and_why(
    run_directory: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, file = run_directory("run"), tmp_path / "rows.jsonl"
    play(directory, *library_job("support_dialogue"), 4)
    told = json.loads(
        dramaturg(
            monkeypatch, "export", directory, "--format", "sharegpt", "--train", "customer", "--to", file, "--json"
        ).out
    )
    assert told["rows"] == len(file.read_text().splitlines()) > 0
    assert set(told["repaired"]).isdisjoint(told["dropped"])
    assert all(repairs == [MOVED, CUT] for repairs in told["repaired"].values())
    assert all(set(why) == {"reason", "where"} for why in told["dropped"].values())
    said = dramaturg(monkeypatch, "export", directory, "--format", "sharegpt", "--train", "customer", "--to", file)
    head, *counts = said.out.splitlines()
    assert head == f"{told['rows']} rows as sharegpt in {file}"
    assert counts[:2] == [f"{told['rows']} repaired: {what}" for what in (CUT, MOVED)]
    assert sum(int(line.split()[0]) for line in counts if " dropped: " in line) == len(told["dropped"])
    assert max(map(len, counts)) <= 80


def test_a_side_that_is_not_there_leaves_no_file(
    run_directory: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, file = run_directory("run"), tmp_path / "rows.jsonl"
    play(directory, *library_job("support_dialogue"), 1)
    said = dramaturg(monkeypatch, "export", directory, "--format", "openai", "--train", "nurse", "--to", file)
    assert (said.code, said.out) == (2, "")
    assert "no side 'nurse'" in said.err
    assert "customer, agent" in said.err
    assert list(tmp_path.iterdir()) == [directory]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "parquet", "--to", "rows"], "there is no exporter named 'parquet'"),
        (["--to", "rows", "--train", "customer"], "jsonl holds whole rows"),
        (["--to", "rows", "--train", "customer", "--format", "openai"], "has no sides to choose from"),
        (["--to", "nowhere/rows"], "there is no folder"),
        (["--to", "run/ledger.sqlite"], "belongs to the run itself"),
    ],
)
def test_an_export_that_cannot_be_is_an_error(
    run_directory: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
) -> None:
    directory = run_directory("run")
    short_play(directory)
    monkeypatch.chdir(tmp_path)
    before = (directory / "ledger.sqlite").read_bytes()
    said = dramaturg(monkeypatch, "export", directory, *options)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert (directory / "ledger.sqlite").read_bytes() == before
    assert list(tmp_path.iterdir()) == [directory]


def test_the_gate_is_calibrated_on_the_texts_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    found = json.loads(dramaturg(monkeypatch, "calibrate-gate", TEXTS, "--json").out)
    assert found["embedder"] == HashedNgrams.name
    assert found["threshold"] == pytest.approx(THRESHOLDS[HashedNgrams.name], abs=0.25)
    assert found["fit"]["texts"] + found["held_out"]["texts"] == found["texts"] >= 60
    said = dramaturg(monkeypatch, "calibrate-gate", TEXTS)
    assert said.code == 0
    assert f"threshold {found['threshold']}" in said.out
    assert "held out" in said.out


def test_a_column_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(f'{{"told": "story number {n} of the old mill"}}\n' for n in range(40)))
    refused = dramaturg(monkeypatch, "calibrate-gate", file)
    assert (refused.code, "set `column` to one of: told" in refused.err) == (2, True)
    assert "from 40 texts" in dramaturg(monkeypatch, "calibrate-gate", file, "--column", "told").out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("few.txt", "one\n\ntwo", "at least 20 distinct texts"), ("none.txt", None, "there is no seed file")],
)
def test_a_file_that_cannot_be_used_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    said = dramaturg(monkeypatch, "calibrate-gate", tmp_path / name)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
