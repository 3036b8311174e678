"""The rung of communication: the user was told what they must know, and the talk ended as it should."""

from collections.abc import Iterator

from ..blueprint import Variant
from ..finding import Finding
from ..proof import plain
from ..trajectory import Closing
from ..verifiers.evidence import defect
from .enacted import Enacted


def communication(enacted: Enacted) -> Iterator[Finding]:
    """Find values of the task that the assistant never told the user."""
    acts = enacted.trajectory.acts
    told = plain("\n".join(act.text for act in acts if act.actor == "assistant"))
    for value in enacted.trajectory.blueprint.tells:
        if plain(value) not in told:
            yield defect("communication", enacted.last, f"the user was never told {value!r}", "tell it")


def ending(enacted: Enacted) -> Iterator[Finding]:
    """Find talks that did not come to an end, and calls where none was needed."""
    trajectory = enacted.trajectory
    if trajectory.closing is Closing.CAP:
        yield defect(
            "ending", enacted.last, "the talk was cut off before the user was done", "settle it in fewer turns"
        )
    if trajectory.setting.variant is Variant.NOTHING_TO_CALL:
        for made in enacted.made:
            yield defect("ending", enacted.where(made.place), "no tool is needed here", "answer from the policy")
