"""The rung of grounding: nobody uses an identifier that they cannot have learned."""

import re
from collections.abc import Iterator

from ...runtime.identity import canonical
from ..finding import Finding
from ..proof import identifiers
from ..trajectory import Act
from ..verifiers.evidence import defect
from .enacted import Enacted

_SPOKEN = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[A-Z0-9][\w-]{4,}\b")
"""What reads like an id in running text: capital letters and digits."""


def grounding(enacted: Enacted) -> Iterator[Finding]:
    """Find identifiers in calls and words that nothing has shown to whoever uses them."""
    trajectory = enacted.trajectory
    shown = {
        "assistant": trajectory.policy,
        "user": "\n".join((trajectory.blueprint.goal, *trajectory.blueprint.known)),
    }
    for place, act in enumerate(trajectory.acts):
        for used in _used(act):
            if used not in shown[act.actor]:
                problem = f"{used!r} was never told or shown to the {act.actor}"
                yield defect("grounding", enacted.where(place), problem, "ask for it, or look it up", quote=used)
        own = "\n".join(f"{call.result.error or ''}{canonical(call.result.value)}" for call in act.calls)
        shown[act.actor] += f"\n{own}"
        shown = {actor: f"{text}\n{act.text}" for actor, text in shown.items()}


def _used(act: Act) -> Iterator[str]:
    # Calls that were made together rest on what was known before any of them.
    for call in act.calls:
        yield from identifiers(call.arguments)
    yield from _SPOKEN.findall(act.text) if not act.calls else ()
