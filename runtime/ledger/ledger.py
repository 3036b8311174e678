"""A ledger: one file that holds a run, written by one process and read by many."""

import json
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Executable, RowMapping, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.schema import CreateIndex, CreateTable

from ..errors import RunDirectoryError, UsageError
from ..identity import canonical
from ..lock import private_directory
from ..text import shorten
from .operations import Operation, Upsert
from .sqlite import OUTLINE, RECORD_OUTLINE, damaged, failure, is_fatal, reading_engine, writing_engine
from .tables import metadata, run
from .writer import Writer, ignore

SCHEMA_VERSION = 1
"""Goes up with every change of the tables."""

_VERSION = "schema_version"
_OUTLINE = "outline"


def fact(key: str, value: object) -> Operation:
    """Return the operation that states a fact of the run; `value` is anything that JSON can hold."""
    return Upsert(run, [{"key": key, "value": canonical(value)}])


class Reader:
    """Reads a ledger, on the calling thread, whoever writes to it meanwhile.

    Args:
        path: the ledger's file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reading = reading_engine(path)

    def read(self, query: Executable) -> list[RowMapping]:
        """Return the rows of `query`: all that was committed before this call, nothing that was not."""
        try:
            with self._reading.connect() as connection:
                return list(connection.execute(query).mappings())
        except (DBAPIError, UnicodeDecodeError) as error:
            if is_fatal(error):
                raise failure(error, self.path) from error
            raise

    def get(self, key: str) -> Any:
        """Return a fact of the run, None if it was never stated."""
        rows = self.read(select(run.c.value).where(run.c.key == key))
        if not rows:
            return None
        try:
            return json.loads(rows[0]["value"])
        except ValueError as error:
            raise damaged(self.path, f"the fact {key} is not JSON") from error

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        self._reading.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Ledger(Reader):
    """Reads and writes a ledger. One process at a time may have one: hold the run directory's lock.

    Made by `Ledger.open`; `Ledger.reader` gives the reading half alone.
    """

    def __init__(self, path: Path, on_commit: Callable[[str], None]) -> None:
        super().__init__(path)
        self._writer = Writer(writing_engine(path), path, on_commit)

    @classmethod
    def open(cls, path: Path, *, create: bool = False, on_commit: Callable[[str], None] = ignore) -> "Ledger":
        """Open the ledger at `path` for writing, after checking that it is sound.

        Args:
            path: the ledger's file.
            create: make the file, and its directory, where they are missing.
            on_commit: passed on to the `Writer`.

        Raises:
            UsageError: it is missing.
            RunDirectoryError: it is not a ledger, damaged, or of another schema version.
        """
        if create:
            _create(path)
        _finish_rollback(path)
        with _existing(path) as reader, _whatever_fails_is_damage(path):
            empty = create and not _tables(reader)
            if not empty:
                _require_schema(reader)
                _require_sound(reader)
        ledger = cls(path, on_commit)
        if empty:
            with _closed_on_error(ledger):
                ledger.commit_now(*_schema())
        return ledger

    @classmethod
    def reader(cls, path: Path) -> Reader:
        """Open the ledger at `path` for reading, while another process may be writing to it.

        Raises:
            UsageError: it is missing.
            RunDirectoryError: it is not a ledger, or of another schema version.
        """
        reader = _existing(path)
        with _closed_on_error(reader), _whatever_fails_is_damage(path):
            _require_schema(reader)
        return reader

    async def commit(self, *operations: Operation) -> None:
        """Write `operations` as one transaction and return when it is on the disk.

        A transaction that breaks a constraint raises SQLAlchemy's error and leaves nothing behind. Cancelling
        the wait does not take it back.

        Raises:
            RunDirectoryError: the store failed, now or at an earlier transaction.
        """
        await self._writer.commit(operations)

    def commit_now(self, *operations: Operation) -> None:
        """Do what `commit` does, blocking the calling thread."""
        self._writer.commit_now(operations)

    def set(self, key: str, value: object) -> None:
        """State a fact of the run and block until it is on the disk."""
        self.commit_now(fact(key, value))

    def close(self) -> None:
        """Commit what is queued and let go of the file. May be called twice."""
        super().close()  # first, since the last connection to close tidies the file up
        self._writer.close()


@contextmanager
def _closed_on_error(reader: Reader) -> Generator[None]:
    try:
        yield
    except BaseException:
        reader.close()
        raise


def _create(path: Path) -> None:
    private_directory(path.parent)
    # Exclusively: opening and closing a file that is in use would drop the locks this process has on it.
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise RunDirectoryError(
            f"the ledger {path} cannot be made: {error.strerror}",
            fix="name a directory that you may write to, with `--out DIR`",
        ) from error


def _finish_rollback(path: Path) -> None:
    """Undo what a process had half written before the file became a write-ahead one: readers may not do it."""
    if path.with_name(f"{path.name}-journal").exists():
        engine = writing_engine(path)
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT count(*) FROM sqlite_master"))
        except DBAPIError as error:
            raise failure(error, path) from error
        finally:
            engine.dispose()


def _existing(path: Path) -> Reader:
    if not path.is_file():
        raise UsageError(
            f"there is no run in {path.parent}: it holds no {path.name}",
            fix="check the path, or start a run there with `dramaturg run SCENARIO --out DIR`",
        )
    return Reader(path)


@contextmanager
def _whatever_fails_is_damage(path: Path) -> Generator[None]:
    # Not for queries of callers, whose mistakes are their own.
    try:
        yield
    except OperationalError as error:
        raise damaged(path, str(error.orig)) from error


def _tables(reader: Reader) -> set[str]:
    return {row["name"] for row in reader.read(text("SELECT name FROM sqlite_master WHERE type = 'table'"))}


def _schema() -> list[Operation]:
    tables = metadata.sorted_tables
    indexes = [CreateIndex(index) for table in tables for index in sorted(table.indexes, key=str)]
    return [*map(CreateTable, tables), *indexes, fact(_VERSION, SCHEMA_VERSION), RECORD_OUTLINE]


def _require_schema(reader: Reader) -> None:
    if run.name not in _tables(reader):
        raise RunDirectoryError(
            f"{reader.path} is not a ledger",
            fix="check the path, or start a run elsewhere with `dramaturg run SCENARIO --out DIR`",
        )
    version, outline = reader.get(_VERSION), reader.get(_OUTLINE)
    if version != SCHEMA_VERSION:
        raise RunDirectoryError(
            f"the ledger {reader.path} has schema version {version}, this dramaturg reads {SCHEMA_VERSION}",
            fix="go on with the dramaturg that wrote it, or start a new run in another directory",
        )
    # Views and indexes that somebody added do no harm.
    if outline is None or not {*outline} <= {row["line"] for row in reader.read(OUTLINE)}:
        raise damaged(reader.path, "its tables are not laid out as they were")


def _require_sound(reader: Reader) -> None:
    findings = reader.read(text("PRAGMA quick_check(1)"))
    if [row["quick_check"] for row in findings] != ["ok"]:
        raise damaged(reader.path, shorten(findings[0]["quick_check"], 200))
