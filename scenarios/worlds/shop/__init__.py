"""The shop's support desk: customers, orders, returns, exchanges, refunds, stock."""

# The order of imports is the order of the tools.
from . import lookups as lookups  # isort: split

from . import orders as orders  # isort: split

from . import after_sales as after_sales  # isort: split

from . import assistant_rehearsal as assistant_rehearsal  # plays the desk in rehearsals
from . import rehearsal as rehearsal  # plays the planner's part in rehearsals
from .desk import SHOP

__all__ = ["SHOP"]
