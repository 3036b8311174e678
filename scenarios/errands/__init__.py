"""Errands: a declarative rehearsal of worlds, shared by all that need no more."""

from .errand import SOLVABLE, Desk, Errand, Slot, Step, Values
from .rehearsing import rehearse

__all__ = ["SOLVABLE", "Desk", "Errand", "Slot", "Step", "Values", "rehearse"]
