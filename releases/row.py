"""A row: an accepted sample as it leaves the house, with everything that explains it.

Content and provenance only. What may differ between two runs of one scenario with the same replies (clock,
latency, endpoint, retries, where the run lies) is in the trace and never in a row.
"""

from typing import Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from ..graphs.reliability import Attempted
from ..graphs.sample import Sample
from ..personas.persona import Origin, Persona
from ..runtime.errors import UsageError
from ..runtime.frozen import Frozen, is_mapping
from ..scenarios.brief import Brief
from ..scenarios.draft import Round, best_of
from ..scenarios.finding import Check, Severity
from ..scenarios.kind import Kind
from ..scenarios.seed import Seed
from ..traces.lineage import Lineage, Link
from ..traces.record import Record


class RowPersona(Frozen):
    """Who it was written for, with the path back to the text that they grew from."""

    id: str
    text: str
    origin: Origin
    path: tuple[Link, ...]


class RowPlan(Frozen):
    """What was to be written."""

    situation: str
    task: str
    must_include: tuple[str, ...]


class RowFinding(Frozen):
    """What was found in one round. The payload is the best round's, so some were mended on the way."""

    round: int
    source: str
    where: str
    problem: str
    severity: Severity


class FailedAttempt(Frozen):
    """An attempt at the same brief that a verifier blocked."""

    payload: dict[str, Any]
    faulted: frozenset[str] = frozenset()
    """The voices whose doing it was; none in kinds of one voice."""


class Row(Frozen):
    """One accepted sample. In a dump or JSON the payload's fields stand beside the others, after `kind`."""

    id: str
    kind: str
    payload: dict[str, Any]
    controls: dict[str, str]
    weights: dict[str, float] = {}
    """Control → the probability with which its value was drawn; the product is that of the combination."""
    persona: RowPersona
    partners: tuple[RowPersona, ...] = ()
    """Whom they meet, in kinds with more than one person."""
    seed: Seed
    plan: RowPlan | None
    rounds: int
    gains: tuple[int, ...]
    findings: tuple[RowFinding, ...]
    checks: tuple[Check, ...] = ()
    """What code checked of the payload, and how each came out."""
    scores: dict[str, int]
    reasons: dict[str, str]
    objection: str | None
    models: dict[str, str]
    """Role → model; `default` plays every role that is not named."""
    prompts: dict[str, str]
    """Agent, or kind, → hash of its prompt."""
    calls: int
    tokens_in: int
    tokens_out: int
    cost_usd: float | None
    mended: tuple[str, ...]
    """Leniencies that were needed to read replies, as step:what."""
    simulated: bool
    """Whether a rehearsal model had a part in it: then it is no training data."""
    unexecuted: bool = False
    """Whether a model answered for tools that were not executed: then no result of theirs is proven."""
    cell: str
    index: int
    scenario: str
    """The scenario's identity, not its name."""
    random_seed: int
    attempted: Attempted | None = None
    """How many independent attempts at its task passed (pass^k, pass@k), in kinds that are acted out in a world."""
    attempts: tuple[FailedAttempt, ...] = Field(default=(), exclude=True)
    """What a verifier blocked of other rounds, for pairs of what to do and what not; in no dump of the row."""

    @model_serializer(mode="wrap")
    def _flat(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        flat: dict[str, Any] = {}
        for name, value in dump(self).items():
            flat |= value if name == "payload" else {name: value}
        return flat

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: object) -> object:
        if not is_mapping(given) or "payload" in given:
            return given
        own = {name: value for name, value in given.items() if name in cls.model_fields}
        return own | {"payload": {name: value for name, value in given.items() if name not in own}}


def row_of(sample: Sample, record: Record, lineage: Lineage) -> Row:
    """Return the row of an accepted sample.

    Raises:
        UsageError: it has no draft, or its kind gives a part the name of one of a row's own fields.
    """
    brief, draft = sample.brief, sample.draft
    if draft is None:
        raise UsageError(f"sample {brief.id} has no draft", fix="export accepted samples only")
    payload = record.kind.completed(draft.payload, brief)
    _refuse_taken_names(record.kind.name, payload)
    verdict, usage = sample.verdict, sample.usage
    return Row(
        id=brief.id,
        kind=record.kind.name,
        payload=payload,
        controls={name: drawn.value for name, drawn in brief.controls.items()},
        weights={name: drawn.chance for name, drawn in brief.controls.items()},
        persona=_person(brief.persona, lineage),
        partners=tuple(_person(partner, lineage) for partner in brief.partners),
        seed=brief.seed,
        plan=RowPlan(**sample.plan.model_dump()) if sample.plan else None,
        rounds=len(sample.rounds),
        gains=sample.gains,
        findings=_findings(sample),
        checks=best_of(sample.rounds).checks,
        scores=verdict.scores if verdict else {},
        reasons=verdict.reasons if verdict else {},
        objection=verdict.objection if verdict else None,
        models={role: spec.name for role, spec in record.scenario.models.items()},
        prompts=dict(record.prompts),
        **usage.model_dump(),
        mended=sample.mended,
        simulated=sample.simulated,
        unexecuted=any(check.unexecuted for check in best_of(sample.rounds).checks),
        cell=brief.cell,
        index=brief.index,
        scenario=record.scenario_id,
        random_seed=record.scenario.random_seed,
        attempted=sample.attempted,
        attempts=tuple(
            _failed(held, record.kind, brief) for held in sample.rounds if held.is_blocked and held.draft != draft
        ),
    )


def _failed(held: Round, kind: Kind, brief: Brief) -> FailedAttempt:
    blocking = [finding for finding in held.findings if finding.severity is Severity.BLOCKING]
    return FailedAttempt(payload=kind.completed(held.draft.payload, brief), faulted=kind.faulted(blocking))


def _person(persona: Persona, lineage: Lineage) -> RowPersona:
    kept = persona.model_dump(include={"id", "text", "origin"})
    return RowPersona(**kept, path=lineage.of(persona.id))


def _findings(sample: Sample) -> tuple[RowFinding, ...]:
    kept = {"source", "where", "problem", "severity"}
    return tuple(
        RowFinding(round=held.draft.round, **finding.model_dump(include=kept))
        for held in sample.rounds
        for finding in held.findings
    )


def _refuse_taken_names(kind: str, payload: dict[str, Any]) -> None:
    taken = sorted(set(payload) & set(Row.model_fields))
    if taken:
        raise UsageError(
            f"the kind {kind!r} names a part of its payload {', '.join(taken)}, which every row has already",
            fix="give that field of the kind's payload another name",
        )
