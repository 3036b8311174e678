"""What a transaction is made of, and how neighbouring rows are written together."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, Executable, Table, insert

from .sqlite import upsert

Row: TypeAlias = Mapping[str, object]
"""Column names and values. Columns that are left out are empty."""


class Insert(NamedTuple):
    """Add rows that are not there yet."""

    table: Table
    rows: Sequence[Row]


class Upsert(NamedTuple):
    """Add rows, or replace the named columns of those that are there. Rows hold every required column."""

    table: Table
    rows: Sequence[Row]


Operation: TypeAlias = Insert | Upsert | Executable
"""One thing to write; any SQLAlchemy statement will do."""


def execute(connection: Connection, operations: Iterable[Operation]) -> None:
    """Write `operations` in their order, neighbouring rows of one table together."""
    batch = _Batch(connection)
    for operation in operations:
        if isinstance(operation, Insert | Upsert):
            for row in operation.rows:
                batch.add(type(operation), operation.table, row)
        else:
            batch.flush()
            connection.execute(operation)
    batch.flush()


class _Batch:
    """Rows of one kind, table and set of columns, waiting to be written at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._target: tuple[type[Insert | Upsert], Table, tuple[str, ...]] | None = None
        self._rows: list[Row] = []

    def add(self, kind: type[Insert | Upsert], table: Table, row: Row) -> None:
        # The columns belong to the target, since SQLAlchemy takes those of the first row for all rows.
        target = (kind, table, tuple(row))
        if target != self._target:
            self.flush()
            self._target = target
        self._rows.append(row)

    def flush(self) -> None:
        if self._target is not None:
            self._connection.execute(_statement(*self._target), self._rows)
        self._target, self._rows = None, []


@cache  # building one takes longer than running it
def _statement(kind: type[Insert | Upsert], table: Table, columns: tuple[str, ...]) -> Executable:
    # SQLAlchemy would leave an unknown column out without a word.
    if unknown := [name for name in columns if name not in table.c]:
        raise ValueError(f"the table {table.name} has no column {', '.join(unknown)}")
    return insert(table) if kind is Insert else upsert(table, columns)
