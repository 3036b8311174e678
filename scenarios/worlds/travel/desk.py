"""The world itself: state, policy and data under one name. The tools register at it."""

from pathlib import Path
from typing import Final

from ...local_world import LocalWorld
from .corner import corner
from .data import populate
from .state import Travel

TRAVEL: Final = LocalWorld(
    name="travel",
    about="a travel desk: flights, seats, baggage, hotel rooms, changes, refunds, vouchers",
    policy=Path(__file__).with_name("policy.md").read_text(encoding="utf-8"),
    state=Travel,
    populate=populate,
    corner=corner,
)
"""All lists in its results are in order; its state holds none."""
