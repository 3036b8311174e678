"""Troubles with things: which one a text is about, as the rehearsal director takes it."""

import random
from typing import Final, NamedTuple

from ..runtime.rehearsal.reading import terms
from ..runtime.rehearsal.script import Script

_NAMED: Final = "fault_"
_ANY: Final = "any_fault_"


class Fault(NamedTuple):
    """A trouble from both ends: what the customer lives through, and what the agent knows of it."""

    device: str
    part: str
    cause: str
    does: str
    does_too: str
    works: str
    asks: str
    finds: str
    step: str
    did: str
    step_too: str
    did_too: str
    worry: str
    reason: str
    tip: str


def fault_in(rng: random.Random, seed: str) -> Fault:
    """Return the trouble with the device that a text is about; any trouble with its subject where none is known."""
    script, lowered = Script.beside(__file__), seed.lower()
    known = [table for table in script.names(_NAMED) if _device(script, table) in lowered]
    # A note is about what it names first: a label printer is a printer too, and a fridge may have a thermostat.
    table = min(known, key=lambda name: lowered.index(_device(script, name)), default="")
    table = table or rng.choice(script.names(_ANY))
    subject = next((term.text for term in terms(seed) if not term.proper), "thing")
    lines = [script.fill(rng, line, {"t": subject}) for line in script.entries(table)]
    return Fault(*(field.strip() for line in lines for field in line.split(" | ")))


def _device(script: Script, table: str) -> str:
    return script.entries(table)[0].partition(" | ")[0]
