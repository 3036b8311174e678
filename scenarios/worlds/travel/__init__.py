"""A travel desk: flights with seats and fares, hotel rooms by the night, baggage, vouchers, refunds."""

# The order of imports is the order of the tools.
from . import lookups as lookups  # isort: split

from . import bookings as bookings  # isort: split

from . import service as service  # isort: split

from . import errands as errands  # what travellers want, in rehearsals
from .desk import TRAVEL

__all__ = ["TRAVEL"]
