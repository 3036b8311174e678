"""Reading a run's briefs with what became of them, page by page, so that a large run needs little memory."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, select

from ..graphs.sample import Sample
from ..runtime.ledger import Reader, briefs, samples

PAGE = 500

_COLUMNS = (
    briefs.c.place,
    briefs.c.status,
    briefs.c.stage,
    briefs.c.reason,
    briefs.c.brief,
    samples.c.record,
)


def read_held(ledger: Reader, *wanted: ColumnElement[bool]) -> Iterator[Sample]:
    """Yield every brief that meets all of `wanted`: the settled in the order of settlement, then the others.

    A brief that is pending or was not needed comes as a sample without rounds.
    """
    query = select(*_COLUMNS).outerjoin(samples).where(*wanted)
    settled = query.where(briefs.c.place.is_not(None)).order_by(briefs.c.place)
    yield from _pages(ledger, settled)
    unsettled = query.where(briefs.c.place.is_(None)).order_by(briefs.c.index, briefs.c.cell)
    yield from map(_sample, ledger.read(unsettled))


def count_held(ledger: Reader, *wanted: ColumnElement[bool]) -> int:
    """Return how many briefs meet all of `wanted`."""
    return ledger.read(select(func.count().label("number")).select_from(briefs).where(*wanted))[0]["number"]


def _pages(ledger: Reader, query: Select[*tuple[Any, ...]]) -> Iterator[Sample]:
    after = -1
    while page := ledger.read(query.where(briefs.c.place > after).limit(PAGE)):
        yield from map(_sample, page)
        after = page[-1]["place"]


def _sample(row: RowMapping) -> Sample:
    record: dict[str, Any] = json.loads(row["record"] or "{}")
    outcome = {name: row[name] for name in ("status", "stage", "reason")}
    return Sample.model_validate({**record, **outcome, "brief": json.loads(row["brief"])})
