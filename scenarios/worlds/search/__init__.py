"""A reading room: documents about invented people and places, a search tool, and questions of several hops."""

# The order of imports is the order of the tools.
from . import reading as reading  # isort: split

from . import filing as filing  # isort: split

from . import errands as errands  # plays planner and assistant in rehearsals
from .world import SEARCH

__all__ = ["SEARCH"]
