"""Finding samples: by status, stage, quota cell, and by what their texts say."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from ..graphs.sample import Sample, Stage, Status
from ..runtime.errors import UsageError
from ..runtime.frozen import Frozen
from ..runtime.ledger import Reader, briefs
from ..scenarios.kind import Kind
from .held import count_held, read_held
from .record import read_record

QUOTA = "quota"
"""The stage of a brief whose cell was full before it was its turn."""


class Filter(Frozen):
    """Which samples are wanted; all that is set must hold. `pattern` is a regular expression without case."""

    status: str | None = None
    stage: str | None = None
    cell: str | None = None
    pattern: str | None = None


class Listed(Frozen):
    """One sample in a line."""

    id: str
    status: str
    stage: str | None
    reason: str | None
    cell: str
    index: int
    rounds: int
    score: float | None
    """The mean of the judge's scores."""
    tokens: int
    text: str
    """What the near-duplicate gate compares; empty where nothing was written."""
    persona: str
    seed: str


class Listing(NamedTuple):
    """The samples that were asked for, and how many there are if not all of them were."""

    samples: tuple[Listed, ...]
    total: int


def listing(ledger: Reader, wanted: Filter, limit: int | None = None) -> Listing:
    """Return the samples that a filter lets through, in the order of settlement, at most `limit` of them.

    Raises:
        UsageError: the filter names a status, stage or cell that there is not, or a broken pattern.
    """
    record = read_record(ledger)
    conditions, pattern = _conditions(ledger, wanted), _compiled(wanted.pattern)
    if pattern is None:
        found = tuple(_listed(s, record.kind) for s in islice(read_held(ledger, *conditions), limit))
        return Listing(found, count_held(ledger, *conditions))
    matching = [s for s in read_held(ledger, *conditions) if any(map(pattern.search, _texts(s, record.kind)))]
    return Listing(tuple(_listed(sample, record.kind) for sample in matching[:limit]), len(matching))


def _conditions(ledger: Reader, wanted: Filter) -> list[ColumnElement[bool]]:
    known = {
        "status": set(map(str, Status)),
        "stage": {*map(str, Stage), QUOTA, *_occurring(ledger, "stage")},
        "cell": _occurring(ledger, "cell"),
    }
    conditions: list[ColumnElement[bool]] = []
    for name, values in known.items():
        value = getattr(wanted, name)
        if value is not None and value not in values:
            some = ", ".join(sorted(values)) or "(none yet)"
            raise UsageError(f"no sample has the {name} {value!r}", fix=f"use one of: {some}")
        if value is not None:
            conditions.append(briefs.c[name] == value)
    return conditions


def _occurring(ledger: Reader, column: str) -> set[str]:
    found = ledger.read(select(briefs.c[column].label("value")).distinct())
    return {row["value"] for row in found if row["value"] is not None}


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    if pattern is None:
        return None
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise UsageError(
            f"{pattern!r} is no regular expression: {error}", fix="put a backslash before ( [ { * + ? . | ^ $"
        ) from None


def _texts(sample: Sample, kind: Kind) -> Iterator[str]:
    """Yield what a search looks through: drafts of all rounds, persona, seed, plan and reason."""
    brief = sample.brief
    yield from (*(persona.text for persona in brief.people), brief.seed.text, sample.reason or "")
    if sample.plan:
        yield from (sample.plan.situation, sample.plan.task, *sample.plan.must_include)
    for held in sample.rounds:
        yield from kind.parts(held.draft.payload).values()


def _listed(sample: Sample, kind: Kind) -> Listed:
    scores = sample.verdict.scores.values() if sample.verdict else ()
    brief, draft = sample.brief, sample.draft
    return Listed(
        **brief.model_dump(include={"id", "cell", "index"}),
        status=sample.status,
        stage=sample.stage,
        reason=sample.reason,
        rounds=len(sample.rounds),
        score=sum(scores) / len(scores) if scores else None,
        tokens=sample.usage.tokens_in + sample.usage.tokens_out,
        text=kind.gist(draft.payload) if draft else "",
        persona=brief.persona.text,
        seed=brief.seed.source,
    )
