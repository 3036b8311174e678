"""All turns are in one language: the one that was drawn, or the one that most of them are in.

What languages.py cannot tell for certain passes: short turns, names and numbers, and languages that it has no table of.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from ...brief import Brief
from ...dialogue import Dialogue
from ...finding import Finding, Severity
from ..evidence import defect
from .languages import code_of, is_in_another, language_of
from .turns import Said, said_in

CONTROL: Final = "language"
"""The control whose value names the language."""

_MOST: Final = 0.5
"""Share of the turns whose language shows that must agree on one."""


def language(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find turns in another language. Where none was drawn, a change of language may have its reasons."""
    turns, drawn = said_in(dialogue), brief.controls.get(CONTROL)
    wanted = code_of(drawn.value) if drawn else _usual(turns)
    if not wanted:
        return
    for turn in turns:
        if is_in_another(turn.text, wanted):
            problem = "it is in another language than was asked for" if drawn else "it is in another language"
            fix = f"say it in {drawn.value}" if drawn else "say it in the language of the other turns"
            severity = Severity.BLOCKING if drawn else Severity.MAJOR
            yield defect("language", turn.where, problem, fix, severity=severity)


def _usual(turns: Sequence[Said]) -> str:
    told = Counter(code for turn in turns if (code := language_of(turn.text)))
    code, number = (told.most_common(1) or [("", 0)])[0]
    return code if number > _MOST * told.total() else ""
