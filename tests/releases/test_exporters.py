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
from short_play import TICKETS, opened, short_play

NEW_FORMAT = """
from dramaturg.releases.exporter import Line, exporter

@exporter("questions", "what was asked")
def questions(row, options):
    return Line(text=row.payload["instruction"])
"""

EXPORT_WITH_IT = """
import sys
from pathlib import Path
import dramaturg.releases.exporters as folder
from dramaturg.cli import main
folder.__path__.append(sys.argv[1])
sys.argv = ["dramaturg", "export", sys.argv[2], "--format", "questions", "--to", sys.argv[3]]
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


def test_a_new_format_is_one_new_file(run_directory: MakeRun, tmp_path: Path) -> None:
    directory = run_directory("run")
    short_play(directory)
    formats = tmp_path / "formats"
    formats.mkdir()
    (formats / "questions.py").write_text(NEW_FORMAT)
    done = subprocess.run(
        [sys.executable, "-c", EXPORT_WITH_IT, formats, directory, tmp_path / "questions.txt"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "questions.txt").read_text() == f"{TICKETS['instruction']}\n"


def test_a_line_stays_one_line_for_every_reader(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    short_play(directory)
    with opened(directory) as ledger:
        (row,) = rows(ledger)
    torn = row.model_copy(update={"payload": {"instruction": "a\u2028b\u2029c\nd\x85e"}})
    line = jsonl(torn, ExportOptions()).text
    assert json.loads(line)["instruction"] == "a\u2028b\u2029c\nd\x85e"
    assert line.splitlines() == [line]
