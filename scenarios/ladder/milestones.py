"""The rung of milestones: what the task's solution looks up was looked up."""

from collections.abc import Iterator

from ..blueprint import PlannedCall
from ..finding import Finding, Severity
from ..values import identifiers
from ..verifiers.evidence import defect
from ..world import Effect
from .enacted import Enacted, Made


def milestones(enacted: Enacted) -> Iterator[Finding]:
    """Find look-ups of the solution that nobody made.

    The end state does not show them: whoever declines unseen, or changes the right order for somebody whom they did
    not verify, ends where the solution ends. Another way may be as good, so the panel has the last word, unless the
    assistant got nothing done at all.
    """
    acted = [made for made in enacted.made if made.again.error is None]
    is_idle = not any(made.actor == "assistant" for made in acted)
    for call in _look_ups(enacted):
        if not any(_reaches(made, call) for made in acted):
            severity = Severity.BLOCKING if is_idle else Severity.MAJOR
            problem = f"{call.tool} {call.arguments} was never looked up"
            yield defect("milestones", enacted.last, problem, "look before you answer or act", severity=severity)


def _look_ups(enacted: Enacted) -> Iterator[PlannedCall]:
    reads = {tool.name for tool in enacted.world.tools if tool.effect is Effect.READ}
    yield from (call for call in enacted.trajectory.blueprint.calls if call.tool in reads)


def _reaches(made: Made, call: PlannedCall) -> bool:
    """Whether a call looked at the same; texts that can be worded in many ways do not count."""
    if made.tool is None or (made.tool.real, made.actor) != (call.tool, call.actor):
        return False
    return {*identifiers(call.given())} <= {*identifiers(made.call.arguments)}
