"""A conversation on a page: who says what, turn by turn, with findings in the margin."""

from collections.abc import Sequence
from itertools import takewhile

from rich.text import Text

from ..scenarios.finding import Severity
from ..traces.story import PartStory
from .findings_page import mark_quotes, tell_findings
from .page import INDENT, Page, shown

_MARGIN = {Severity.BLOCKING: "✗", Severity.MAJOR: "!", Severity.MINOR: "·"}


def tell_talk(page: Page, turns: Sequence[PartStory]) -> None:
    """Write all turns; those that stand as they stood in the round before are only counted."""
    before = list(takewhile(_is_as_before, turns))
    if before:
        page.prose(Text(_counted(len(before)), style="dim"))
    width = max(len(turn.voice or "") for turn in turns)
    for number, turn in list(enumerate(turns, 1))[len(before) :]:
        _turn(page, number, turn, width)


def _is_as_before(turn: PartStory) -> bool:
    return turn.changes is not None and not turn.is_changed and not turn.findings


def _counted(number: int) -> str:
    return "turn 1 as before" if number == 1 else f"turns 1 to {number} as before"


def _turn(page: Page, number: int, turn: PartStory, width: int) -> None:
    label = f"{_mark(turn)}{number:>3} {turn.voice or '':<{width}}  "
    if turn.beside:
        page.side_by_side(mark_quotes(turn.text, turn.findings), shown(turn.beside, "cyan"), indent=1, label=label)
    elif turn.changes is not None and turn.is_changed and turn.is_kept:
        page.changes(turn.changes, indent=1, label=label)
    else:
        page.prose(mark_quotes(turn.text or "(empty)", turn.findings), indent=1, label=label)
    tell_findings(page, turn.findings, indent=INDENT + 4)


def _mark(turn: PartStory) -> str:
    """Return what stands in the margin: a sign for the worst finding."""
    found = {finding.severity for finding in turn.findings}
    return next((sign for severity, sign in _MARGIN.items() if severity in found), " ")
