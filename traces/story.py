"""A sample's whole story as one value: from its seed through every round and call to its outcome."""

from ..agents.planner import Plan
from ..graphs.reliability import Attempted
from ..graphs.store import Step
from ..personas.persona import Persona
from ..runtime.frozen import Frozen
from ..runtime.journal import Usage
from ..runtime.prompt import Message
from ..scenarios.finding import Check, Finding
from ..scenarios.passages import Passages
from ..scenarios.seed import Seed
from .changes import Segment
from .lineage import Link


class Control(Frozen):
    """A control as drawn, and in words as the writer was told it."""

    value: str
    direction: str


class PersonStory(Frozen):
    """Somebody who was cast, with the path back to the text that they grew from."""

    persona: Persona
    path: tuple[Link, ...]


class PartStory(Frozen):
    """One part of a draft, with what was found in it and how it came out of the round before."""

    name: str
    text: str
    voice: str | None = None
    """Who says it, in kinds of several voices."""
    beside: str = ""
    """What it changed in a world."""
    findings: tuple[Finding, ...] = ()
    changes: tuple[Segment, ...] | None = None
    """None in round 0, where there is nothing to compare with."""

    @property
    def is_kept(self) -> bool:
        """Whether more than half of it stood there in the round before, so that the changes can be read."""
        kept = sum(len(segment.text) for segment in self.changes or () if segment.change == "same")
        return kept > len(self.text) / 2

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the round before."""
        return self.changes is not None and any(segment.change != "same" for segment in self.changes)


class Answer(Frozen):
    """What the reviser said it did about a problem; one of the two may be missing."""

    problem: str | None
    said: str | None


class RoundStory(Frozen):
    """One round: a draft, what was found in it, and how much better it is than the best before."""

    number: int
    checks: tuple[Check, ...] = ()
    """What was looked at, and how it came out."""
    parts: tuple[PartStory, ...]
    elsewhere: tuple[Finding, ...] = ()
    """Findings about something that is no part of the draft."""
    answers: tuple[Answer, ...] = ()
    weight: int
    gain: int | None = None
    is_best: bool = False
    """Whether this is the draft that was judged."""


class ScoreStory(Frozen):
    """One criterion: what was asked, what was needed, what was given and why."""

    criterion: str
    question: str
    minimum: int
    score: int
    reason: str


class VerdictStory(Frozen):
    """The judge's scores and what the rubric made of them."""

    scores: tuple[ScoreStory, ...]
    mean: float
    mean_needed: float
    objection: str | None


class NeighbourStory(Frozen):
    """The accepted sample that this one repeats, with the text that the gate compared."""

    brief_id: str
    similarity: float
    rule: str
    text: str


class CallStory(Frozen):
    """One request to a model and what came back."""

    step: str
    ordinal: int
    """1 is the repair round, in which the model was shown its error."""
    role: str
    model: str
    tokens_in: int | None
    tokens_out: int | None
    reasoning_tokens: int | None
    cost_usd: float | None
    latency_ms: int
    finish_reason: str
    fault: str | None
    is_unusable: bool
    """Whether nothing could be done with the reply."""
    mended: tuple[str, ...]
    """Leniencies that were needed to read it."""
    is_simulated: bool
    planted: tuple[str, ...]
    """Defects that the rehearsal model says it planted; no agent saw this."""
    request: tuple[Message, ...]
    reply: str


class Story(Frozen):
    """A sample, told from its seed to its outcome."""

    id: str
    kind: str
    cell: str
    index: int
    status: str
    stage: str | None
    reason: str | None
    simulated: bool
    seed: Seed
    passages: Passages | None = None
    """What it works from, in kinds that work from documents; its own text is one of them."""
    persona: Persona
    path: tuple[Link, ...]
    partners: tuple[PersonStory, ...] = ()
    controls: dict[str, Control]
    examples: int
    plan: Plan | None
    backstage: dict[str, str] = {}
    """What explains the drafts and is no part of them, such as what each side of a talk wanted and knew."""
    rounds: tuple[RoundStory, ...]
    attempted: Attempted | None = None
    """How the independent attempts fared, in kinds that are acted out in a world."""
    verdict: VerdictStory | None
    neighbour: NeighbourStory | None
    calls: tuple[CallStory, ...]
    steps: tuple[Step, ...]
    usage: Usage
    duration_ms: int
    """All steps together; the calls' own time is part of it."""
