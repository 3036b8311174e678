"""A run's balance: where its briefs went and why, what it cost, and what its measures say."""

import re
from collections import Counter
from typing import Final

from sqlalchemy import func, select

from ..graphs.sample import Status
from ..graphs.store import Counts, counts, spending
from ..runtime.frozen import Frozen
from ..runtime.journal import Usage
from ..runtime.ledger import Reader, briefs, calls
from ..traces.held import read_held
from ..traces.record import read_record
from .measure import Found, measured

_PLACE: Final = re.compile(r"^([\w:]+) in [^:]*: ")
"""How a reason begins that names a part of one sample."""
_ID: Final = re.compile(r"\b[0-9a-f]{24}\b")
_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")


class Outcome(Frozen):
    """So many briefs ended like this."""

    status: Status
    stage: str | None
    reason: str
    """Why, without what belongs to one sample alone: places, ids and figures."""
    count: int


class Balance(Frozen):
    """A run in figures. The outcomes add up to the issued briefs."""

    wanted: int
    counts: Counts
    outcomes: tuple[Outcome, ...]
    spending: dict[str, Usage]
    """Role → what its calls have cost."""
    measures: tuple[Found, ...]


def balance(ledger: Reader) -> Balance:
    """Return what a run came to, also while it runs.

    Raises:
        RunDirectoryError: the run never got as far as its scenario.
        UsageError: its kind is not installed here.
    """
    record = read_record(ledger)
    return Balance(
        wanted=ledger.get("wanted") or 0,
        counts=counts(ledger),
        outcomes=_outcomes(ledger),
        spending=_spending(ledger),
        measures=measured(record.kind, read_held(ledger, briefs.c.place.is_not(None))),
    )


def _outcomes(ledger: Reader) -> tuple[Outcome, ...]:
    """Return the funnel: in the order of the statuses, more frequent reasons first."""
    columns = (briefs.c.status, briefs.c.stage, briefs.c.reason)
    grouped = select(*columns, func.count().label("number")).group_by(*columns)
    tally = Counter[tuple[Status, str | None, str]]()
    for row in ledger.read(grouped):
        tally[Status(row["status"]), row["stage"], _plain(row["reason"])] += row["number"]
    order = list(Status)
    ranked = sorted(tally.items(), key=lambda held: (order.index(held[0][0]), held[0][1] or "", -held[1], held[0][2]))
    return tuple(Outcome(status=s, stage=stage, reason=reason, count=n) for (s, stage, reason), n in ranked)


def _plain(reason: str | None) -> str:
    """Return a reason as it is the same for all samples that it holds for."""
    bare = _ID.sub("another", _PLACE.sub(r"\1: ", reason or ""))
    return _NUMBER.sub("N", bare.removeprefix("verifier:"))


def _spending(ledger: Reader) -> dict[str, Usage]:
    roles = ledger.read(select(calls.c.role).distinct().order_by(calls.c.role))
    return {row["role"]: spending(ledger, role=row["role"]) for row in roles}
