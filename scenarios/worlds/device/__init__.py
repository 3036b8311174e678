"""Home-network and household devices: the desk acts from afar, the user in the house."""

# The order of imports is the order of the tools.
from . import desk as desk  # isort: split

from . import repairs as repairs  # isort: split

from . import house as house  # isort: split

from . import rehearsal as rehearsal  # plays the planner's part in rehearsals
from .world import DEVICE

__all__ = ["DEVICE"]
