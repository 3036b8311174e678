"""A turn says something new: not what its speaker said before, nor the other side's words again.

Courtesies are said again and again, so a turn counts from six words on of which three are no courtesy. A step of a
procedure that differs in a number or a side ("the left one", "the second one") is a new step.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from ....runtime.text import fold, sentences
from ...brief import Brief
from ...dialogue import Dialogue
from ...finding import Finding, Severity
from ..evidence import defect
from ..sums import word_set
from .turns import Said, said_in

FEWEST: Final = 6
"""Words from which on a turn or a sentence can be a repeat."""

_WEIGHTY: Final = 3
"""Words of it that must be no courtesy."""

_ALIKE: Final = 0.8
"""Share of both turns that must be the same: six words may differ in one, twelve in two."""

_MOST: Final = 0.6
"""Share of a turn that must be somebody's earlier words for it to be a repeat with a remark added."""

_RUN: Final = 4
"""Words in a row that count towards that share."""

_LONG: Final = 8
"""Words of a single sentence that nobody says twice in the same words."""

_COURTESIES: Final = word_set(
    "thank thanks you so much very a lot for your the help that that's is was it i i'm i'll am we we'll my me to of and"
    " yes no ok okay please sorry hello hi hey bye goodbye good great nice fine well right sure have day evening night"
    " morning welcome you're again all at in on do will would be this too oh see take care"
)
_SLOTS: Final = word_set(
    "left right top bottom upper lower front back first second third fourth fifth sixth last next other inner outer one"
    " two three four five six seven eight nine ten eleven twelve monday tuesday wednesday thursday friday saturday"
    " sunday red green blue yellow white black"
)
"""Words that make another step of a sentence that is otherwise the same."""


def repeated(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find turns that say an earlier turn again, by the same side or the other one."""
    turns = said_in(dialogue)
    tokens = [fold(turn.text).split() for turn in turns]
    for turn in turns:
        earlier = range(turn.place)
        again = next((place for place in earlier if _again(tokens[turn.place], tokens[place])), None)
        if again is not None:
            yield _repeat(turn, turns[again])
        else:
            yield from _sentences_again(turn, turns)


def _repeat(turn: Said, earlier: Said) -> Finding:
    same = turn.speaker == earlier.speaker
    problem = f"it says again what {'the same side' if same else 'the other side'} said in turn {earlier.place + 1}"
    return defect("repeated", turn.where, problem, "answer what was just said, with something new")


def _counts(said: Sequence[str]) -> bool:
    return len(said) >= FEWEST and sum(word not in _COURTESIES for word in said) >= _WEIGHTY


def _again(said: Sequence[str], earlier: Sequence[str]) -> bool:
    """Whether a turn is an earlier one with hardly a word changed, or is mostly made of it."""
    if not _counts(said) or len(set(said) & set(earlier)) < len(set(said)) * _MOST / 2:
        return False
    matcher = SequenceMatcher(None, said, earlier, autojunk=False)
    blocks = matcher.get_matching_blocks()
    covered = sum(block.size for block in blocks if block.size >= _RUN)
    if covered >= _LONG and covered >= _MOST * len(said):
        return not _is_another_step(said, earlier, matcher)
    same = sum(block.size for block in blocks)
    return same >= _ALIKE * max(len(said), len(earlier)) and not _is_another_step(said, earlier, matcher)


def _is_another_step(said: Sequence[str], earlier: Sequence[str], matcher: SequenceMatcher[str]) -> bool:
    """Whether the words that differ are numbers and sides, and only these."""
    changed = [
        word
        for tag, start, end, other_start, other_end in matcher.get_opcodes()
        if tag == "replace"
        for word in (*said[start:end], *earlier[other_start:other_end])
    ]
    return bool(changed) and all(word in _SLOTS or any(sign.isdigit() for sign in word) for word in changed)


def _sentences_again(turn: Said, turns: Sequence[Said]) -> Iterator[Finding]:
    """Find a long sentence that the same speaker said before; the other side's may be read back."""
    before = {
        fold(sentence)
        for earlier in turns[: turn.place]
        if earlier.speaker == turn.speaker
        for sentence in sentences(earlier.text)
    }
    for sentence in sentences(turn.text):
        said = fold(sentence)
        if len(said.split()) >= _LONG and _counts(said.split()) and said in before:
            problem, fix = "the same speaker said this sentence before", "say something new"
            yield defect("repeated", turn.where, problem, fix, quote=sentence, severity=Severity.MAJOR)
