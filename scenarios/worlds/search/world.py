"""The world itself: state, policy and data under one name. The tools register at it."""

from pathlib import Path
from typing import Final

from ...local_world import LocalWorld
from .corner import corner
from .data import populate
from .state import Library

SEARCH: Final = LocalWorld(
    name="search",
    about="a reading room: documents with a search tool, and questions that take two or three of them",
    policy=Path(__file__).with_name("policy.md").read_text(encoding="utf-8"),
    state=Library,
    populate=populate,
    corner=corner,
)
"""All lists in its state are bags."""
