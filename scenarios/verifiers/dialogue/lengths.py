"""The conversation and its turns have the lengths, and the turns the patterns, that were asked for."""

from collections.abc import Iterator

from ...brief import Brief
from ...dialogue import Dialogue
from ...finding import Finding, Severity
from ..controls_met import unmet
from ..evidence import defect
from .turns import role_names, said_in

EACH_TURN = "turn"
"""What a control's `checks` names for every turn of both sides; a role's name means its turns only."""


def lengths(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find too few or too many turns, and turns that miss a control.

    A turn that misses a control spoils the turn, not the row.
    """
    yield from _turns(dialogue, brief)
    for turn in said_in(dialogue):
        for name, drawn in brief.controls.items():
            if drawn.checks in (EACH_TURN, turn.speaker):
                for finding in unmet(name, drawn, turn.where, turn.text):
                    yield finding.model_copy(update={"severity": Severity.MAJOR})


def _turns(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    turns, roles = said_in(dialogue), role_names(dialogue, brief)
    least, most = brief.conversation.turns if brief.conversation else (1, len(turns))
    if least <= len(turns) <= most:
        return
    problem = f"there are {len(turns)} turns, not {least} to {most}"
    if len(turns) > most:
        yield defect("lengths", turns[-1].where, problem, "come to an end sooner")
        return
    ended_by = _ended_by(dialogue, len(roles))
    # Where nothing was said, the turn that is missing is the first one.
    where = turns[ended_by].where if turns else f"turn 1 {next(iter(roles), 'nobody')}"
    yield defect("lengths", where, problem, "go on here instead of ending")


def _ended_by(dialogue: Dialogue, lap: int) -> int:
    """Return the place of the turn that brought the end: the answer to a farewell alone could not take it back."""
    last = range(max(0, len(dialogue.turns) - lap), len(dialogue.turns))
    return next((place for place in last if dialogue.turns[place].leaves), len(dialogue.turns) - 1)
