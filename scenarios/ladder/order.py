"""The rung of order: what the policy wants done first was done first, such as to verify before anything is changed."""

from collections.abc import Iterator

from ..finding import Finding
from ..precedence import Done, missing_before
from ..verifiers.evidence import defect
from .enacted import Enacted, Made


def order(enacted: Enacted) -> Iterator[Finding]:
    """Find calls that succeeded before what must come before them had.

    Calls that were made together do not follow each other: whoever verifies and changes at once changes whatever comes
    of the verification.
    """
    tools = {tool.name: tool for tool in enacted.world.tools}
    for made in enacted.made:
        tool = tools.get(_real(made))
        if tool is None:
            continue
        earlier = (Done(_real(each), each.call.arguments) for each in enacted.made if each.place < made.place)
        for first in missing_before(tool, made.call.arguments, earlier):
            problem, fix = f"{made.call.tool} was called before {first} had succeeded", f"wait for {first}"
            yield defect("order", enacted.where(made.place), problem, fix)


def _real(made: Made) -> str:
    """Return the world's own name of a tool whose call succeeded, or nothing."""
    return made.tool.real if made.tool and made.again.error is None else ""
