"""The bank's desk: accounts, cards, payees, payments, standing orders, disputes."""

# The order of imports is the order of the tools.
from . import lookups as lookups  # isort: split

from . import payments as payments  # isort: split

from . import services as services  # isort: split

from . import errands as errands  # plays planner and assistant in rehearsals
from .desk import BANK

__all__ = ["BANK"]
