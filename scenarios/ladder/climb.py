"""All rungs, in order, with a verdict for each that is kept with the row."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ..finding import Check, Evidence, Finding, Severity
from ..trajectory import Trajectory
from .communication import communication, ending
from .enacted import Enacted, enact
from .form import pairing, schema
from .grounding import grounding, user
from .milestones import milestones
from .order import order
from .recovery import mended
from .refusal import refusal
from .world_rungs import end_state, excess, forbidden, needless, replay


class Rung(NamedTuple):
    """A step of the ladder."""

    name: str
    find: Callable[[Enacted], Iterable[Finding]]


RUNGS = (
    Rung("schema", schema),
    Rung("pairing", pairing),
    Rung("grounding", grounding),
    Rung("replay", replay),
    Rung("end_state", end_state),
    Rung("milestones", milestones),
    Rung("communication", communication),
    Rung("refusal", refusal),
    Rung("order", order),
    Rung("forbidden", forbidden),
    Rung("needless", needless),
    Rung("user", user),
    Rung("ending", ending),
)

EXECUTED = frozenset({"replay", "end_state", "needless"})
"""Rungs that say nothing where no call is executed, unless they find something all the same."""

RECOVERY = "recovery"
"""The check that marks a trajectory in which a call failed and was mended; others do not have it."""


async def climb(trajectory: Trajectory) -> Evidence:
    """Return every rung's verdict on a trajectory, and what it found."""
    enacted = await enact(trajectory)
    found = {rung.name: tuple(rung.find(enacted)) for rung in RUNGS}
    unexecuted = () if enacted.world.executed else EXECUTED
    beyond = Check(name="shortest", passed=True, said=f"{excess(enacted):+d} calls beyond the shortest known solution")
    recovered = "; ".join(f"{failed} failed, {mending} mended it" for failed, mending in mended(enacted))
    return Evidence(
        findings=tuple(finding for each in found.values() for finding in each),
        checks=(
            *(_check(name, each, name in unexecuted) for name, each in found.items()),
            beyond,
            *([Check(name=RECOVERY, passed=True, said=recovered)] if recovered else []),
        ),
    )


def _check(name: str, found: Iterable[Finding], unexecuted: bool) -> Check:
    grave = [finding.problem for finding in found if finding.severity is not Severity.MINOR]
    if unexecuted and not grave:
        return Check(name=name, passed=False, said="unexecuted: a model answered for the tools", unexecuted=True)
    return Check(name=name, passed=not grave, said="; ".join(grave[:3]))
