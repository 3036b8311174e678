"""The world itself: state, policy and data under one name. The tools register at it."""

from pathlib import Path
from typing import Final

from ...local_world import LocalWorld
from .corner import corner
from .data import populate
from .state import Life

ASSISTANT: Final = LocalWorld(
    name="assistant",
    about="a personal assistant: the calendar, mail, files and contacts of one person",
    policy=Path(__file__).with_name("policy.md").read_text(encoding="utf-8"),
    state=Life,
    populate=populate,
    corner=corner,
    free_text=frozenset({"mails.*.subject", "mails.*.text", "files.*.text", "events.*.title"}),
)
"""All lists in its state are bags."""
