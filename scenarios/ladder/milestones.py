"""The rung of milestones: what the task's solution looks up was looked up."""

from collections.abc import Iterator

from ..blueprint import PlannedCall
from ..finding import Finding, Severity
from ..values import identifiers
from ..verifiers.evidence import defect
from ..world import Effect
from .enacted import Enacted, Made


def milestones(enacted: Enacted) -> Iterator[Finding]:
    """Find look-ups of the solution that nobody made, or only when all was changed already.

    The end state does not show them: whoever declines unseen, or changes the right order for somebody whom they did
    not verify, ends where the solution ends. Another way may be as good, so the panel has the last word, unless the
    assistant got nothing done at all.
    """
    is_idle = not any(made.actor == "assistant" and made.again.error is None for made in enacted.made)
    in_time, reads = enacted.made[: _last_change(enacted)], _reads(enacted)
    for call, comes_first in _look_ups(enacted, reads):
        if not any(_reaches(made, call) for made in (in_time if comes_first else enacted.made)):
            is_write = call.tool not in reads
            severity = Severity.BLOCKING if is_idle or is_write else Severity.MAJOR
            done = "made" if is_write else "looked up"
            problem = f"{call.tool} {call.arguments} was never {done}{' in time' if comes_first else ''}"
            yield defect("milestones", enacted.last, problem, "look before you answer or act", severity=severity)


def _reads(enacted: Enacted) -> set[str]:
    return {tool.name for tool in enacted.world.tools if tool.effect is Effect.READ}


def _look_ups(enacted: Enacted, reads: set[str]) -> Iterator[tuple[PlannedCall, bool]]:
    """Yield the solution's look-ups, each with whether it comes before anything is changed.

    Where nothing is executed no end state shows the writes, so they are yielded as well.
    """
    comes_first = True
    for call in enacted.trajectory.blueprint.calls:
        comes_first = comes_first and call.tool in reads
        if call.tool in reads or not enacted.world.executed:
            yield call, comes_first


def _last_change(enacted: Enacted) -> int:
    """Return the place of the last call that changed something; of two errands, either may be run first."""
    changed = (place for place, made in enumerate(enacted.made) if made.again.changed)
    return max(changed, default=len(enacted.made))


def _reaches(made: Made, call: PlannedCall) -> bool:
    """Whether a call looked at the same; texts that can be worded in many ways do not count."""
    if made.tool is None or made.again.error is not None or (made.tool.real, made.actor) != (call.tool, call.actor):
        return False
    return {*identifiers(call.given())} <= {*identifiers(made.call.arguments)}
