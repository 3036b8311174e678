"""The rungs of communication: the user was told what they must know, from evidence, and the talk ended as it should."""

from collections.abc import Iterator

from ..blueprint import Variant
from ..finding import Finding
from ..trajectory import Act, Closing, closing_of
from ..values import tells
from ..verifiers.evidence import defect
from .enacted import Enacted
from .grounding import came_of


def communication(enacted: Enacted) -> Iterator[Finding]:
    """Find values of the task that the assistant never told the user, or told without having seen them."""
    acts = enacted.trajectory.acts
    said = [act.text for act in acts if act.actor == "assistant"]
    shown = [enacted.world.policy, *(text for act in acts for text in _shown_to_assistant(act))]
    for value in enacted.trajectory.blueprint.tells:
        if not any(tells(text, value) for text in said):
            yield defect("communication", enacted.last, f"the user was never told {value!r}", "tell it")
        elif not any(tells(text, value) for text in shown):
            problem = f"the user was told {value!r}, which nothing had shown"
            yield defect("communication", enacted.last, problem, "look it up")


def ending(enacted: Enacted) -> Iterator[Finding]:
    """Find talks that did not come to an end, and calls where none was needed."""
    trajectory = enacted.trajectory
    if trajectory.closing is Closing.CAP or not trajectory.acts:
        yield defect(
            "ending", enacted.last, "the talk was cut off before the user was done", "settle it in fewer turns"
        )
    elif closing_of(trajectory.acts) is not trajectory.closing:
        yield defect("ending", enacted.last, f"nobody ended it, yet it is {trajectory.closing}", "keep how it ended")
    if trajectory.setting.variant is Variant.NOTHING_TO_CALL:
        for made in enacted.made:
            yield defect("ending", enacted.where(made.place), "no tool is needed here", "answer from the policy")


def _shown_to_assistant(act: Act) -> Iterator[str]:
    if act.actor == "user":
        yield act.text
    else:
        for call in act.calls:
            yield from came_of(call)
