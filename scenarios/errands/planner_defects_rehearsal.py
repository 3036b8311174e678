"""What rehearsed planners do wrong on purpose: defects that executing the plan brings to light."""

import json
from collections.abc import Callable
from typing import Any, Final

from ...runtime.rehearsal.scene import Scene
from ..blueprint import Blueprint
from ..values import identifiers

_CARE: Final = 0.3
"""Share of the rate of defects that is left after a complaint."""


def careless(scene: Scene, plan: Blueprint) -> Blueprint:
    """Return the plan with one planted defect, at the manner's rate and where there is something to spoil.

    Whoever was told what was wrong with the last plan takes more care.
    """
    if not scene.chance(scene.manner.defects * (_CARE if scene.section("complaint") else 1)):
        return plan
    for name in scene.rng.sample(list(_DEFECTS), len(_DEFECTS)):
        spoilt = _DEFECTS[name](scene, plan)
        if spoilt is not None:
            scene.plant(name)
            return spoilt
    return plan


def _wrong_id(scene: Scene, plan: Blueprint) -> Blueprint | None:
    """Return the plan with an identifier that nothing has, in one of the assistant's calls."""
    places = [
        (at, name)
        for at, call in enumerate(plan.calls)
        for name, value in call.given().items()
        if call.actor == "assistant" and isinstance(value, str) and any(identifiers(value))
    ]
    if not places:
        return None
    at, name = scene.rng.choice(places)
    value = str(plan.calls[at].given()[name])
    return _changed(plan, at, {name: f"{value[:-2]}0{value[-2:]}"})


def _argument_misnamed(scene: Scene, plan: Blueprint) -> Blueprint | None:
    """Return the plan with an argument under another name."""
    places = [(at, name) for at, call in enumerate(plan.calls) for name in call.given()]
    if not places:
        return None
    at, name = scene.rng.choice(places)
    given = plan.calls[at].given()
    return _changed(plan, at, {f"{name}_value": given[name]}, without=name)


def _untold(scene: Scene, plan: Blueprint) -> Blueprint | None:
    """Return the plan with a value to be told that nothing shows."""
    return plan.model_copy(update={"tells": [*plan.tells, f"Q{scene.rng.randrange(10**7):07d}"]})


def _changed(plan: Blueprint, at: int, other: dict[str, Any], without: str = "") -> Blueprint:
    given = plan.calls[at].given() | other
    given.pop(without, None)
    call = plan.calls[at].model_copy(update={"arguments": json.dumps(given, ensure_ascii=False, sort_keys=True)})
    return plan.model_copy(update={"calls": [*plan.calls[:at], call, *plan.calls[at + 1 :]]})


_DEFECTS: Final[dict[str, Callable[[Scene, Blueprint], Blueprint | None]]] = {
    "wrong_id": _wrong_id,
    "argument_misnamed": _argument_misnamed,
    "untold": _untold,
}
