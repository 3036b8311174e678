"""The rehearsal part of whoever plans tasks for this world: some plans are careless."""

import json
from collections.abc import Callable
from typing import Any, Final

from ....runtime.rehearsal.directions import directions_in, value_of
from ....runtime.rehearsal.scene import Scene
from ....runtime.rehearsal.stage import Lines, plays
from ...blueprint import Blueprint, PlannedCall, Variant
from .corner import Corner
from .tasks import propose

Calls = list[PlannedCall]


@plays("DeviceBlueprint")
def plan(scene: Scene) -> Lines:
    """Propose a task for the household in the section "corner"."""
    corner = Corner.model_validate_json(scene.section("corner"))
    asked = value_of(directions_in(scene.user), "variant")
    variant = next((each for each in Variant if each.value == asked), Variant.PLAIN)
    proposed = propose(corner, scene.rng, variant) or propose(corner, scene.rng, Variant.PLAIN)
    if proposed is None:
        return {}
    return _careless(scene, proposed).model_dump(mode="json")


def _careless(scene: Scene, proposed: Blueprint) -> Blueprint:
    """Return the plan with one planted defect, at the manner's rate and where there is something to spoil."""
    if not scene.chance(scene.manner.defects):
        return proposed
    for name in scene.rng.sample(list(_DEFECTS), len(_DEFECTS)):
        spoilt = _DEFECTS[name](scene, proposed)
        if spoilt is not None:
            scene.plant(name)
            return proposed.model_copy(update={"calls": spoilt})
    return proposed


def _wrong_id(scene: Scene, proposed: Blueprint) -> Calls | None:
    """Return the calls with an account or a device that there is not, in one of them."""
    places = [(at, key) for at, each in enumerate(proposed.calls) for key in each.given() if key in _IDS]
    if not places:
        return None
    at, key = scene.rng.choice(places)
    value = str(proposed.calls[at].given()[key])
    return _changed(proposed.calls, at, key, f"{value[:-2]}0{value[-2:]}")


def _call_missing(scene: Scene, proposed: Blueprint) -> Calls | None:
    """Return the calls without one whose result has to be told."""
    places = [at for at, each in enumerate(proposed.calls) if each.tool in _TELLING]
    if not places:
        return None
    missing = scene.rng.choice(places)
    return [each for at, each in enumerate(proposed.calls) if at != missing]


def _argument_changed(scene: Scene, proposed: Blueprint) -> Calls | None:
    """Return the calls with another value of an argument that decides what happens."""
    places = [(at, key) for at, each in enumerate(proposed.calls) for key in each.given() if key in _CHANGES]
    if not places:
        return None
    at, key = scene.rng.choice(places)
    return _changed(proposed.calls, at, key, _CHANGES[key](proposed.calls[at].given()[key]))


def _changed(calls: Calls, at: int, key: str, value: Any) -> Calls:
    arguments = json.dumps(calls[at].given() | {key: value}, sort_keys=True)
    return [*calls[:at], calls[at].model_copy(update={"arguments": arguments}), *calls[at + 1 :]]


_IDS: Final = ("account_id", "serial")
_TELLING: Final = ("hand_over", "send_part", "give_credit")
"""Tools whose result holds a value to be told that no other result shows."""

_CHANGES: Final[dict[str, Callable[[Any], Any]]] = {
    "amount_cents": lambda cents: cents * 100,
    "band": lambda band: f"{band} band",
    "part_id": lambda part_id: f"{part_id}0",
    "slot_id": lambda slot_id: f"{slot_id}0",
    "topic": lambda topic: f"about {topic}",
    "version": lambda version: f"{version}.1",
}
_DEFECTS: Final[dict[str, Callable[[Scene, Blueprint], Calls | None]]] = {
    "wrong_id": _wrong_id,
    "call_missing": _call_missing,
    "argument_changed": _argument_changed,
}
