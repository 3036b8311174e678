"""Telling a sample's story from the ledger."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from sqlalchemy import select

from ..graphs.sample import Neighbour, Sample, Status
from ..runtime.errors import UsageError
from ..runtime.ledger import Reader, briefs
from ..scenarios.draft import Round, best_of
from ..scenarios.finding import Finding
from ..scenarios.kind import Kind
from ..scenarios.rubric import Rubric
from .changes import changes
from .held import read_held
from .journey import read_calls, read_steps, usage_of
from .lineage import Lineage
from .naming import FEW, chosen
from .record import read_record
from .story import (
    Answer,
    Control,
    NeighbourStory,
    PartStory,
    PersonStory,
    RoundStory,
    ScoreStory,
    Story,
    VerdictStory,
)


def story(ledger: Reader, brief_id: str) -> Story:
    """Return the story of one sample.

    Args:
        ledger: the run's.
        brief_id: its id, or a beginning that no other has.

    Raises:
        UsageError: no sample, or more than one, has such an id.
    """
    sample, record = _one(ledger, brief_id), read_record(ledger)
    brief = sample.brief
    steps, lineage = read_steps(ledger, brief.id), Lineage(record.graph)
    calls = read_calls(ledger, sample, steps)
    return Story(
        **brief.model_dump(include={"id", "cell", "index"}),
        kind=record.kind.name,
        status=sample.status,
        stage=sample.stage,
        reason=sample.reason,
        simulated=any(call.is_simulated for call in calls),
        seed=brief.seed,
        passages=brief.passages,
        persona=brief.persona,
        path=lineage.of(brief.persona.id),
        partners=tuple(PersonStory(persona=partner, path=lineage.of(partner.id)) for partner in brief.partners),
        controls={
            name: Control(value=drawn.value, direction=drawn.direction(name)) for name, drawn in brief.controls.items()
        },
        examples=len(brief.examples),
        plan=sample.plan,
        backstage=record.kind.backstage(sample.draft.payload) if sample.draft else {},
        rounds=_rounds(sample, record.kind),
        attempted=sample.attempted,
        verdict=_verdict(sample, record.rubric),
        neighbour=sample.neighbour and _neighbour(ledger, sample.neighbour, record.kind),
        calls=calls,
        steps=steps,
        usage=usage_of(calls),
        duration_ms=sum(step.duration_ms for step in steps),
    )


def first_story_id(ledger: Reader) -> str:
    """Return the id of the first accepted sample, or else of the first that there is.

    Raises:
        UsageError: the run has no samples yet.
    """
    for wanted in ((briefs.c.status == Status.ACCEPTED,), ()):
        for sample in read_held(ledger, *wanted):
            return sample.brief.id
    raise UsageError(
        f"{ledger.path.parent} has no samples yet", fix="go on with `dramaturg resume`, or wait for the run"
    )


def _one(ledger: Reader, named: str) -> Sample:
    """Return the only sample whose id starts so."""
    begins_so = briefs.c.id.startswith(named, autoescape=True)
    ids = [row["id"] for row in ledger.read(select(briefs.c.id).where(begins_so).limit(FEW + 1))]
    found = chosen(named, ids, noun="sample", see=f"dramaturg traces list {ledger.path.parent}")
    return next(read_held(ledger, briefs.c.id == found))


def _rounds(sample: Sample, kind: Kind) -> tuple[RoundStory, ...]:
    best = best_of(sample.rounds) if sample.rounds else None
    return tuple(
        _round(kind, held, sample.rounds[number - 1] if number else None).model_copy(
            update={"gain": sample.gains[number - 1] if number else None, "is_best": held is best}
        )
        for number, held in enumerate(sample.rounds)
    )


def _round(kind: Kind, held: Round, before: Round | None) -> RoundStory:
    parts = kind.parts(held.draft.payload)
    earlier = kind.parts(before.draft.payload) if before else None
    beside = kind.beside(held.draft.payload)
    return RoundStory(
        number=held.draft.round,
        checks=held.checks,
        parts=tuple(
            _part(name, text, held.findings, earlier).model_copy(
                update={"voice": kind.voice(name), "beside": beside.get(name, "")}
            )
            for name, text in parts.items()
        ),
        elsewhere=tuple(finding for finding in held.findings if finding.where not in parts),
        answers=_answers(before.findings, held.draft.answers) if before else (),
        weight=held.weight,
    )


def _part(name: str, text: str, findings: Sequence[Finding], earlier: Mapping[str, str] | None) -> PartStory:
    return PartStory(
        name=name,
        text=text,
        findings=tuple(finding for finding in findings if finding.where == name),
        changes=None if earlier is None else changes(earlier.get(name, ""), text),
    )


def _answers(findings: Sequence[Finding], said: Sequence[str]) -> tuple[Answer, ...]:
    """Pair the findings of the round before with what the reviser said about each, in their order."""
    problems = (finding.problem for finding in findings)
    return tuple(Answer(problem=problem, said=words) for problem, words in zip_longest(problems, said))


def _verdict(sample: Sample, rubric: Rubric) -> VerdictStory | None:
    verdict = sample.verdict
    if verdict is None:
        return None
    return VerdictStory(
        scores=tuple(
            ScoreStory(
                criterion=criterion.name,
                question=criterion.question,
                minimum=criterion.minimum,
                score=verdict.scores[criterion.name],
                reason=verdict.reasons[criterion.name],
            )
            for criterion in rubric.criteria
        ),
        mean=sum(verdict.scores.values()) / len(verdict.scores),
        mean_needed=rubric.mean,
        objection=verdict.objection,
    )


def _neighbour(ledger: Reader, neighbour: Neighbour, kind: Kind) -> NeighbourStory:
    """Return the neighbour with its text; it was accepted before, so it is in the ledger."""
    twin = _one(ledger, neighbour.brief_id)
    text = kind.gist(twin.draft.payload) if twin.draft else ""
    return NeighbourStory(**neighbour.model_dump(), text=text)
