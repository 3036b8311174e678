"""The rehearsal part of the judge: scores from the critic's crude reading, with noise of its own."""

import random
import re
from typing import Any, Final

from ..runtime.rehearsal.reading import stems
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.stage import Lines, plays
from ..runtime.text import sentences, shorten
from .critic_rehearsal import Flaw, draft_in, flaws_in, script

_CRITERION: Final = re.compile(r"^- ([a-z]\w*): (.+\?)$", re.MULTILINE)
_AFTER: Final = "Score each of these"
_CLEAN: Final = ((5, 32), (4, 50), (3, 17), (2, 1))
"""Scores of what shows no flaw, with their weights."""

_OVERLOOKED: Final = 0.12

_ABOUT: Final[dict[str, str]] = {
    "off_subject": "character person subject asked direct answer specific",
    "no_person": "character person voice knowledge specific concrete",
    "sum": "right correct fact states true contradiction",
    "opposite": "right correct contradiction states consistent clear",
    "phrase": "specific concrete anybody helpful character",
    "length": "asked full fully direct form helpful",
    "form": "asked full fully direct form helpful",
    "repeated": "turn answer natural",
    "copied": "specific own original character person",
}
"""Words of the questions that a flaw bears on."""


@plays("Scores")
def judge(scene: Scene) -> Lines:
    """Score every criterion that the prompt lists."""
    listing = scene.user.partition(_AFTER)[2]
    draft = draft_in(scene)
    seen = [flaw for flaw in flaws_in(draft) if not scene.chance(_OVERLOOKED)]
    pieces = [shorten(said, 60) for text in draft.parts.values() for said in sentences(text)] or ["it"]
    return {
        "scores": [_score(scene.rng, name, question, seen, pieces) for name, question in _CRITERION.findall(listing)]
    }


def _score(rng: random.Random, name: str, question: str, seen: list[Flaw], pieces: list[str]) -> dict[str, Any]:
    asked = stems(f"{name.replace('_', ' ')} {question}".lower())
    bearing = [flaw for flaw in seen if asked & stems(_ABOUT.get(flaw.name, ""))]
    values, weights = zip(*_CLEAN, strict=True)
    score = rng.choices(values, weights)[0]
    if bearing:
        score = max(1, score - rng.randint(1, 2) - min(len(bearing), 2) + (rng.random() < 0.3))
        reason = script().pick(rng, f"problem_{bearing[0].name}", bearing[0].about)
    else:
        reason = script().pick(rng, "praise" if score > 3 else "doubt", {"piece": rng.choice(pieces)})
    return {"criterion": name, "reason": reason, "score": score}
