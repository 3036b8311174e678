"""The rungs of grounding and of the user: nobody uses an identifier that they cannot have learned."""

from collections.abc import Iterator

from ..finding import Finding
from ..proof import told_of
from ..trajectory import Act, Called
from ..values import identifiers, names, spoken, texts
from ..verifiers.evidence import defect
from ..world import Actor
from .enacted import Enacted


def grounding(enacted: Enacted) -> Iterator[Finding]:
    """Find identifiers in calls and words of the assistant that nothing has shown to it.

    A right one is found as well: what was guessed once will be guessed again.
    """
    return _unlearned(enacted, "assistant", "grounding", "ask for it, or look it up")


def user(enacted: Enacted) -> Iterator[Finding]:
    """Find identifiers in words and calls of the user that are not among what they know, see or were told.

    Apart from grounding, because it is the user who is at fault: nothing is learnt from it about the assistant.
    """
    return _unlearned(enacted, "user", "user", "tell only what the user knows")


def _unlearned(enacted: Enacted, actor: Actor, rung: str, fix: str) -> Iterator[Finding]:
    """Find what an actor uses and cannot have learned.

    Nobody learns from their own words, and calls that were made together, and the words beside them, rest on what was
    known before any of them.
    """
    trajectory = enacted.trajectory
    shown: dict[Actor, list[str]] = {"assistant": [enacted.world.policy], "user": _known_to_user(enacted)}
    for tool in enacted.tools:
        shown[tool.actor].append(told_of(tool))
    for place, act in enumerate(trajectory.acts):
        seen = "\n".join(shown[act.actor])
        for used in _used(act) if act.actor == actor else ():
            if not names(seen, used):
                problem = f"{used!r} was never told or shown to the {actor}"
                yield defect(rung, enacted.where(place), problem, fix, quote=used)
        for call in act.calls:
            shown[act.actor] += came_of(call)
        shown["user" if act.actor == "assistant" else "assistant"].append(act.text)


def came_of(call: Called) -> list[str]:
    """Return all texts that a call showed to whoever made it."""
    return [*texts(call.result.value), call.result.error or ""]


def _known_to_user(enacted: Enacted) -> list[str]:
    blueprint = enacted.trajectory.blueprint
    return [blueprint.goal, *blueprint.known, blueprint.exit]


def _used(act: Act) -> Iterator[str]:
    for call in act.calls:
        yield from identifiers(call.arguments)
        yield from spoken(call.unreadable)
    yield from spoken(act.text)
