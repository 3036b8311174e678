"""A ledger whose writer a test can stop before a commit, and rows to put into it."""

import threading
from pathlib import Path

from sqlalchemy import select

from dramaturg.runtime.ledger import BEFORE_COMMIT, Ledger, Row, steps

PATIENCE = 60
"""Seconds after which a test that waits for another thread or process gives up."""


class Gate:
    """A commit hook that, once armed, stops the writer before its next commit until it is opened."""

    def __init__(self) -> None:
        self.armed = False
        self.commits = 0
        self.reached = threading.Event()
        self._opened = threading.Event()

    def __call__(self, point: str) -> None:
        if self.armed and point == BEFORE_COMMIT:
            self.commits += 1
            self.reached.set()
            assert self._opened.wait(PATIENCE)

    def open(self) -> None:
        self._opened.set()


def step(owner: str, ordinal: int, **more: object) -> Row:
    return {"owner": owner, "ordinal": ordinal, "node": "write", "summary": "{}", "duration_ms": 1, **more}


def brief(name: str, **more: object) -> Row:
    return {"id": name, "cell": "all", "index": 0, "status": "pending", "brief": "{}", **more}


def ordinals(ledger_path: Path, owner: str) -> list[int]:
    with Ledger.reader(ledger_path) as reader:
        rows = reader.read(select(steps.c.ordinal).where(steps.c.owner == owner).order_by(steps.c.ordinal))
    return [row["ordinal"] for row in rows]
