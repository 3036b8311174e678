"""Who speaks in a group: its members only, nobody twice in a row, everybody once at least."""

from collections.abc import Iterator, Sequence

from ...brief import Brief
from ...conversation import Floor
from ...dialogue import Dialogue
from ...finding import Finding
from ..evidence import defect
from .alternation import alternation
from .turns import Said, role_names, said_in


def floor(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find turns of strangers, of somebody who answers itself, and members who never say a word."""
    if _goes_by_turns(brief):
        yield from alternation(dialogue, brief)
        return
    members, turns = role_names(dialogue, brief), said_in(dialogue)
    for turn in turns:
        problem = _problem(members, turns, turn)
        if problem:
            yield defect("floor", turn.where, problem, "let another member of the group speak here")
    silent = [name for name in members if all(turn.speaker != name for turn in turns)]
    if turns and silent:
        problem, fix = "somebody in the group never says a word", "let everybody speak before the talk ends"
        yield defect("floor", turns[-1].where, problem, fix)


def _goes_by_turns(brief: Brief) -> bool:
    society = brief.conversation.society if brief.conversation else None
    return society is not None and society.floor is Floor.TURNS


def _problem(members: Sequence[str], turns: Sequence[Said], turn: Said) -> str:
    if turn.speaker not in members:
        return "somebody speaks who is not in this conversation"
    answers_itself = turn.place > 0 and turns[turn.place - 1].speaker == turn.speaker
    return "somebody answers itself" if answers_itself else ""
