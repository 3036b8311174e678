"""A calculator with a memory: exact numbers, results that feed the next step."""

from . import errands as errands  # plays planner and assistant in rehearsals
from .calculator import CALCULATOR

__all__ = ["CALCULATOR"]
