"""Every turn holds whole text: something, undamaged, without gaps to fill in, not broken off.

A turn may be one word, and people who chat leave full stops away. So a missing one tells something only of a speaker
who sets them everywhere else; of others, only words after which something must follow.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ...brief import Brief
from ...dialogue import Dialogue
from ...finding import Finding, Severity
from ..evidence import defect
from ..gaps import gap_in
from ..unfinished import ends, is_prose
from ..well_formed import damage, says_something
from .turns import Said, said_in

_HANGING: Final = re.compile(
    r"(?:\b(?:and|or|but|nor|the|an?|because|than|my|your|their|very|every|whether|und|oder|der|dass|weil|el|los|las"
    r"|porque|y)|[,(\[–—])$"
)
"""What no turn ends with, not even one without a full stop."""

_FEWEST: Final = 3
"""Words of a turn that can break off."""
_HABIT: Final = 3
"""Turns of the same speaker that show whether full stops are set."""


def whole_turns(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find turns that are empty, damaged, broken off, or hold a placeholder. A broken last turn spoils the row."""
    turns = said_in(dialogue)
    parts = {turn.where: turn.text for turn in turns}
    for turn in turns:
        if not says_something(turn.text):
            yield defect("whole_turns", turn.where, "nothing is said", "let this side say something")
            continue
        yield from damage("whole_turns", turn.where, turn.text)
        gap = gap_in(turn.where, parts)
        if gap:
            problem, fix = "a placeholder was left to be filled in", "say the real thing"
            yield defect("whole_turns", turn.where, problem, fix, quote=gap)
        if _breaks_off(turn, turns):
            severity = Severity.BLOCKING if turn.place + 1 == len(turns) else Severity.MAJOR
            problem, quote = "it breaks off in the middle of a sentence", turn.text.strip()[-40:]
            yield defect("whole_turns", turn.where, problem, "finish the sentence", quote=quote, severity=severity)


def _breaks_off(turn: Said, turns: Sequence[Said]) -> bool:
    text = turn.text.strip()
    if len(text.split()) < _FEWEST or not is_prose(text) or (ends(text) and not _HANGING.search(text)):
        return False
    others = [other.text for other in turns if other.speaker == turn.speaker and other is not turn]
    sets_stops = len(others) >= _HABIT and all(ends(other.strip()) for other in others)
    return sets_stops or _HANGING.search(text) is not None
