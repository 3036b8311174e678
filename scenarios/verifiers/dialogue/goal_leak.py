"""What stands on a card stays there: no goal in its wording, no talk of cards, no knowledge of the other side's.

To want something aloud is what people talk for; to want it in the words of the card is a leak. What a side knows it
may say as it likes. What only the other side knows, it cannot say word for word before it was told.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from ....runtime.text import fold, words
from ...brief import Brief
from ...dialogue import Dialogue, Side
from ...finding import Finding, Severity
from ..copied import Passage, shared_passage
from ..evidence import defect
from .card_talk import OF_A_PLAY, OF_AN_AIM, OF_THE_CARD
from .turns import Said, said_in, sides_of

LEAK: Final = 7
"""Words in a row, give or take a word, that are a card's wording."""

_WHOLE: Final = 5
"""Words from which on most of a shorter goal or fact is its wording too."""
_MOST: Final = 0.8
_ANNOUNCED: Final = 4
"""Words in a row that are enough when an aim is announced right before them."""
_TOLD: Final = 0.5
"""Share of a fact's longer words that were heard when it was told in other words."""
_LONGER: Final = 4


def goal_leak(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find goals in their wording, talk about cards, and knowledge that nobody told."""
    turns = said_in(dialogue)
    for turn in turns:
        own, others = sides_of(dialogue, turn.speaker)
        heard = [dialogue.situation, *(earlier.text for earlier in turns[: turn.place])]
        yield from _of_the_card(turn)
        yield from _own_goal(turn, own, heard)
        yield from _their_goal(turn, others, heard)
        yield from _their_knowledge(turn, own, others, heard)


def _of_the_card(turn: Said) -> Iterator[Finding]:
    problem, fix = "it speaks of a part that is played", "speak as somebody whose own affair this is"
    for pattern, severity in ((OF_THE_CARD, Severity.BLOCKING), (OF_A_PLAY, Severity.MAJOR)):
        found = pattern.search(turn.text)
        if found:
            yield defect("goal_leak", turn.where, problem, fix, quote=found.group(), severity=severity)
            return


def _own_goal(turn: Said, own: Sequence[Side], heard: Sequence[str]) -> Iterator[Finding]:
    for side in own:
        passage = _taken(turn.text, side.goal, heard)
        if passage or _announced(turn.text, side.goal):
            problem, fix = "it says its goal in the words of the card", "show what is wanted, in words of its own"
            yield defect("goal_leak", turn.where, problem, fix, quote=passage.text if passage else "")
            return


def _their_goal(turn: Said, others: Sequence[Side], heard: Sequence[str]) -> Iterator[Finding]:
    for side in others:
        passage = _taken(turn.text, side.goal, heard)
        if passage:
            problem, fix = "it knows what the other side keeps to itself", "say only what this side can know"
            yield defect("goal_leak", turn.where, problem, fix, quote=passage.text)


def _their_knowledge(
    turn: Said, own: Sequence[Side], others: Sequence[Side], heard: Sequence[str]
) -> Iterator[Finding]:
    known = [*heard, *(text for side in own for text in side.own)]
    for fact in (fact for side in others for fact in side.knows):
        passage = _taken(turn.text, fact, known)
        if passage and not _was_told(fact, known):
            problem, fix = "it knows what only the other side can know", "ask for it, or say only what was told"
            quote = passage.text
            yield defect("goal_leak", turn.where, problem, fix, quote=quote, severity=Severity.MAJOR)


def _taken(text: str, original: str, heard: Sequence[str]) -> Passage | None:
    """Return what a turn has in common with a card, where that is the card's wording and was not said before."""
    passage, length = shared_passage(text, original), len(words(original))
    if passage is None or passage.shared < min(LEAK, max(_WHOLE, round(_MOST * length))):
        return None
    is_known = any(fold(passage.text) in fold(said) for said in heard) if passage.text else False
    return None if is_known else passage


def _announced(text: str, goal: str) -> bool:
    found = OF_AN_AIM.search(text)
    passage = shared_passage(text[found.end() :], goal) if found else None
    return passage is not None and passage.start == 0 and passage.shared >= _ANNOUNCED


def _was_told(fact: str, known: Sequence[str]) -> bool:
    """Whether most of a fact was heard, in whatever words."""
    weighty = {word for word in fold(fact).split() if len(word) >= _LONGER or any(sign.isdigit() for sign in word)}
    heard = {word for text in known for word in fold(text).split()}
    return bool(weighty) and len(weighty & heard) >= _TOLD * len(weighty)
