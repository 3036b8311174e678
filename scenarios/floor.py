"""The floor: who of a group may speak next, who does, and when the talk is over. All of it follows from what was said.

Nobody speaks twice in a row. From the first leave-taking on, or when as many turns are left as there are people, each
has one turn more, so that whoever is taken leave of may answer; then the talk is over.
"""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Final

from .conversation import Conversation, Floor, Role
from .dialogue import Ending, Turn, ending_of, next_role

EVERYBODY: Final = "everybody"
"""Whom a turn is said to that is said to nobody in particular."""

_PATIENCE: Final = 2
"""Turns per head after which somebody who has said nothing is not passed over again."""


def able_to_speak(conversation: Conversation, turns: Sequence[Turn]) -> tuple[Role, ...]:
    """Return who may speak next: not who has just spoken, nor who has had a last word."""
    closing = closing_from(conversation, turns)
    done = {turn.speaker for turn in turns[-1:]}
    if closing is not None:
        done |= {turn.speaker for turn in turns[closing:]}
    return tuple(role for role in conversation.roles if role.name not in done)


def closing_from(conversation: Conversation, turns: Sequence[Turn]) -> int | None:
    """Return the place from which on everybody has a last turn, or None where the talk is still open."""
    at_most = conversation.cap - len(conversation.roles)
    left = (place for place, turn in enumerate(turns[:at_most]) if turn.leaves)
    return next(left, at_most if len(turns) >= at_most else None)


def next_member(conversation: Conversation, turns: Sequence[Turn], drawn: random.Random) -> Role:
    """Return who speaks next where nobody calls on anybody.

    By turns in their order. Else the first member opens; then who was spoken to, unless somebody has been silent for
    too long; then who has said least, one of them by the draw.
    """
    if _is_by_turns(conversation):
        return next_role(conversation, turns)
    if not turns:
        return conversation.roles[0]
    able = able_to_speak(conversation, turns)
    lately = {turn.speaker for turn in turns[-_PATIENCE * len(conversation.roles) :]}
    long = len(turns) >= _PATIENCE * len(conversation.roles)
    passed_over = [role for role in able if long and role.name not in lately]
    spoken_to = [role for role in able if role.name == turns[-1].to]
    if spoken_to and not passed_over:
        return spoken_to[0]
    spoken = Counter(turn.speaker for turn in turns)
    least = min(spoken[role.name] for role in able)
    return drawn.choice([role for role in able if spoken[role.name] == least])


def ending_of_group(conversation: Conversation, turns: Sequence[Turn]) -> Ending | None:
    """Return what ends a group's talk here, or None where it goes on."""
    if _is_by_turns(conversation):
        return ending_of(conversation, turns)
    everybody, closing = {role.name for role in conversation.roles}, closing_from(conversation, turns)
    if closing is not None:
        last = turns[closing:]
        if {turn.speaker for turn in last} != everybody:
            return None
        return Ending.LEAVE_TAKING if any(turn.leaves for turn in last) else Ending.CAP
    latest = {turn.speaker: turn for turn in turns}
    is_met = latest.keys() == everybody and all(turn.goal_met for turn in latest.values())
    return Ending.GOALS_MET if is_met and len(turns) >= conversation.turns[0] else None


def is_last_word(conversation: Conversation, turns: Sequence[Turn]) -> bool:
    """Return whether whoever speaks next says a last word."""
    if _is_by_turns(conversation):
        return conversation.cap - len(turns) <= len(conversation.roles)
    return closing_from(conversation, turns) is not None


def calls_for_a_moderator(conversation: Conversation) -> bool:
    """Return whether somebody calls on whoever is to speak."""
    return conversation.society is not None and conversation.society.floor is Floor.MODERATOR


def _is_by_turns(conversation: Conversation) -> bool:
    return conversation.society is None or conversation.society.floor is Floor.TURNS
