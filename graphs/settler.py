"""The settler: takes judged briefs in the order of their issue and decides each, in one transaction.

Whatever order the replies come in, the gate and the quotas see the briefs in brief order; so the same replies
give the same dataset at any concurrency, and a stopped run has settled a prefix of the full one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..agents.judge import Verdict
from ..agents.planner import Plan
from ..personas.gate import Gate, Match
from ..runtime.errors import ContentError
from ..runtime.journal import Account
from ..scenarios.brief import Brief
from ..scenarios.draft import Round, best_of
from ..scenarios.finding import Severity
from ..scenarios.kind import Kind
from .reliability import Attempted
from .sample import Neighbour, Sample, Stage, Status, gains
from .store import Step


@dataclass(frozen=True)
class Outcome:
    """What production made of a brief: all rounds and a verdict, or the failure it ended with."""

    brief: Brief
    account: Account
    plan: Plan | None = None
    rounds: tuple[Round, ...] = ()
    verdict: Verdict | None = None
    failure: ContentError | None = None
    steps: Sequence[Step] = field(default_factory=tuple)


class Settler:
    """Decides outcomes against the gate and the quota cells.

    Args:
        kind: says which text of a sample the gate compares.
        gate: holds every accepted sample so far.
        wanted: cell → accepted samples wanted.
        settled: what earlier processes settled, in order.
    """

    def __init__(self, kind: Kind, gate: Gate, wanted: dict[str, int], settled: Sequence[Sample]) -> None:
        self._kind = kind
        self._gate = gate
        self.missing = dict(wanted)
        """Cell → accepted samples that are still wanted."""
        self.place = 0
        """How many briefs are settled."""
        for sample in settled:
            self._keep(sample)

    def is_full(self, cell: str) -> bool:
        """Whether a cell needs no more samples."""
        return self.missing[cell] <= 0

    def settle(self, outcome: Outcome) -> Sample:
        """Decide an outcome of a cell that is not full; the caller brings them in brief order."""
        sample = self._decide(outcome)
        self._keep(sample)
        return sample

    def _decide(self, outcome: Outcome) -> Sample:
        if outcome.failure is not None:
            reason = f"{outcome.failure.fault}: {outcome.failure.what}"
            return _sample(outcome, Status.FAILED, outcome.failure.step.split("/")[0], reason)
        if outcome.verdict is None:
            return _sample(outcome, Status.REJECTED, Stage.VERIFY, _blocking(outcome.rounds))
        if outcome.verdict.objection is not None:
            return _sample(outcome, Status.REJECTED, Stage.JUDGE, outcome.verdict.objection)
        match = self._gate.check(self._gist(best_of(outcome.rounds)))
        if match is not None:
            return _sample(outcome, Status.REJECTED, Stage.NEAR_DUPLICATE, match.reason, match)
        return _sample(outcome, Status.ACCEPTED)

    def _keep(self, sample: Sample) -> None:
        self.place += 1
        if sample.status is Status.ACCEPTED and sample.rounds:
            self._gate.admit(sample.brief.id, self._gist(best_of(sample.rounds)))
            self.missing[sample.brief.cell] -= 1

    def _gist(self, held: Round) -> str:
        return self._kind.gist(held.draft.payload)


def _blocking(rounds: tuple[Round, ...]) -> str:
    findings = best_of(rounds).findings
    blocking = next(finding for finding in findings if finding.severity is Severity.BLOCKING)
    return f"{blocking.source} in {blocking.where}: {blocking.problem}"


def _sample(
    outcome: Outcome,
    status: Status,
    stage: str | None = None,
    reason: str | None = None,
    match: Match | None = None,
) -> Sample:
    return Sample(
        brief=outcome.brief,
        status=status,
        stage=stage,
        reason=reason,
        fault=outcome.failure.fault if outcome.failure else None,
        plan=outcome.plan,
        rounds=outcome.rounds,
        gains=gains(outcome.rounds),
        attempted=Attempted.of(outcome.rounds, outcome.brief.attempts) if outcome.brief.setting else None,
        verdict=outcome.verdict,
        neighbour=match and Neighbour(brief_id=match.neighbour, similarity=match.similarity, rule=match.rule),
        usage=outcome.account.usage,
        mended=tuple(outcome.account.mended),
        simulated=outcome.account.simulated,
    )
