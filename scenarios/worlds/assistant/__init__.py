"""A personal assistant: the calendar, mail, files and contacts of one person."""

# The order of imports is the order of the tools.
from . import agenda as agenda  # isort: split

from . import post as post  # isort: split

from . import errands as errands  # what the user wants, in rehearsals
from .desk import ASSISTANT

__all__ = ["ASSISTANT"]
