"""A run's accepted samples as rows, in the order of their settlement, and as a file."""

from collections.abc import Iterator
from pathlib import Path

from ..graphs.sample import Status
from ..runtime.ledger import Reader, briefs
from ..traces.held import read_held
from ..traces.lineage import Lineage
from ..traces.record import read_record
from .exporter import EXPORTERS
from .row import Row, row_of
from .writing import write_lines

CANONICAL = "jsonl"


def rows(ledger: Reader) -> Iterator[Row]:
    """Yield the row of every accepted sample, in the order of settlement."""
    record = read_record(ledger)
    lineage = Lineage(record.graph)
    for sample in read_held(ledger, briefs.c.status == Status.ACCEPTED):
        yield row_of(sample, record, lineage)


def export(ledger: Reader, format_name: str, path: Path) -> int:
    """Write a run's rows to a file in the named format, whole or not at all; return the number of lines.

    Raises:
        UsageError: there is no such format, or the file cannot be written.
    """
    lines = EXPORTERS.get(format_name).lines(rows(ledger))
    return write_lines(path, lines, run_directory=ledger.path.parent)


def write_jsonl(ledger: Reader, path: Path) -> int:
    """Write a run's rows in the canonical format; return their number."""
    return export(ledger, CANONICAL, path)
