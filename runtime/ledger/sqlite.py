"""All that is SQLite's own: how a ledger is opened, how rows are replaced, which errors mean a sick disk."""

import shlex
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL, Connection, Engine, Executable, Table, create_engine, event, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, Pool, QueuePool

from ..errors import RunDirectoryError

BUSY_TIMEOUT_MS = 10_000

_SHARED = (f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}", "PRAGMA mmap_size=0", "PRAGMA foreign_keys=ON")
_PAGE_BYTES = 16384
"""A call's row is 3 to 8 kB: on SQLite's usual 4 KiB pages each would spill over, and cost twice the writes."""
_WRITING = (
    *_SHARED,
    f"PRAGMA page_size={_PAGE_BYTES}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA temp_store=MEMORY",
)
_READING = (*_SHARED, "PRAGMA query_only=ON")


class _Fault(NamedTuple):
    what: str
    fix: str


_RESUME = "then go on with `dramaturg resume {home}`"
_DAMAGED = "put back a copy of it, or start a new run in another directory with `dramaturg run`"
_DISK = "check free space, quota, file size limit (`ulimit -f`) and the disk, " + _RESUME
_BUSY = _Fault("another program is writing to it", "close that program, " + _RESUME)

_FAULTS = {
    sqlite3.SQLITE_FULL: _Fault("the disk is full", "free some space, " + _RESUME),
    sqlite3.SQLITE_IOERR: _Fault("the operating system refused to read or write", _DISK),
    sqlite3.SQLITE_READONLY: _Fault("it may not be written to", "make it writable, " + _RESUME),
    sqlite3.SQLITE_PERM: _Fault("it may not be used", "make it readable and writable, " + _RESUME),
    sqlite3.SQLITE_CANTOPEN: _Fault("it cannot be opened", "check its path and permissions, " + _RESUME),
    sqlite3.SQLITE_CORRUPT: _Fault("it is damaged", _DAMAGED),
    sqlite3.SQLITE_NOTADB: _Fault("it is not a ledger, or it is damaged", _DAMAGED),
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_INTERRUPT: _Fault("a write was interrupted", _RESUME.removeprefix("then ")),
}


def writing_engine(path: Path) -> Engine:
    """Return the engine for the one connection that writes to the ledger at `path`."""
    engine = _engine(path, "rw", _WRITING, NullPool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reading_engine(path: Path) -> Engine:
    """Return an engine whose connections can read the ledger at `path` and nothing else."""
    return _engine(path, "ro", _READING, QueuePool)


def _engine(path: Path, mode: str, pragmas: Iterable[str], pool: type[Pool]) -> Engine:
    url = URL.create("sqlite", database=path.absolute().as_uri(), query={"mode": mode, "uri": "true"})
    # isolation_level None: the driver begins nothing on its own. Parameters are texts of a run: not for logs.
    engine = create_engine(url, connect_args={"isolation_level": None}, hide_parameters=True, poolclass=pool)

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    event.listen(engine, "connect", prepare)
    return engine


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


_OUTLINE = "SELECT type || name || tbl_name || coalesce(sql, '') AS line FROM sqlite_master"

OUTLINE = text(_OUTLINE)
"""Reads how the tables are laid out, one `line` for each table and index."""

RECORD_OUTLINE = text(f"INSERT INTO run (key, value) SELECT 'outline', json_group_array(line) FROM ({_OUTLINE})")
"""Notes the layout in the ledger itself, so that damage to it, which SQLite does not look for, is seen."""


def upsert(table: Table, columns: Iterable[str]) -> Executable:
    """Return the statement that adds a row, or replaces its `columns` where the primary key is there."""
    keys = [column.name for column in table.primary_key.columns]
    statement = sqlite.insert(table)
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def is_fatal(error: BaseException) -> bool:
    """Tell whether the store itself failed, so that no later write can be trusted to succeed."""
    return isinstance(error, OSError | MemoryError) or _code(error) in _FAULTS


def failure(error: BaseException, path: Path) -> RunDirectoryError:
    """Return a new error that names what is wrong with the ledger at `path`, caused by `error`."""
    fault = _FAULTS.get(_code(error), _Fault(f"{type(error).__name__}: {error}", _DISK))
    home = shlex.quote(str(path.parent))
    named = RunDirectoryError(f"the ledger {path} failed: {fault.what}", fix=fault.fix.format(home=home))
    named.__cause__ = error
    return named


def damaged(path: Path, detail: str) -> RunDirectoryError:
    """Return an error for a ledger whose content is not what was written."""
    return RunDirectoryError(f"the ledger {path} is damaged: {detail}", fix=_DAMAGED)


def _code(error: BaseException) -> int:
    """Return SQLite's primary result code, 0 if the error is not SQLite's."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code: object = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF
    # The driver's own, without a code: text in the file that is no longer UTF-8.
    damage = isinstance(cause, sqlite3.OperationalError | UnicodeDecodeError)
    return sqlite3.SQLITE_CORRUPT if damage else sqlite3.SQLITE_OK
