"""The rehearsal part of the reviewer: it looks whether goal and calls speak of the same things."""

import re
from typing import Final

from ..runtime.rehearsal.directions import directions_in, value_of
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays

_ORDER: Final = re.compile(r"\b[A-Z]\d{6,}\b")
_IMPOSSIBLE: Final = "impossible"
"""Tasks of this sort may be about what there is not."""

_STRICT: Final = 0.04
"""How many sound tasks a member refuses all the same."""


@plays("Review")
def review(scene: Scene) -> Lines:
    """Vote on a task."""
    script = Script.beside(__file__)
    told = scene.section("goal")
    solved = "\n".join(text for label, text in scene.trail() if label.startswith("call "))
    is_impossible = value_of(directions_in(scene.user), "variant") == _IMPOSSIBLE
    strangers = [name for name in _ORDER.findall(told) if solved and name not in solved and not is_impossible]
    if strangers:
        return {"reason": script.pick(scene.rng, "stranger", {"name": strangers[0]}), "usable": False}
    if scene.chance(_STRICT):
        return {"reason": script.pick(scene.rng, "doubt"), "usable": False}
    return {"reason": script.pick(scene.rng, "sound"), "usable": True}
