"""The world itself: state, policy and data under one name. The tools register at it."""

from pathlib import Path
from typing import Final

from ...local_world import LocalWorld
from .corner import corner
from .data import populate
from .state import Shop

SHOP: Final = LocalWorld(
    name="shop",
    about="a shop's support desk: orders, returns, exchanges, refunds, deliveries, stock",
    policy=Path(__file__).with_name("policy.md").read_text(encoding="utf-8"),
    state=Shop,
    populate=populate,
    corner=corner,
)
"""All lists in its state are bags."""

VERIFIED: Final = ("verify_customer",)
"""What the policy asks for before anything is changed (1)."""

ORDER_SEEN: Final = (*VERIFIED, "get_order")
PRODUCT_SEEN: Final = (*VERIFIED, "get_product")
"""What it asks for before an order is changed, or a product is exchanged or waited for (3)."""
