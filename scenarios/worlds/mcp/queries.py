"""What the library's desk asks its database, in SQL.

A query names columns, so it waits until the description of its table has shown them.
"""

from collections.abc import Mapping
from typing import Any, Final

from ...errands import Step, Values
from .lending import later


def described(table: str, columns: str) -> Step:
    """Return the step that looks at a table, and learns which columns it has."""
    learns = {f"{table}.{column}": f"[name={column}].name" for column in columns.split()}
    return Step("describe_table", {"table_name": f"{{{table}_table}}"}, learns=learns, can_lack=False)


def read(query: str, learns: Mapping[str, Any], *tables: Step) -> Step:
    """Return the step that reads, once these tables were looked at."""
    return Step("read_query", {"query": query}, learns=learns, needs=_columns(tables), can_lack=False)


def write(query: str, announces: str, *tables: Step) -> Step:
    """Return the step that writes, once these tables were looked at."""
    return Step("write_query", {"query": query}, announces=announces, needs=_columns(tables))


def _columns(tables: tuple[Step, ...]) -> tuple[str, ...]:
    return tuple(name for step in tables for name in step.learns)


def renewed_until(result: Any, known: Values) -> str | None:
    """Work out until when a loan can be renewed."""
    return later(known["due"], known["more"])


def lent_until(result: Any, known: Values) -> str | None:
    """Work out until when a book can be lent."""
    return later(known["today"], known["term"])


def learning(step: Step, **learns: Any) -> Step:
    """Return a look-up from whose result more is learnt."""
    return Step(step.tool, step.arguments, learns={**step.learns, **learns}, needs=step.needs, can_lack=False)


TABLES: Final = Step(
    "list_tables",
    {},
    learns={f"{name}_table": f"[name={name}].name" for name in ("members", "books", "loans")},
    can_lack=False,
)
MEMBERS: Final = described("members", "id address")
BOOKS: Final = described("books", "id title copies")
LOANS: Final = described("loans", "id member book due renewals returned")

LOAN: Final = read(
    "SELECT loans.id, loans.due, loans.renewals FROM loans JOIN books ON books.id = loans.book"
    " WHERE loans.member = '{member}' AND books.title = '{title}' AND loans.returned = 0",
    {"loan": "0.id", "due": "0.due", "renewals": "0.renewals"},
    BOOKS,
    LOANS,
)
FREE: Final = read(
    "SELECT id, copies, copies - (SELECT count(*) FROM loans WHERE book = books.id AND returned = 0) AS free"
    " FROM books WHERE title = '{title}'",
    {"book": "0.id", "copies": "0.copies", "free": "0.free"},
    BOOKS,
    LOANS,
)
STANDING: Final = read(
    "SELECT count(*) AS out, count(CASE WHEN due < '{today}' THEN 1 END) AS overdue"
    " FROM loans WHERE member = '{member}' AND returned = 0",
    {"out": "0.out", "overdue": "0.overdue"},
    LOANS,
)
DUE_NOW: Final = read("SELECT due FROM loans WHERE id = {loan}", {"due_now": "0.due"}, LOANS)
LENT: Final = read(
    "SELECT id, due FROM loans WHERE member = '{member}' AND book = '{book}' AND returned = 0",
    {"due_now": "0.due"},
    LOANS,
)
