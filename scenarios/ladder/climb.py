"""All rungs, in order, with a verdict for each that is kept with the row."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ..finding import Check, Evidence, Finding, Severity
from ..trajectory import Trajectory
from .communication import communication, ending
from .enacted import Enacted, enact
from .form import pairing, schema
from .grounding import grounding
from .milestones import milestones
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
    Rung("forbidden", forbidden),
    Rung("needless", needless),
    Rung("ending", ending),
)


async def climb(trajectory: Trajectory) -> Evidence:
    """Return every rung's verdict on a trajectory, and what it found."""
    enacted = await enact(trajectory)
    found = {rung.name: tuple(rung.find(enacted)) for rung in RUNGS}
    beyond = Check(name="shortest", passed=True, said=f"{excess(enacted):+d} calls beyond the shortest known solution")
    return Evidence(
        findings=tuple(finding for each in found.values() for finding in each),
        checks=(*(_check(name, each) for name, each in found.items()), beyond),
    )


def _check(name: str, found: Iterable[Finding]) -> Check:
    grave = [finding.problem for finding in found if finding.severity is not Severity.MINOR]
    return Check(name=name, passed=not grave, said="; ".join(grave[:3]))
