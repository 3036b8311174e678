"""What tasks are put together from: a household's case, and cures with their calls and words."""

import json
import random
from typing import Any, Final, NamedTuple

from ....runtime.rehearsal.script import Script
from ...blueprint import PlannedCall
from .corner import Corner
from .records import outage_at
from .state import Box, Handset, Purifier, Slot

SCRIPT: Final = Script.beside(__file__)


class Cure(NamedTuple):
    """One thing that is to be put right, with what does it."""

    trouble: str
    wants: str
    calls: tuple[PlannedCall, ...]
    """Without the look-up of the account."""
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    vague: str = ""
    """The same wish without the details, if they are part of it."""
    details: tuple[str, ...] = ()
    """Facts that are kept back when a parameter is to be missing."""
    forbidden: tuple[str, ...] = ()
    about: str = ""
    """What it is about: a serial number, or nothing for the account."""
    after_base: bool = False
    """Whether what cuts the house off has to be settled first."""
    alone: bool = False
    """Whether nothing else can be done in the same talk."""


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

    def say(self, table: str, **slots: str) -> str:
        """Return a sentence of the script."""
        return SCRIPT.pick(self.rng, table, slots)

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

    def purifiers(self) -> list[tuple[str, Purifier]]:
        """Return the air purifiers."""
        return [(serial, each) for serial, each in self.corner.devices.items() if isinstance(each, Purifier)]

    def part(self, model: str, name: str) -> str:
        """Return the id of a part of a model."""
        return next(key for key, each in sorted(self.corner.parts.items()) if (each.fits, each.name) == (model, name))

    def label(self, serial: str) -> str:
        """Return the fact that a device has this number on its label."""
        return f"The label of your {_CALLED.get(kind := self.corner.devices[serial].kind, kind)} says {serial}."

    def visit(self) -> Slot | None:
        """Return the visit that is booked."""
        return next((each for each in self.corner.slots.values() if each.account_id is not None), None)

    def free_slots(self) -> list[tuple[str, Slot]]:
        """Return the slots that are free, in random order."""
        found = [(key, each) for key, each in sorted(self.corner.slots.items()) if each.account_id is None]
        self.rng.shuffle(found)
        return found


def called(kind: str) -> str:
    """Return what people call a kind of device."""
    return _CALLED.get(kind, kind)


def desk(tool: str, **arguments: Any) -> PlannedCall:
    """Return a call of the assistant."""
    return PlannedCall(actor="assistant", tool=tool, arguments=json.dumps(arguments, sort_keys=True))


def hand(tool: str, **arguments: Any) -> PlannedCall:
    """Return something that the user does."""
    return PlannedCall(actor="user", tool=tool, arguments=json.dumps(arguments, sort_keys=True))


_CALLED: Final = {"tv box": "TV box", "extender": "Wi-Fi extender"}
