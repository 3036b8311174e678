"""The rehearsal part of the matcher: answers match when the one holds what the other says, figures above all."""

from typing import Final

from ...runtime.rehearsal.reading import stems
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from ..verifiers.facts import figures, names

_MOST: Final = 0.7


@plays("Match")
def match(scene: Scene) -> Lines:
    """Compare figures and names first, then the words that the question does not hold."""
    one, other = scene.section("one answer"), scene.section("other answer")
    for facts in (figures, names):
        if facts(one) != facts(other) and facts(one) and facts(other):
            return {"reason": "They name different things.", "same": False}
    asked = stems(scene.section("question"))
    mine, theirs = stems(one) - asked, stems(other) - asked
    same = len(mine & theirs) >= _MOST * min(len(mine), len(theirs))
    return {"reason": "They tell the same." if same else "They tell different things.", "same": same}
