"""A sample: the settled outcome of a brief, with everything that led to it."""

from enum import StrEnum

from ..agents.judge import Verdict
from ..agents.planner import Plan
from ..runtime.errors import ContentFault
from ..runtime.frozen import Frozen
from ..runtime.journal import Usage
from ..scenarios.brief import Brief
from ..scenarios.draft import Draft, Round, best_of
from .reliability import Attempted


class Status(StrEnum):
    """Where a brief stands. Issued = the sum of all five, always."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"
    SURPLUS = "surplus"


class Stage(StrEnum):
    """Where a brief was turned down. A failed one names the node it failed in."""

    VERIFY = "verify"
    JUDGE = "judge"
    NEAR_DUPLICATE = "near_duplicate"


class Neighbour(Frozen):
    """The accepted sample that a rejected one repeats."""

    brief_id: str
    similarity: float
    rule: str


class Sample(Frozen):
    """A brief's outcome. `stage` and `reason` are set unless it was accepted."""

    brief: Brief
    status: Status
    stage: str | None = None
    reason: str | None = None
    fault: ContentFault | None = None
    """Why it failed, for a failed one."""
    plan: Plan | None = None
    rounds: tuple[Round, ...] = ()
    gains: tuple[int, ...] = ()
    """Per revision: how much weight of findings it took off the best draft before it; negative where it got worse."""
    attempted: Attempted | None = None
    """How the independent attempts fared, in kinds that are acted out in a world."""
    verdict: Verdict | None = None
    neighbour: Neighbour | None = None
    usage: Usage = Usage()
    mended: tuple[str, ...] = ()
    """Leniencies that were needed to read replies, as step:what."""
    simulated: bool = False
    """Whether a rehearsal model had a part in it."""

    @property
    def draft(self) -> Draft | None:
        """The best draft, which is the one that was judged."""
        return best_of(self.rounds).draft if self.rounds else None


def gains(rounds: tuple[Round, ...]) -> tuple[int, ...]:
    """Return each revision's gain over the best draft before it, in weighted findings."""
    return tuple(best_of(rounds[:number]).weight - rounds[number].weight for number in range(1, len(rounds)))
