"""The rehearsal part of the moderator: it calls on whoever has said least of those who may speak."""

import re
from collections import Counter
from typing import Final

from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays

_ABLE: Final = re.compile(r"Who may speak next: ([\w, ]+)\.")
_ENDING: Final = "The talk is ending"


@plays("Calling")
def call(scene: Scene) -> Lines:
    """Call on somebody."""
    found = _ABLE.search(scene.user)
    able = found[1].split(", ") if found else ["nobody"]
    speakers = [label.partition(" ")[0] for label, _ in scene.trail() if " said" in label]
    said = Counter(speakers)
    least = min(said[name] for name in able)
    name = scene.rng.choice([name for name in able if said[name] == least])
    slots = {"name": name.title(), "last": speakers[-1].title() if speakers else "nobody"}
    table = "last" if _ENDING in scene.user else "cue"
    return {"name": name, "cue": Script.beside(__file__).pick(scene.rng, table, slots)}
