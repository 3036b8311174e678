"""Rungs of form: arguments fit the schema of a tool that was offered, and every call has an id of its own."""

from collections import Counter
from collections.abc import Iterator

from ..arguments import misfits
from ..finding import Finding, Severity
from ..verifiers.evidence import defect
from .enacted import Enacted, Made


def schema(enacted: Enacted) -> Iterator[Finding]:
    """Find calls of tools that were not offered, and arguments that do not fit.

    One that failed and was mended afterwards is a lesson, not a defect: it is minor.
    """
    for number, made in enumerate(enacted.made, 1):
        problem = _misfit(made)
        if problem:
            is_mended = made.call.result.error is not None and any(
                later.again.error is None and later.actor == made.actor for later in enacted.made[number:]
            )
            severity = Severity.MINOR if is_mended else Severity.BLOCKING
            yield defect(
                "schema", enacted.where(made.place), problem, "call an offered tool as it says", severity=severity
            )


def pairing(enacted: Enacted) -> Iterator[Finding]:
    """Find ids that two calls share, or that do not count up."""
    ids = Counter(made.call.id for made in enacted.made)
    for number, made in enumerate(enacted.made, 1):
        if ids[made.call.id] > 1 or made.call.id != f"call_{number}":
            problem = f"the call {made.call.id} is not the {number}. one"
            yield defect("pairing", enacted.where(made.place), problem, "give every call an id of its own, in order")


def _misfit(made: Made) -> str:
    if made.tool is None:
        return f"{made.call.tool} was not offered"
    if made.call.unreadable:
        return "the arguments are no JSON object"
    return next(misfits(made.tool.parameters, made.call.arguments), "")
