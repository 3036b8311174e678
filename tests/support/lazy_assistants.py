"""Assistants that do not do their work, in tasks that a good one has solved: all call nothing."""

from collections.abc import Callable
from typing import Final

from dramaturg.scenarios.trajectory import Act, Closing, Trajectory


def idle(good: Trajectory) -> Trajectory:
    """Say nothing of use."""
    return _without_calls(good, "I see.")


def apologetic(good: Trajectory) -> Trajectory:
    """Only apologise."""
    return _without_calls(good, "I am very sorry for the inconvenience. Unfortunately I cannot help with that.")


def boastful(good: Trajectory) -> Trajectory:
    """Claim success, without a value."""
    return _without_calls(good, "Done! All that you asked for has been taken care of.")


def clairvoyant(good: Trajectory) -> Trajectory:
    """Claim success with every right value, as somebody would who has seen the solution."""
    return _without_calls(good, f"Done! {' '.join(f'It is {value}.' for value in good.blueprint.tells)}")


def silent(good: Trajectory) -> Trajectory:
    """Do not even answer."""
    return good.model_copy(update={"acts": (), "closing": Closing.DONE})


def _without_calls(good: Trajectory, words: str) -> Trajectory:
    asked = Act(actor="user", text=" ".join([good.blueprint.goal, *good.blueprint.known]))
    acts = (
        asked,
        Act(actor="assistant", text=words),
        Act(actor="user", text="Well, goodbye then.", is_done=True),
        Act(actor="assistant", text="Goodbye."),
    )
    return good.model_copy(update={"acts": acts, "closing": Closing.DONE})


LAZY: Final[dict[str, Callable[[Trajectory], Trajectory]]] = {
    "does nothing": idle,
    "only apologises": apologetic,
    "claims success": boastful,
    "claims the right values": clairvoyant,
    "never answers": silent,
}
