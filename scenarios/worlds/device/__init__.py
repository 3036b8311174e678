"""Home-network and household devices: the desk acts from afar, the user in the house."""

# The order of imports is the order of the tools.
from . import desk as desk  # isort: split

from . import repairs as repairs  # isort: split

from . import house as house  # isort: split

from . import errands as errands  # plays planner and assistant in rehearsals
from .world import DEVICE

__all__ = ["DEVICE"]
