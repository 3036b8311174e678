"""Telling a sample's story from the ledger."""

from collections.abc import Sequence

from ..graphs.sample import Neighbour, Sample, Status
from ..graphs.store import Step
from ..personas.persona import Persona
from ..runtime.errors import UsageError
from ..runtime.journal import Usage
from ..runtime.ledger import Reader, briefs
from ..scenarios.draft import Round, best_of
from ..scenarios.finding import Finding
from ..scenarios.kind import Kind
from ..scenarios.rubric import Rubric
from .changes import changes
from .held import read_held
from .journey import read_calls, read_steps
from .lineage import Lineage
from .record import Record, read_record
from .story import (
    Answer,
    CallStory,
    Control,
    NeighbourStory,
    PartStory,
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
    steps = read_steps(ledger, brief.id)
    calls = read_calls(ledger, sample, steps)
    return Story(
        **brief.model_dump(include={"id", "cell", "index"}),
        kind=record.kind.name,
        status=sample.status,
        stage=sample.stage,
        reason=sample.reason,
        simulated=any(call.is_simulated for call in calls),
        seed=brief.seed,
        persona=brief.persona,
        path=_path(record, brief.persona),
        controls={
            name: Control(value=drawn.value, direction=drawn.direction(name))
            for name, drawn in brief.controls.items()
        },
        examples=len(brief.examples),
        plan=sample.plan,
        rounds=_rounds(sample, record.kind),
        verdict=_verdict(sample, record.rubric),
        neighbour=sample.neighbour and _neighbour(ledger, sample.neighbour, record.kind),
        calls=calls,
        steps=steps,
        usage=_usage(calls),
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
