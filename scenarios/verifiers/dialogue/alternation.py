"""Who speaks when: known roles only, in their order, as often as each other."""

from collections.abc import Iterator, Sequence

from ...brief import Brief
from ...dialogue import Dialogue
from ...finding import Finding
from ..evidence import defect
from .turns import Said, role_names, said_in


def alternation(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find turns of strangers, of somebody who answers itself, and of somebody whose turn it is not.

    Whose turn it is follows from who spoke before, so that one turn too many is one finding.
    """
    roles, turns = role_names(dialogue, brief), said_in(dialogue)
    found = [
        defect("alternation", turn.where, problem, f"let {_due(roles, turns, turn.place)} speak here")
        for turn in turns
        if (problem := _problem(roles, turns, turn))
    ]
    yield from found
    if turns and roles and not found and len(turns) % len(roles):
        problem = "one side has had a turn more than the other"
        yield defect("alternation", turns[-1].where, problem, "end when all have had the same number of turns")


def _due(roles: Sequence[str], turns: Sequence[Said], place: int) -> str:
    before = turns[place - 1].speaker if place else ""
    return roles[(roles.index(before) + 1) % len(roles)] if before in roles else roles[place % len(roles)]


def _problem(roles: Sequence[str], turns: Sequence[Said], turn: Said) -> str:
    if not roles:
        return ""
    if turn.speaker not in roles:
        return "somebody speaks who is not in this conversation"
    if turn.place and turns[turn.place - 1].speaker == turn.speaker:
        return "somebody answers itself"
    return "" if turn.speaker == _due(roles, turns, turn.place) else "somebody speaks whose turn it is not"
