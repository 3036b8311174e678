"""What a ledger keeps, who may read it meanwhile, and what is refused as one."""

import asyncio
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from dramaturg.runtime.errors import RunDirectoryError, UsageError
from dramaturg.runtime.ledger import (
    SCHEMA_VERSION,
    Insert,
    Ledger,
    Upsert,
    briefs,
    calls,
    fact,
    samples,
    steps,
)
from ledger_gate import PATIENCE, Gate, brief, ordinals, step


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "ledger.sqlite"


def test_a_call_comes_back_as_it_went_in(path: Path) -> None:
    call = {
        "id": "c1", "owner": "b1", "step": "write", "ordinal": 0, "role": "generator", "model": "m",
        "request": '{"messages": [ ]}', "text": "tab\t NUL\x00 \N{GRINNING FACE} e\u0301",
        "finish_reason": "stop", "fault": None, "tokens_in": 3, "tokens_out": None,
        "reasoning_tokens": 2**40, "cost_usd": 0.1, "latency_ms": 12,
        "started_at": "2026-01-02T03:04:05+00:00", "simulation": '{"planted": []}',
    }  # fmt: skip
    with Ledger.open(path, create=True) as ledger:
        asyncio.run(ledger.commit(Insert(calls, [call])))
    with Ledger.reader(path) as reader:
        assert [dict(row) for row in reader.read(select(calls))] == [call]


def test_facts_are_json_and_the_last_statement_holds(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.set("pins", {"a": [1, None, "ü"]})
        ledger.set("pins", {"a": [2]})
        ledger.commit_now(fact("seeds", 3), Insert(steps, [step("b", 0)]))
        assert (ledger.get("pins"), ledger.get("seeds"), ledger.get("never")) == ({"a": [2]}, 3, None)


def test_commits_from_one_event_loop_after_another(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        for ordinal in range(3):
            asyncio.run(ledger.commit(Insert(steps, [step("b", ordinal)])))
    assert ordinals(path, "b") == [0, 1, 2]


def test_rows_with_different_columns_keep_all_of_theirs(path: Path) -> None:
    rows = [brief("a"), brief("b", status="rejected", stage="judge"), brief("c", place=7)]
    with Ledger.open(path, create=True) as ledger:
        ledger.commit_now(Insert(briefs, rows))
        stored = ledger.read(select(briefs).order_by(briefs.c.id))
    assert [(row["status"], row["stage"], row["place"]) for row in stored] == [
        ("pending", None, None),
        ("rejected", "judge", None),
        ("pending", None, 7),
    ]


def test_operations_of_a_transaction_see_each_other_in_order(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.commit_now(
            Insert(briefs, [brief("a"), brief("b")]),
            update(briefs).values(status="judged"),
            Upsert(briefs, [brief("a", status="accepted", place=1), brief("c")]),
            Insert(samples, [{"brief_id": "a", "record": "{}"}]),
            delete(briefs).where(briefs.c.id == "b"),
        )
        assert {row["id"]: row["status"] for row in ledger.read(select(briefs))} == {
            "a": "accepted",
            "c": "pending",
        }


def test_files_are_private(path: Path) -> None:
    with Ledger.open(path, create=True):
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert f"{path.name}-wal" in modes


def test_a_path_that_is_full_of_special_characters(tmp_path: Path) -> None:
    path = tmp_path / "a ?b#c%20&mode=memory" / "l'edger.sqlite"
    with Ledger.open(path, create=True) as ledger:
        ledger.set("here", True)
    assert path.is_file()
    with Ledger.reader(path) as reader:
        assert reader.get("here") is True


COUNT_STEPS = """
import sys
from pathlib import Path
from sqlalchemy import select
from dramaturg.runtime.ledger import Ledger, steps
with Ledger.reader(Path(sys.argv[1])) as reader:
    print(len(reader.read(select(steps))))
"""


def test_another_process_reads_what_is_committed_while_one_writes(path: Path) -> None:
    gate = Gate()

    def count_elsewhere() -> int:
        command = [sys.executable, "-c", COUNT_STEPS, str(path)]
        return int(subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE).stdout)

    async def look_from_outside() -> tuple[int, int, int]:
        await ledger.commit(Insert(steps, [step("b", 0)]))
        gate.armed = True
        writing = asyncio.create_task(ledger.commit(Insert(steps, [step("b", 1)])))
        assert await asyncio.to_thread(gate.reached.wait, PATIENCE)
        during = count_elsewhere(), len(ledger.read(select(steps)))
        gate.open()
        await writing
        return *during, count_elsewhere()

    with Ledger.open(path, create=True, on_commit=gate) as ledger:
        assert asyncio.run(look_from_outside()) == (1, 1, 2)


def test_a_reader_cannot_write(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.commit_now(Insert(steps, [step("b", 0)]))
        with Ledger.reader(path) as reader, pytest.raises(RunDirectoryError, match="may not be written"):
            reader.read(delete(steps))
        assert ledger.read(select(func.count().label("n")).select_from(steps))[0]["n"] == 1


def test_threads_read_side_by_side(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.commit_now(Insert(steps, [step("b", ordinal) for ordinal in range(100)]))

        async def read_at_once() -> list[int]:
            reads = [asyncio.to_thread(ledger.read, select(steps)) for _ in range(8)]
            return [len(rows) for rows in await asyncio.gather(*reads)]

        assert asyncio.run(read_at_once()) == [100] * 8


def write_text(path: Path) -> None:
    path.write_text("this is a diary and not a database " * 100)


def write_other_database(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE diary (day TEXT)")
    other.close()


def write_nothing(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("prepare", [write_text, write_other_database, write_nothing])
def test_a_file_that_is_no_ledger_is_refused_and_left_alone(path: Path, prepare: Callable[[Path], None]) -> None:
    path.parent.mkdir()
    prepare(path)
    before = path.read_bytes()
    for attempt in (Ledger.open, Ledger.reader):
        with pytest.raises(RunDirectoryError, match="not a ledger"):
            attempt(path)
    if before:
        with pytest.raises(RunDirectoryError, match="not a ledger"):
            Ledger.open(path, create=True)
    assert path.read_bytes() == before


def test_a_missing_ledger_is_named_and_not_made(path: Path) -> None:
    for attempt in (Ledger.open, Ledger.reader):
        with pytest.raises(UsageError, match="no run in") as refused:
            attempt(path)
        assert str(path.parent) in refused.value.what
    assert not path.parent.exists()


def test_a_ledger_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunDirectoryError, match="cannot be made"):
        Ledger.open(tmp_path / "file" / "ledger.sqlite", create=True)


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, 0, None, "1"])
def test_another_schema_version_is_refused_by_name(path: Path, version: object) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.set("schema_version", version)
    for attempt in (Ledger.open, Ledger.reader):
        with pytest.raises(RunDirectoryError, match=f"schema version {version}") as refused:
            attempt(path)
        assert "start a new run" in refused.value.fix
