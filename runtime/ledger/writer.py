"""The one writer: a thread that owns the one writing connection and commits what is queued in groups.

A commit costs a disk flush whatever its size, so transactions that wait while one is flushed go together
into the next. Each stays a transaction of its own all the same: in a group, one that fails is undone alone.
Nothing is acknowledged before it is on the disk. When the disk itself fails, that is final: every later
transaction is refused with the same reason, so what is committed is always a prefix of what was submitted.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, Engine

from .operations import Operation, execute
from .sqlite import failure, is_fatal

GROUP_LIMIT = 512
"""Transactions per commit at most, so that memory and the time to the first answer stay bounded."""

BEFORE_COMMIT = "before_commit"
AFTER_COMMIT = "after_commit"

Outcome: TypeAlias = BaseException | None
Settled: TypeAlias = "list[tuple[asyncio.Future[None], Outcome]]"


class _Pending(NamedTuple):
    operations: Sequence[Operation]
    future: "asyncio.Future[None] | Future[None]"


def ignore(_: str) -> None:
    """Let a named point pass."""


class Writer:
    """Commits transactions in the order of their submission.

    Args:
        engine: connects to the store; its first connection is the only one that is used.
        where: the store's path, for error messages.
        on_commit: called on the writer's thread at the named points of each commit. What it raises counts as
            a failure of the store.

    Raises:
        RunDirectoryError: the store cannot be opened.
    """

    def __init__(self, engine: Engine, where: Path, on_commit: Callable[[str], None] = ignore) -> None:
        self._engine = engine
        self._where = where
        self._on_commit = on_commit
        self._queue: SimpleQueue[_Pending | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._broken: BaseException | None = None
        opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(opened,), name="ledger-writer", daemon=True)
        self._thread.start()
        opened.result()

    async def commit(self, operations: Sequence[Operation]) -> None:
        """Return when `operations` are on the disk. Cancelling the wait does not take them back."""
        future = asyncio.get_running_loop().create_future()
        self._submit(operations, future)
        await future

    def commit_now(self, operations: Sequence[Operation]) -> None:
        """Block until `operations` are on the disk."""
        future: Future[None] = Future()
        self._submit(operations, future)
        future.result()

    def close(self) -> None:
        """Commit what is queued and let go of the store. May be called twice."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _submit(self, operations: Sequence[Operation], future: "asyncio.Future[None] | Future[None]") -> None:
        with self._gate:  # nothing may slip in behind the end mark, where nobody would answer it
            if self._closed:
                raise RuntimeError("the ledger is closed")
            self._queue.put(_Pending(operations, future))

    def _run(self, opened: Future[None]) -> None:
        try:
            connection = self._engine.connect()
        except Exception as error:
            opened.set_exception(failure(error, self._where))
            return
        opened.set_result(None)
        while self._serve(connection):
            pass
        with suppress(Exception):  # all that was promised is on the disk already
            connection.close()

    def _serve(self, connection: Connection) -> bool:
        """Settle one group; return whether there may be more."""
        drained = [self._queue.get()]
        while len(drained) < GROUP_LIMIT and not self._queue.empty():
            drained.append(self._queue.get())
        group = [pending for pending in drained if pending is not None]
        if group:
            _deliver(group, self._outcomes(connection, group))
        return len(group) == len(drained)

    def _outcomes(self, connection: Connection, group: Sequence[_Pending]) -> Sequence[Outcome]:
        if self._broken is None:
            try:
                return self._write(connection, group)
            except BaseException as error:  # whatever it is, nobody may be left waiting
                self._broken = error
        return [failure(self._broken, self._where) for _ in group]

    def _write(self, connection: Connection, group: Sequence[_Pending]) -> Sequence[Outcome]:
        with connection.begin():
            outcomes = _apply(connection, [pending.operations for pending in group])
            self._on_commit(BEFORE_COMMIT)
        self._on_commit(AFTER_COMMIT)
        return outcomes


def _apply(connection: Connection, transactions: Sequence[Sequence[Operation]]) -> Sequence[Outcome]:
    """Apply all transactions at once or, if that fails, each by itself to find the guilty ones."""
    error = _attempt(connection, list(chain.from_iterable(transactions)))
    if error is None:
        return [None] * len(transactions)
    if len(transactions) == 1:
        return [error]
    return [_attempt(connection, operations) for operations in transactions]


def _attempt(connection: Connection, operations: Sequence[Operation]) -> Outcome:
    """Apply `operations` or nothing; return why it was nothing. A failure of the store is raised."""
    savepoint = connection.begin_nested()
    try:
        execute(connection, operations)
    except Exception as error:
        # A failing disk undoes the whole transaction, savepoint and all; going back would hide the cause.
        if is_fatal(error):
            raise
        savepoint.rollback()
        return error
    savepoint.commit()
    return None


def _deliver(group: Sequence[_Pending], outcomes: Sequence[Outcome]) -> None:
    """Answer every waiter, with one wake-up for each event loop."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, Settled] = defaultdict(list)
    for pending, outcome in zip(group, outcomes, strict=True):
        if isinstance(pending.future, Future):
            _answer(pending.future, outcome)
        else:
            by_loop[pending.future.get_loop()].append((pending.future, outcome))
    for loop, settled in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_answer_all, settled)


def _answer_all(settled: Settled) -> None:
    for future, outcome in settled:
        if not future.done():  # its task may have been cancelled
            _answer(future, outcome)


def _answer(future: "asyncio.Future[None] | Future[None]", outcome: Outcome) -> None:
    if outcome is None:
        future.set_result(None)
    else:
        future.set_exception(outcome)
