"""What of a run is kept in the ledger, and how it is read back. Totals are always sums over the ledger."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import RowMapping, Table, func, select

from ..personas.graph import Admission, PersonaGraph, Rejection, SeedNode
from ..personas.persona import Candidate, Persona
from ..runtime.frozen import Frozen
from ..runtime.journal import Usage
from ..runtime.ledger import (
    Insert,
    Operation,
    Reader,
    Row,
    Upsert,
    briefs,
    calls,
    persona_rejections,
    personas,
    samples,
    steps,
)
from ..scenarios.brief import Brief
from ..scenarios.seed import Seed
from .sample import Sample, Status


class Step(Frozen):
    """One node's turn in a graph."""

    node: str
    round: int
    duration_ms: int


class Counts(Frozen):
    """How many briefs stand where, and what was spent. `cost_usd` is None where some price is unknown."""

    issued: int = 0
    accepted: int = 0
    rejected: int = 0
    failed: int = 0
    surplus: int = 0
    pending: int = 0
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = 0.0
    personas: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether nothing has vanished."""
        return self.issued == self.accepted + self.rejected + self.failed + self.surplus + self.pending


def counts(ledger: Reader) -> Counts:
    """Count what the ledger holds."""
    by_status = _by_status(ledger)
    spent = spending(ledger)
    return Counts(
        issued=_number(ledger, briefs),
        **{status.value: by_status.get(status, 0) for status in Status},
        **spent.model_dump(),
        personas=_number(ledger, personas),
    )


def spending(ledger: Reader, role: str | None = None) -> Usage:
    """Return what all calls have cost, or those of one role."""
    sums = select(
        func.count().label("calls"),
        func.coalesce(func.sum(calls.c.tokens_in), 0).label("tokens_in"),
        func.coalesce(func.sum(calls.c.tokens_out), 0).label("tokens_out"),
        func.coalesce(func.sum(calls.c.cost_usd), 0.0).label("cost_usd"),
        func.count(calls.c.cost_usd).label("priced"),
    )
    row = ledger.read(sums if role is None else sums.where(calls.c.role == role))[0]
    return Usage(
        calls=row["calls"],
        tokens_in=row["tokens_in"],
        tokens_out=row["tokens_out"],
        cost_usd=round(row["cost_usd"], 6) if row["priced"] == row["calls"] else None,
    )


def _by_status(ledger: Reader) -> dict[str, int]:
    grouped = select(briefs.c.status, func.count().label("number")).group_by(briefs.c.status)
    return {row["status"]: row["number"] for row in ledger.read(grouped)}


def _number(ledger: Reader, table: Table) -> int:
    return ledger.read(select(func.count().label("number")).select_from(table))[0]["number"]


def issued(brief: Brief) -> Operation:
    """Return the entry of a brief that starts out."""
    return Upsert(briefs, [_brief_row(brief)])


class Settlement(NamedTuple):
    """A settled brief: what became of it, its place in the order of settlement, and the steps it took."""

    sample: Sample
    place: int
    steps: Sequence[Step]


def settled(decided: Sequence[Settlement]) -> tuple[Operation, ...]:
    """Return everything that settles these briefs, for one transaction."""
    return (
        Upsert(briefs, [_settled_row(settlement) for settlement in decided]),
        Upsert(samples, [_sample_row(settlement.sample) for settlement in decided]),
        Upsert(steps, [row for settlement in decided for row in _step_rows(settlement)]),
    )


def _settled_row(settlement: Settlement) -> Row:
    sample = settlement.sample
    standing = {"status": sample.status, "stage": sample.stage, "reason": sample.reason, "place": settlement.place}
    return _brief_row(sample.brief, **standing)


def _brief_row(brief: Brief, **standing: object) -> Row:
    """Return a whole row: all of them have the same columns, so neighbouring ones are written together."""
    return {
        "id": brief.id,
        "cell": brief.cell,
        "index": brief.index,
        "status": Status.PENDING,
        "stage": None,
        "reason": None,
        "place": None,
        **standing,
        "brief": brief.model_dump_json(),
    }


def _sample_row(sample: Sample) -> Row:
    return {"brief_id": sample.brief.id, "record": sample.model_dump_json(exclude={"brief"})}


def _step_rows(settlement: Settlement) -> Iterator[Row]:
    for ordinal, step in enumerate(settlement.steps):
        yield {
            "owner": settlement.sample.brief.id,
            "ordinal": ordinal,
            "node": step.node,
            "summary": json.dumps({"round": step.round}),
            "duration_ms": step.duration_ms,
        }


def read_samples(ledger: Reader) -> list[Sample]:
    """Return all settled samples in the order of settlement."""
    joined = select(briefs.c.brief, samples.c.record).join(samples).order_by(briefs.c.place)
    return [_sample(row["brief"], row["record"]) for row in ledger.read(joined.where(briefs.c.place.is_not(None)))]


def _sample(brief: str, record: str) -> Sample:
    return Sample.model_validate({**json.loads(record), "brief": json.loads(brief)})


def grown(graph: PersonaGraph) -> tuple[Operation, ...]:
    """Return the entries of a whole persona graph."""
    return (
        Insert(personas, [_persona_row(place, held) for place, held in enumerate(graph.admissions())]),
        Insert(persona_rejections, [_rejection_row(place, held) for place, held in enumerate(graph.rejections())]),
    )


def read_personas(ledger: Reader, seeds: Sequence[Seed]) -> PersonaGraph:
    """Return the persona graph that was frozen in the ledger."""
    admitted = ledger.read(select(personas).order_by(personas.c.place))
    refused = ledger.read(select(persona_rejections).order_by(persona_rejections.c.place))
    return PersonaGraph.of(
        [SeedNode(id=seed.id, text=seed.text, source=seed.source) for seed in seeds],
        [_admission(row) for row in admitted],
        [_rejection(row) for row in refused],
    )


def _persona_row(place: int, held: Admission) -> dict[str, object]:
    persona = held.persona
    return {
        **persona.model_dump(exclude={"attributes"}),
        "place": place,
        "attributes": json.dumps(persona.attributes, ensure_ascii=False),
        "source": held.source,
        "tie": held.tie,
        "ordinal": held.ordinal,
    }


def _rejection_row(place: int, held: Rejection) -> dict[str, object]:
    candidate = held.candidate
    return {
        **candidate.model_dump(exclude={"attributes"}),
        "place": place,
        "attributes": json.dumps(candidate.attributes, ensure_ascii=False),
        **held.model_dump(include={"stage", "reason", "neighbour", "similarity"}),
    }


def _admission(row: RowMapping) -> Admission:
    person = {name: row[name] for name in ("id", "text", "origin", "granularity", "round")}
    persona = Persona(**person, attributes=json.loads(row["attributes"]))
    return Admission(persona=persona, source=row["source"], tie=row["tie"], ordinal=row["ordinal"])


def _rejection(row: RowMapping) -> Rejection:
    asked = {name: row[name] for name in ("text", "origin", "granularity", "round", "source", "tie", "ordinal")}
    told = {name: row[name] for name in ("stage", "reason", "neighbour", "similarity")}
    return Rejection(candidate=Candidate(**asked, attributes=json.loads(row["attributes"])), **told)
