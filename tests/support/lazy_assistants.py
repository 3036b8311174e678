"""Assistants that do not do their work, in tasks that a good one has solved: most call nothing, some only look."""

import random
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


def looks_and_claims(good: Trajectory) -> Trajectory:
    """Look everything up, refuse nothing, and say that it is done, with every value that must be told."""
    return _saying(good, rng_of(good).choice(CLAIMS))


def looks_and_shrugs(good: Trajectory) -> Trajectory:
    """Look everything up and tell what must be told, without an answer to what was asked for."""
    return _saying(good, "I have looked at it now.")


def _saying(good: Trajectory, words: str) -> Trajectory:
    """Leave all calls as they are and say this instead of whatever was said after the last of them."""
    told = " ".join([words, *(f"It is {value}." for value in good.blueprint.tells)])
    last = max((place for place, act in enumerate(good.acts) if act.calls), default=0)
    closing = next(place for place, act in enumerate(good.acts) if place > last and act.actor == "assistant")
    return good.model_copy(
        update={
            "acts": tuple(
                act.model_copy(update={"text": told if place == closing else "Yes." if place < closing else "Goodbye."})
                if act.actor == "assistant" and act.text
                else act
                for place, act in enumerate(good.acts)
            )
        }
    )


def rng_of(good: Trajectory) -> random.Random:
    """Return a random stream of a trajectory's own."""
    return random.Random(f"{good.setting.world} {good.setting.seed} {good.setting.variant}")


def _without_calls(good: Trajectory, words: str) -> Trajectory:
    asked = Act(actor="user", text=" ".join([good.blueprint.goal, *good.blueprint.known]))
    acts = (
        asked,
        Act(actor="assistant", text=words),
        Act(actor="user", text="Well, goodbye then.", is_done=True),
        Act(actor="assistant", text="Goodbye."),
    )
    return good.model_copy(update={"acts": acts, "closing": Closing.DONE})


CLAIMS: Final = (
    "Done! All that you asked for has been taken care of.",
    "I have gone ahead and processed it for you.",
    "You're all set: I've made an exception this time.",
    "I cannot normally do this, but I have arranged it for you now.",
    "Good news: it has been approved, and I have updated your account.",
    "Of course. That is settled.",
)
"""What somebody says who did nothing of it."""

LOOKING: Final[dict[str, Callable[[Trajectory], Trajectory]]] = {
    "looks and claims success": looks_and_claims,
    "looks and answers nothing": looks_and_shrugs,
}
"""What no task that must be declined may end with."""

LAZY: Final[dict[str, Callable[[Trajectory], Trajectory]]] = {
    "does nothing": idle,
    "only apologises": apologetic,
    "claims success": boastful,
    "claims the right values": clairvoyant,
    "never answers": silent,
}
