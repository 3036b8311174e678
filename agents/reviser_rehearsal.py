"""The rehearsal part of the reviser: the kind's own part mends the draft; here is what is said about it."""

import random
from typing import Final

from ..runtime.frozen import is_mapping
from ..runtime.rehearsal.language import some
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.stage import Lines, plays, speak
from ..runtime.text import shorten

_ANSWERS: Final = (
    "Rewrote it",
    "Changed as suggested",
    "Taken out",
    "Put right",
    "Replaced with something definite",
    "Done; the rest stays",
)


@plays("*Revision")
def revise(scene: Scene) -> Lines:
    """Answer every finding, then give the whole draft again."""
    title = scene.title.removesuffix("Revision")
    root = scene.schema or {}
    properties = root.get("properties")
    drafted = properties.get("draft") if is_mapping(properties) else None
    node = {str(key): value for key, value in drafted.items()} if is_mapping(drafted) else {"type": "object"}
    answers = [_answer(scene.rng, finding) for finding in scene.sections("finding")]
    return {"answers": answers, "draft": speak(title, scene, {"$defs": root.get("$defs", {}), **node})}


def _answer(rng: random.Random, finding: str) -> str:
    passage = finding.partition("\nPassage: ")[2].partition("\nMend it so:")[0]
    said = some(rng, _ANSWERS, 1)[0]
    return f"{said}: “{shorten(passage, 40)}”" if passage else f"{said}."
