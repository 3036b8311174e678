"""The world itself: state, policy and data under one name. The tools register at it."""

from pathlib import Path
from typing import Final

from ...local_world import LocalWorld
from .corner import corner
from .data import populate
from .state import Bank

BANK: Final = LocalWorld(
    name="bank",
    about="a bank's desk: accounts, cards, payees, payments, standing orders, disputes",
    policy=Path(__file__).with_name("policy.md").read_text(encoding="utf-8"),
    state=Bank,
    populate=populate,
    corner=corner,
    free_text=frozenset({"bookings.*.reference", "standing_orders.*.reference"}),
)
"""There are no lists in its state."""
