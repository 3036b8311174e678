"""Formats are found by name; a new one is one new function."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dramaturg.releases.canonical import export, rows
from dramaturg.releases.exporter import EXPORTERS, ExportOptions
from dramaturg.releases.exporters.jsonl import jsonl
from dramaturg.runtime.errors import UsageError
from play import MakeRun
from short_play import TICKETS, ids_by_outcome, opened, short_play

NEW_FORMATS = """
from dramaturg.releases.exporter import Dropped, Line, exporter

@exporter("questions", "what was asked")
def questions(row, options):
    return Line(text=row.payload["instruction"], repairs=("answers left out",))

@exporter("poems", "what rhymes")
def poems(row, options):
    return Dropped(reason="nothing rhymes", where="instruction")
"""

EXPORT_WITH_THEM = """
import sys
from pathlib import Path
import dramaturg.releases.exporters as folder
from dramaturg.cli import main
folder.__path__.append(sys.argv[1])
sys.argv = ["dramaturg", "export", *sys.argv[2:]]
main()
"""


def test_the_canonical_format_is_there_and_says_what_it_is() -> None:
    assert EXPORTERS.get("jsonl").about


def test_an_unknown_format_names_those_that_there_are(run_directory: MakeRun, tmp_path: Path) -> None:
    directory = run_directory("run")
    short_play(directory)
    with opened(directory) as ledger, pytest.raises(UsageError) as error:
        export(ledger, "parquet", tmp_path / "rows")
    assert "parquet" in error.value.what
    assert "jsonl" in error.value.fix
    assert not (tmp_path / "rows").exists()


@pytest.fixture
def formats(tmp_path: Path) -> Path:
    """A folder with two formats of somebody's own."""
    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "own.py").write_text(NEW_FORMATS)
    return folder


def exported(formats: Path, *arguments: str | Path) -> str:
    command = [sys.executable, "-c", EXPORT_WITH_THEM, formats, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_new_format_is_one_new_file(run_directory: MakeRun, tmp_path: Path, formats: Path) -> None:
    directory, file = run_directory("run"), tmp_path / "questions.txt"
    short_play(directory)
    said = exported(formats, directory, "--format", "questions", "--to", file)
    assert file.read_text() == f"{TICKETS['instruction']}\n"
    assert said == f"1 rows as questions in {file}\n1 repaired: answers left out\n"


def test_a_row_that_a_format_drops_is_named_with_its_reason(
    run_directory: MakeRun, tmp_path: Path, formats: Path
) -> None:
    directory, file = run_directory("run"), tmp_path / "poems.txt"
    short_play(directory)
    told = json.loads(exported(formats, directory, "--format", "poems", "--to", file, "--json"))
    dropped = {ids_by_outcome(directory)["accepted"]: {"reason": "nothing rhymes", "where": "instruction"}}
    assert (told["rows"], told["simulated"], told["repaired"], told["dropped"]) == (0, 0, {}, dropped)
    assert file.read_bytes() == b""
    said = exported(formats, directory, "--format", "poems", "--to", file)
    assert said == f"0 rows as poems in {file}\n1 dropped: nothing rhymes\n"


def test_a_line_stays_one_line_for_every_reader(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    short_play(directory)
    with opened(directory) as ledger:
        (row,) = rows(ledger)
    torn = row.model_copy(update={"payload": {"instruction": "a\u2028b\u2029c\nd\x85e"}})
    line = jsonl(torn, ExportOptions()).text
    assert json.loads(line)["instruction"] == "a\u2028b\u2029c\nd\x85e"
    assert line.splitlines() == [line]
