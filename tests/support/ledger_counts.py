"""Counts of a ledger, read with the standard library alone."""

import sqlite3
from collections import Counter
from pathlib import Path


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
