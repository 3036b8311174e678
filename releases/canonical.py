"""A run's accepted samples as rows, in the order of their settlement, and as a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..graphs.sample import Status
from ..runtime.ledger import Reader, briefs
from ..traces.held import read_held
from ..traces.lineage import Lineage
from ..traces.record import read_record
from .exporter import EXPORTERS
from .row import Row, row_of
from .writing import write_lines

CANONICAL = "jsonl"


class Written(NamedTuple):
    """How many rows went into a file, and how many of them a rehearsal model had a part in."""

    rows: int
    simulated: int


def rows(ledger: Reader) -> Iterator[Row]:
    """Yield the row of every accepted sample, in the order of settlement."""
    record = read_record(ledger)
    lineage = Lineage(record.graph)
    for sample in read_held(ledger, briefs.c.status == Status.ACCEPTED):
        yield row_of(sample, record, lineage)


def export(ledger: Reader, format_name: str, path: Path) -> Written:
    """Write a run's rows to a file in the named format, whole or not at all.

    Raises:
        UsageError: there is no such format, or the file cannot be written.
    """
    marks: list[bool] = []

    def counted() -> Iterator[Row]:
        for row in rows(ledger):
            marks.append(row.simulated)
            yield row

    write_lines(path, EXPORTERS.get(format_name).lines(counted()), run_directory=ledger.path.parent)
    return Written(len(marks), sum(marks))


def write_jsonl(ledger: Reader, path: Path) -> Written:
    """Write a run's rows to a file in the canonical format, whole or not at all."""
    return export(ledger, CANONICAL, path)
