"""The rehearsal part of the polisher: a word here and there, and most turns as they were."""

import re
from typing import Final

from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays

_TURN: Final = re.compile(r"turn \d+ \w+")
_POLISHED: Final = 0.4
"""How many turns an editor's hand falls on."""


@plays("Polish")
def polish(scene: Scene) -> Lines:
    """Give every turn again, some with a smoother word."""
    turns = [scene.section(label) for label in scene.labels() if _TURN.fullmatch(label)]
    return {"texts": [_smoothed(scene, text) if scene.chance(_POLISHED) else text for text in turns]}


def _smoothed(scene: Scene, text: str) -> str:
    """Return the text with one stiff or worn phrase exchanged, where it holds one."""
    pairs = [entry.split(" || ") for entry in Script.beside(__file__).entries("instead")]
    # Nothing is drawn together before a stop: "as surprised as you are."
    held = [(found, smooth) for stiff, smooth in pairs if (found := re.search(rf"\b{re.escape(stiff)}(?=\s)", text))]
    if not held:
        return text
    found, smooth = scene.rng.choice(held)
    return f"{text[: found.start()]}{smooth}{text[found.end() :]}"
