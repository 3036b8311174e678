"""What every test gets: run directories whose counts are checked afterwards, from outside the code under test."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from play import MakeRun


@pytest.fixture
def run_directory(tmp_path: Path) -> Iterator[MakeRun]:
    """Name run directories; whatever a test did in them, their ledgers must add up."""
    made: list[Path] = []

    def make(name: str) -> Path:
        made.append(tmp_path / name)
        return made[-1]

    yield make
    for directory in made:
        ledger = directory / "ledger.sqlite"
        if ledger.exists():
            assert_adds_up(ledger)


def assert_adds_up(ledger: Path) -> None:
    """Nothing vanishes: read with the standard library alone."""
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as connection:
        statuses = Counter(dict(connection.execute("SELECT status, count(*) FROM briefs GROUP BY status")))
        issued = connection.execute("SELECT count(*) FROM briefs").fetchone()[0]
        settled = connection.execute("SELECT count(*) FROM briefs WHERE place IS NOT NULL").fetchone()[0]
        samples = connection.execute("SELECT count(*) FROM samples").fetchone()[0]
        places = [row[0] for row in connection.execute("SELECT place FROM briefs WHERE place IS NOT NULL ORDER BY 1")]
        silent = connection.execute(
            "SELECT count(*) FROM briefs WHERE status IN ('rejected', 'failed') AND (stage IS NULL OR reason IS NULL)"
        ).fetchone()[0]
    connection.close()
    assert issued == sum(statuses[name] for name in ("accepted", "rejected", "failed", "surplus", "pending"))
    assert settled == samples == statuses["accepted"] + statuses["rejected"] + statuses["failed"]
    assert places == list(range(1, settled + 1)), "places of settlement have gaps"
    assert silent == 0, "a brief was turned down without stage or reason"
