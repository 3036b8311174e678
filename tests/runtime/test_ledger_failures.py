"""Killed, out of disk, damaged: what was acknowledged is there, and nobody waits for ever."""

import asyncio
import errno
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from dramaturg.runtime.errors import RunDirectoryError
from dramaturg.runtime.ledger import (
    AFTER_COMMIT,
    BEFORE_COMMIT,
    GROUP_LIMIT,
    Insert,
    Ledger,
    metadata,
    run,
    steps,
)
from ledger_gate import PATIENCE, ordinals, step


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "ledger.sqlite"


WRITE_FOR_EVER = """
import asyncio, itertools, sys
from pathlib import Path
from dramaturg.runtime.ledger import Insert, Ledger, steps

async def work(ledger, owner):
    for n in itertools.count():
        row = {"owner": owner, "ordinal": n, "node": "n", "summary": "x" * 2000, "duration_ms": 0}
        await ledger.commit(Insert(steps, [row]))
        print(owner, n, flush=True)

async def main(ledger):
    await asyncio.gather(*(work(ledger, f"w{n}") for n in range(16)))

asyncio.run(main(Ledger.open(Path(sys.argv[1]), create=True)))
"""


def test_every_acknowledged_row_survives_sigkill(path: Path) -> None:
    acknowledged: dict[str, int] = {}
    with subprocess.Popen(
        [sys.executable, "-c", WRITE_FOR_EVER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for count, line in enumerate(writer.stdout):
            if count == 3000:
                writer.kill()
            if line.endswith("\n"):
                owner, ordinal = line.split()
                acknowledged[owner] = int(ordinal)
    assert sum(acknowledged.values()) > 2900
    for owner, last in acknowledged.items():
        stored = ordinals(path, owner)
        assert stored in (list(range(last + 1)), list(range(last + 2)))
    with Ledger.open(path) as ledger:
        ledger.commit_now(Insert(steps, [step("resumed", 0)]))


DIE_AT = """
import os, signal, sys
from pathlib import Path
from dramaturg.runtime.ledger import Insert, Ledger, fact

path, point, nth = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seen = 0

def die(reached):
    global seen
    seen += reached == point
    if seen == nth:
        os.kill(os.getpid(), signal.SIGKILL)

with Ledger.open(path, create=True, on_commit=die) as ledger:
    for n in range(5):
        ledger.commit_now(fact("n", n))
"""


@pytest.mark.parametrize(
    ("point", "nth", "left"),
    [(BEFORE_COMMIT, 3, 0), (AFTER_COMMIT, 3, 1), (BEFORE_COMMIT, 1, None), (AFTER_COMMIT, 1, None)],
)
def test_killed_at_a_named_point_it_holds_what_was_committed(
    path: Path, point: str, nth: int, left: int | None
) -> None:
    died = subprocess.run([sys.executable, "-c", DIE_AT, str(path), point, str(nth)], timeout=PATIENCE)
    assert died.returncode == -9
    with Ledger.open(path, create=True) as ledger:
        assert ledger.get("n") == left
        ledger.set("n", "on")
        assert ledger.get("n") == "on"


FILL = """
import resource, sys
from pathlib import Path
from dramaturg.runtime.errors import RunDirectoryError
from dramaturg.runtime.ledger import Insert, Ledger, steps

def row(n):
    return {"owner": "b", "ordinal": n, "node": "n", "summary": "x" * int(sys.argv[2]), "duration_ms": 0}

with Ledger.open(Path(sys.argv[1]), create=True) as ledger:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
    n = 0
    try:
        while True:
            ledger.commit_now(Insert(steps, [row(n)]))
            n += 1
    except RunDirectoryError as error:
        print(n, error.what, error.fix, sep="|")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    for _ in range(2):
        try:
            ledger.commit_now(Insert(steps, [row(n)]))
        except RunDirectoryError as error:
            print(n, error.what, error.fix, sep="|")
    print(len(ledger.read(steps.select())))
print("closed")
"""


@pytest.mark.parametrize(("size", "least"), [(3_000, 10), (8_000_000, 0)], ids=["commits", "spills"])
def test_a_disk_that_refuses_is_named_and_stays_refused_and_loses_nothing(path: Path, size: int, least: int) -> None:
    command = [sys.executable, "-c", FILL, str(path), str(size)]
    filled = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    *failures, readable, closed = filled.stdout.splitlines()
    assert (len(failures), len(set(failures)), closed) == (3, 1, "closed")
    acknowledged, what, fix = failures[0].split("|")
    assert str(path) in what
    assert f"dramaturg resume {path.parent}" in fix
    assert int(acknowledged) == int(readable) >= least
    with Ledger.open(path) as ledger:
        ledger.commit_now(Insert(steps, [step("b", int(acknowledged))]))
    assert ordinals(path, "b") == list(range(int(acknowledged) + 1))


@pytest.mark.parametrize("point", [BEFORE_COMMIT, AFTER_COMMIT])
def test_when_a_commit_fails_nobody_is_left_waiting(path: Path, point: str) -> None:
    armed = threading.Event()

    def fail(reached: str) -> None:
        if armed.is_set() and reached == point:
            raise OSError(errno.ENOSPC, "no space left on device")

    async def commit_many() -> list[BaseException | None]:
        waits = [ledger.commit(Insert(steps, [step("b", n)])) for n in range(GROUP_LIMIT + 50)]
        return await asyncio.wait_for(asyncio.gather(*waits, return_exceptions=True), PATIENCE)

    with Ledger.open(path, create=True, on_commit=fail) as ledger:
        armed.set()
        outcomes = asyncio.run(commit_many())
        armed.clear()
        with pytest.raises(RunDirectoryError, match="no space left"):
            ledger.set("a", 1)
    assert {type(outcome) for outcome in outcomes} == {RunDirectoryError}
    assert len(set(map(id, outcomes))) == len(outcomes)


def test_a_hook_that_raises_anything_at_all_leaves_nobody_waiting(path: Path) -> None:
    armed = threading.Event()

    def leave(_: str) -> None:
        if armed.is_set():
            raise SystemExit

    with Ledger.open(path, create=True, on_commit=leave) as ledger:
        armed.set()
        with pytest.raises(RunDirectoryError, match="SystemExit"):
            ledger.set("a", 1)


def test_a_file_that_went_bad_in_the_middle_is_not_written_to(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.commit_now(Insert(steps, [step(f"b{n}", n, summary="x" * 500) for n in range(500)]))
    spoiled = bytearray(path.read_bytes())
    spoiled[len(spoiled) // 2 :] = bytes(len(spoiled) - len(spoiled) // 2)
    path.write_bytes(spoiled)
    with pytest.raises(RunDirectoryError, match="damaged"):
        Ledger.open(path)
    assert path.read_bytes() == spoiled


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "ledger.sqlite"
    with Ledger.open(path, create=True) as ledger:
        ledger.commit_now(Insert(steps, [step(f"b{n}", n, summary="é" * 100) for n in range(100)]))
    return path


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_a_damaged_layout_is_seen_although_sqlite_does_not_look(path: Path, sound: Path, table: Table) -> None:
    path.parent.mkdir()
    whole = sound.read_bytes()
    start = whole.index(f"CREATE TABLE {table.name} (".encode())
    column = [column.name for column in table.columns if not column.primary_key][-1]
    at = whole.index(f"\t{column} ".encode(), start) + 1
    path.write_bytes(whole[:at] + b"z" + whole[at + 1 :])
    for attempt in (Ledger.open, Ledger.reader):
        with pytest.raises(RunDirectoryError, match="damaged"):
            attempt(path)


def test_a_damaged_fact_is_named(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.commit_now(Insert(run, [{"key": "pins", "value": '{"a": '}]))
        with pytest.raises(RunDirectoryError, match="the fact pins"):
            ledger.get("pins")


def test_what_somebody_added_to_look_at_a_ledger_is_no_damage(path: Path) -> None:
    Ledger.open(path, create=True).close()
    with closing(sqlite3.connect(path)) as visitor:
        visitor.execute("CREATE VIEW mine AS SELECT * FROM steps")
        visitor.execute("CREATE INDEX my_index ON calls (model)")
        visitor.execute("ANALYZE")
    with Ledger.open(path) as ledger:
        ledger.set("on", True)


@settings(max_examples=150, deadline=None)
@given(
    at=st.integers(0, 4095) | st.integers(0, 100_000),
    junk=st.binary(min_size=1, max_size=64),
    cut=st.booleans(),
)
@example(at=47, junk=b"$", cut=False)  # a file format of the future
@example(at=1773, junk=b"\xec", cut=False)  # a table's name that is not UTF-8
def test_whatever_is_damaged_is_read_or_named(sound: Path, at: int, junk: bytes, cut: bool) -> None:
    whole = sound.read_bytes()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "ledger.sqlite"
        path.write_bytes(whole[:at] + junk + (b"" if cut else whole[at + len(junk) :]))
        with suppress(RunDirectoryError), Ledger.open(path) as ledger:
            for table in metadata.sorted_tables:
                ledger.read(select(table))
            ledger.set("on", True)
