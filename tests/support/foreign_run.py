"""Runs the library scenario on the Self-Instruct tasks as seeds, and follows every row back to the file."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dramaturg.graphs.report import Report
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.seed_files import read_seeds
from dramaturg.scenarios.spec import SeedSource
from human_texts import SELF_INSTRUCT, foreign
from play import play

Row = Mapping[str, Any]


def run_on_self_instruct(directory: Path, wanted: int) -> Report:
    """Run to so many accepted samples on all tasks of the file."""
    scenario, _ = load("persona_instructions")
    seeds = read_seeds([SeedSource(path=str(foreign(SELF_INSTRUCT)))], Path("/"))
    return play(directory, scenario, seeds, wanted, concurrency=32)


def rows_of(directory: Path) -> list[Row]:
    lines = (directory / "dataset.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def assert_traceable(row: Row, lines: list[str]) -> None:
    """The seed is the text of the line that it names, and so is the text at the end of the persona's path."""
    persona, seed = row["persona"], row["seed"]
    assert _text_of(seed["source"], lines) == seed["text"]
    assert seed_of(seed["text"], seed["source"]).id == seed["id"]
    *relatives, origin = persona["path"]
    assert _text_of(origin["source"], lines) == origin["text"]
    assert seed_of(origin["text"], origin["source"]).id == origin["node"]
    assert origin["tie"] in ("reads", "writes", "likes", "dislikes")
    assert persona["origin"] == ("relation" if relatives else "text")
    assert all(link["text"] and link["source"] is None for link in relatives)


def _text_of(source: str, lines: list[str]) -> str:
    """Return the text that a place such as `tasks.jsonl:17` names, read without our reader."""
    name, number = source.rsplit(":", 1)
    assert name == SELF_INSTRUCT
    return json.loads(lines[int(number) - 1])["instruction"].strip()


def counted(directory: Path, query: str) -> Counter[str]:
    """Return name → number as a query on a run's ledger gives them."""
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        return Counter(dict(connection.execute(query)))
    finally:
        connection.close()
