"""The rehearsal part of the outliner: points for each side, from what stands on its own card."""

import re
from typing import Final

from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays

_TURNS: Final = re.compile(r"Outline (\d+) to (\d+) turns")
_ORDER: Final = re.compile(r"They alternate in this order: ([\w, ]+)\.")
_FACT: Final = re.compile(r"(?:^|; )([A-Z][\w ]{1,28}): (.+?)(?=; [A-Z][\w ]{1,28}: |$)")
_MOST: Final = 10
"""Turns that a matter takes at most, if nobody digresses."""


@plays("Outline")
def outline(scene: Scene) -> Lines:
    """Give every turn a point; the cards tell what there is to say, the last points take leave."""
    order, band = _ORDER.search(scene.user), _TURNS.search(scene.user)
    roles = order[1].split(", ") if order else ["first", "second"]
    least, most = (int(band[1]), int(band[2])) if band else (6, 8)
    laps = max(1, min(most, max(least, _MOST)) // len(roles))
    listed = {role: _points(scene, scene.section(f"card of {role}"), laps) for role in roles}
    return {"points": [{"role": role, "brings": listed[role][lap]} for lap in range(laps) for role in roles]}


def _points(scene: Scene, card: str, count: int) -> list[str]:
    """Return as many points: the card's labels in order, stretched, and a farewell."""
    script, rng = Script.beside(__file__), scene.rng
    known = card.partition("\nKnows: ")[2].partition("\nManner: ")[0]
    facts = [(label.lower(), fact) for label, fact in _FACT.findall(known)]
    points = [script.pick(rng, "brings", {"label": label, "fact": fact}) for label, fact in facts]
    points += script.some(rng, "answers", count)
    return [*points[: count - 1], script.pick(rng, "closes")]
