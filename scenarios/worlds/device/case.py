"""What tasks are put together from: a household's case, and the words of the people in it."""

import random
from collections.abc import Callable
from typing import Any, Final

from ....runtime.rehearsal.script import Script
from ...errands.errand import Draw, Slot, Values
from ...state import State
from .corner import Corner
from .records import outage_at
from .state import Box, Handset, Purifier
from .state import Slot as Visit

SCRIPT: Final = Script.beside(__file__)


class Case:
    """A household with the desk on the line.

    Args:
        corner: what is theirs.
        rng: what is drawn for their task.
    """

    def __init__(self, corner: Corner, rng: random.Random) -> None:
        self.corner = corner
        self.rng = rng
        self.account_id = corner.account_id
        self.account = corner.account
        self.outage = outage_at(corner, corner.account)

    def boxes(self) -> list[tuple[str, Box]]:
        """Return the boxes, the router first."""
        found = [(serial, each) for serial, each in self.corner.devices.items() if isinstance(each, Box)]
        return sorted(found, key=lambda pair: (pair[1].kind != "router", pair[0]))

    def router(self) -> str:
        """Return the router's serial number."""
        return self.boxes()[0][0]

    def handsets(self) -> dict[str, tuple[str, Handset]]:
        """Return the handsets by kind; each household has one of a kind."""
        devices = self.corner.devices.items()
        return {each.kind: (serial, each) for serial, each in devices if isinstance(each, Handset)}

    def purifier(self) -> tuple[str, Purifier]:
        """Return the air purifier."""
        return next((serial, each) for serial, each in self.corner.devices.items() if isinstance(each, Purifier))

    def part(self, model: str, name: str) -> str:
        """Return the id of a part of a model."""
        return next(key for key, each in sorted(self.corner.parts.items()) if (each.fits, each.name) == (model, name))

    def visit(self) -> Visit | None:
        """Return the visit that is booked."""
        return next((each for each in self.corner.slots.values() if each.account_id is not None), None)

    def free_slots(self) -> list[tuple[str, Visit]]:
        """Return the slots that are free, in random order."""
        found = [(key, each) for key, each in sorted(self.corner.slots.items()) if each.account_id is None]
        self.rng.shuffle(found)
        return found


def drawn(draw: Callable[[Case], Values | None]) -> Draw:
    """Return a function of a case as what errands draw with."""

    def of_corner(corner: State, rng: random.Random) -> Values | None:
        return draw(Case(Corner.model_validate(corner), rng))

    return of_corner


def wishes(table: str, **slots: str) -> tuple[str, ...]:
    """Return the entries of a table; `it` and the like are put in, what a task draws stays open."""
    entries = SCRIPT.entries(table)
    for name, word in slots.items():
        entries = tuple(entry.replace(f"{{{name}}}", word) for entry in entries)
    return entries


def label(it: str, name: str = "serial") -> dict[str, Slot]:
    """Return the slot of the number on a device's label."""
    return {name: Slot(f"The label of your {it} says {{{name}}}.", f"What does the label of your {it} say?")}


def called(kind: str) -> str:
    """Return what people call a kind of device."""
    return {"tv box": "TV box", "extender": "Wi-Fi extender"}.get(kind, kind)


def on_account(**more: Any) -> dict[str, Any]:
    """Return the arguments of a tool that works on the account."""
    return {"account_id": "{account_id}", **more}


def on_device(**more: Any) -> dict[str, Any]:
    """Return the arguments of a tool that works on the device that the errand is about."""
    return {"serial": "{serial}", **more}
