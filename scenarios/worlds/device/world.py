"""The world itself: state, policy and data under one name. The tools register at it."""

from pathlib import Path
from typing import Final

from ...local_world import LocalWorld
from .corner import corner
from .data import populate
from .state import Homes

DEVICE: Final = LocalWorld(
    name="device",
    about="a help desk for home networks and household devices, with a user who acts in the house",
    policy=Path(__file__).with_name("policy.md").read_text(encoding="utf-8"),
    state=Homes,
    populate=populate,
    corner=corner,
)
"""All lists in its state are bags."""

IDENTIFIED: Final = ("look_up_account",)
LOOKED_UP: Final = (*IDENTIFIED, "look_up_device")
"""What the policy wants done before anything is changed."""
