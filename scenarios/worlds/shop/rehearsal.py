"""The rehearsal part of whoever plans tasks in the shop: some plans are careless."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from ....runtime.rehearsal.directions import directions_in, value_of
from ....runtime.rehearsal.scene import Scene
from ....runtime.rehearsal.stage import Lines, plays
from ...blueprint import Blueprint, PlannedCall, Variant
from .corner import Corner
from .tasks import propose

Calls = list[PlannedCall]

_CARE: Final = 0.3
"""Share of the rate of defects that is left after a complaint."""


@plays("ShopBlueprint")
def plan(scene: Scene) -> Lines:
    """Propose a task for the customer in the section "corner"."""
    corner = Corner.model_validate_json(scene.section("corner"))
    asked = value_of(directions_in(scene.user), "variant")
    variant = next((each for each in Variant if each.value == asked), Variant.PLAIN)
    proposed = propose(corner, scene.rng, variant) or propose(corner, scene.rng, Variant.PLAIN)
    if proposed is None:
        return {}
    return _careless(scene, proposed).model_dump(mode="json")


def _careless(scene: Scene, proposed: Blueprint) -> Blueprint:
    """Return the plan with one planted defect, at the manner's rate and where there is something to spoil.

    Whoever was told what was wrong with the last plan takes more care.
    """
    if not scene.chance(scene.manner.defects * (_CARE if scene.section("complaint") else 1)):
        return proposed
    for name in scene.rng.sample(list(_DEFECTS), len(_DEFECTS)):
        spoilt = _DEFECTS[name](scene, list(proposed.calls))
        if spoilt is not None:
            scene.plant(name)
            return proposed.model_copy(update={"calls": spoilt})
    return proposed


def _wrong_id(scene: Scene, calls: Calls) -> Calls | None:
    """Return the calls with an id that nothing has, in one of them."""
    places = [(at, key) for at, each in enumerate(calls) for key in each.given() if key.endswith("_id")]
    if not places:
        return None
    at, key = scene.rng.choice(places)
    value = str(calls[at].given()[key])
    return _changed(calls, at, key, f"{value[:-2]}0{value[-2:]}")


def _call_missing(scene: Scene, calls: Calls) -> Calls | None:
    """Return the calls without one that shows what the next one uses."""
    places = [
        at for at, (each, then) in enumerate(pairwise(calls)) if _SHOWS.get(each.tool, set()) & then.given().keys()
    ]
    if not places:
        return None
    at = scene.rng.choice(places)
    return [*calls[:at], *calls[at + 1 :]]


def _argument_changed(scene: Scene, calls: Calls) -> Calls | None:
    """Return the calls with another value of an argument that decides what happens."""
    places = [(at, key) for at, each in enumerate(calls) for key in each.given() if key in _CHANGES]
    if not places:
        return None
    at, key = scene.rng.choice(places)
    return _changed(calls, at, key, _CHANGES[key](calls[at].given()[key]))


def _changed(calls: Calls, at: int, key: str, value: Any) -> Calls:
    arguments = json.dumps(calls[at].given() | {key: value}, sort_keys=True)
    return [*calls[:at], calls[at].model_copy(update={"arguments": arguments}), *calls[at + 1 :]]


_SHOWS: Final[dict[str, set[str]]] = {
    "verify_customer": {"customer_id"},
    "get_order": {"item_id", "item_ids", "product_id", "return_id"},
    "find_products": {"product_id"},
    "get_product": {"sku", "new_sku"},
}
_CHANGES: Final[dict[str, Callable[[Any], Any]]] = {
    "amount_cents": lambda cents: -cents,
    "day": lambda day: f"{int(day[:4]) - 1}{day[4:]}",
    "email": lambda email: f"info@{email.partition('@')[2]}",
    "postcode": lambda postcode: f"{postcode[:-1]}{(int(postcode[-1]) + 1) % 10}",
    "reason": lambda reason: f"customer says: {reason}",
    "topic": lambda topic: f"about {topic}",
}
_DEFECTS: Final[dict[str, Callable[[Scene, Calls], Calls | None]]] = {
    "wrong_id": _wrong_id,
    "call_missing": _call_missing,
    "argument_changed": _argument_changed,
}
