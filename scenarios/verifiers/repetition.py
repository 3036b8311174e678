"""Text that goes round in circles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ...runtime.text import fold, sentences, words
from ..brief import Brief
from ..finding import Finding, Severity
from .evidence import MATERIAL, as_written, defect

SPAN = 4
"""Words per span."""
ALLOWED = 0.3
"""Share of spans that may be repeats (Gopher's filters allow 0.16 for the top 4-gram and 0.15 for duplicate
5-grams of long pages; short answers and lists repeat more)."""
ENOUGH = 30
"""Words below which repetition says nothing."""

_LONG: Final = 8
"""Words from which on a sentence that differs from another in one word is the same sentence."""
_GRAVE: Final = 0.2
"""Share of a text's words in repeated sentences that spoils it; a refrain or a step said twice is less."""
_LOOPS: Final = range(3, 13)
"""Words of a phrase that comes again at once."""
_TURNS: Final = 3
_LIST_MARK: Final = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")


def repetition(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find a loop, a sentence said twice or nearly so, or too many repeated word spans."""
    for where, text in parts.items():
        looped = _loop(text)
        again = _said_again(text)
        if looped:
            yield defect("repetition", where, "the same phrase comes again and again", "say it once", quote=looped)
        elif again:
            share = sum(len(words(sentence)) for sentence in again) / len(words(text))
            grave = share >= _GRAVE and where not in MATERIAL
            severity = Severity.BLOCKING if grave else Severity.MAJOR
            problem = "a sentence is said twice"
            yield defect("repetition", where, problem, "say it once", quote=again[0], severity=severity)
        elif _repeated_share(text) > ALLOWED:
            yield defect("repetition", where, "the same words come again and again", "say each thing once")


def _said_again(text: str) -> list[str]:
    """Return the sentences that were there before, as they were or with one word changed."""
    again: list[str] = []
    seen: list[tuple[str, ...]] = []
    for sentence in _sentences(text):
        said = tuple(fold(sentence).split())
        if any(_is_same(said, earlier) for earlier in seen) and len(words(sentence)) > SPAN:
            again.append(sentence)
        seen.append(said)
    return again


def _sentences(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from sentences(_LIST_MARK.sub("", line))


def _is_same(one: Sequence[str], other: Sequence[str]) -> bool:
    if one == other:
        return True
    if len(one) != len(other) or len(one) < _LONG:
        return False
    changed = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    # "Box one holds 3 * 2 = 6" and "Box two holds 4 * 2 = 8" run alike and say different things.
    return len(changed) == 1 and not any(char.isdigit() for word in changed[0] for char in word)


def _loop(text: str) -> str:
    """Return a phrase that comes at least three times in a row."""
    folded = fold(text).split()
    pieces = [*zip(folded, folded[1:], folded[2:], strict=False)]
    if len(set(pieces)) == len(pieces):  # as in most texts; no shorter phrase counts
        return ""
    for length in _LOOPS:
        run = 0
        for place in range(len(folded) - length):
            run = run + 1 if folded[place] == folded[place + length] else 0
            if run < length * (_TURNS - 1):
                continue
            phrase = folded[place + 2 - length : place + 2]
            if _says_something(phrase):
                return as_written(text, phrase)
    return ""


def _says_something(phrase: Sequence[str]) -> bool:
    """Whether a phrase is more than a row of signs or figures, as in a table."""
    return len(set(phrase)) > 1 and any("=" in word or re.search(r"[^\W\d]{2}", word) for word in phrase)


def _repeated_share(text: str) -> float:
    folded = fold(text).split()
    if len(folded) < ENOUGH:
        return 0.0
    spans = list(zip(*(folded[place:] for place in range(SPAN)), strict=False))
    return (len(spans) - len(set(spans))) / len(spans)
