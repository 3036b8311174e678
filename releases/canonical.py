"""A run's accepted samples as rows, in the order of their settlement, and as a file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ..runtime.ledger import Reader
from ..traces.lineage import Lineage
from ..traces.record import read_record
from .curriculum import accepted
from .exporter import EXPORTERS, Dropped, ExportOptions
from .row import Row, row_of
from .writing import write_lines

CANONICAL = "jsonl"


class Written(NamedTuple):
    """What became of the rows: each is in the file, or dropped with its reason."""

    rows: int
    """Rows of the file: of most formats one per sample."""
    simulated: int
    """Rows of the file that a rehearsal model had a part in."""
    unexecuted: int
    """Rows of the file in which a model answered for tools."""
    repaired: Mapping[str, tuple[str, ...]]
    """Row id → what was changed so that the format takes it."""
    dropped: Mapping[str, Dropped]
    """Row id → why it is not in the file."""


def rows(ledger: Reader, order: str | None = None) -> Iterator[Row]:
    """Yield the row of every accepted sample, in the order of settlement or of a curriculum (see `accepted`)."""
    record = read_record(ledger)
    lineage = Lineage(record.graph)
    for sample in accepted(ledger, record.scenario, order):
        yield row_of(sample, record, lineage)


def export(ledger: Reader, format_name: str, path: Path, options: ExportOptions | None = None) -> Written:
    """Write a run's rows to a file in the named format, whole or not at all.

    Raises:
        UsageError: there is no such format, its options do not suit these rows, or the file cannot be written.
    """
    render, chosen = EXPORTERS.get(format_name).render, options or ExportOptions()
    marks: list[tuple[bool, bool]] = []
    repaired: dict[str, tuple[str, ...]] = {}
    dropped: dict[str, Dropped] = {}

    def lines() -> Iterator[str]:
        for row in rows(ledger, chosen.order):
            rendered = render(row, chosen)
            if isinstance(rendered, Dropped):
                dropped[row.id] = rendered
                continue
            made = (rendered.text, *rendered.more)
            marks.extend([(row.simulated, row.unexecuted)] * len(made))
            if rendered.repairs:
                repaired[row.id] = rendered.repairs
            yield from made

    write_lines(path, lines(), run_directory=ledger.path.parent)
    simulated, unexecuted = (sum(mark[place] for mark in marks) for place in (0, 1))
    return Written(len(marks), simulated, unexecuted, repaired, dropped)


def write_jsonl(ledger: Reader, path: Path) -> Written:
    """Write a run's rows to a file in the canonical format, whole or not at all."""
    return export(ledger, CANONICAL, path)
