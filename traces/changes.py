"""What changed between two texts, word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from ..runtime.frozen import Frozen
from ..runtime.text import words


class Change(StrEnum):
    """What happened to a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Segment(Frozen):
    """A stretch of text. All that is same or added, joined, is the new text; same or removed, the old one."""

    change: Change
    text: str


class _Word(NamedTuple):
    space: str
    """The white space before it."""
    word: str


class _Stretch(NamedTuple):
    """Text that stayed, and what was changed right after it."""

    same: str = ""
    removed: str = ""
    added: str = ""

    @property
    def size(self) -> int:
        return max(len(self.removed), len(self.added))


_WORDS = re.compile(r"(\s*)(\w+(?:['’\-]\w+)*|[^\w\s]|\Z)")

_CRUMB = 2
"""Up to so many words that stayed between two larger changes count as changed: else it reads as confetti."""


def changes(old: str, new: str) -> tuple[Segment, ...]:
    """Return the segments that lead from `old` to `new`."""
    before, after = _words(old), _words(new)
    matcher = SequenceMatcher(None, [w.word for w in before], [w.word for w in after], autojunk=False)
    stretches: list[_Stretch] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        stretches += _kept(before[i:j], after[k:m]) if tag == "equal" else [_changed(before[i:j], after[k:m])]
    return tuple(_segments(_without_crumbs(_joined(stretches))))


def _words(text: str) -> list[_Word]:
    """Return words and marks; white space at the end of the text belongs to an empty last word."""
    return [_Word(*found) for found in _WORDS.findall(text)]


def _text(words: Iterable[_Word]) -> str:
    return "".join(word.space + word.word for word in words)


def _kept(before: Sequence[_Word], after: Sequence[_Word]) -> Iterator[_Stretch]:
    """Yield words that stayed; where the space before one differs, that is a change of its own."""
    for old, new in zip(before, after, strict=True):
        if old.space == new.space:
            yield _Stretch(same=new.space + new.word)
        else:
            yield _Stretch(removed=old.space, added=new.space)
            yield _Stretch(same=new.word)


def _changed(before: Sequence[_Word], after: Sequence[_Word]) -> _Stretch:
    """Return a change, with the space before it kept out of it where it is the same on both sides."""
    if before and after and before[0].space == after[0].space:
        space = before[0].space
        return _Stretch(space, _text(before)[len(space) :], _text(after)[len(space) :])
    return _Stretch(removed=_text(before), added=_text(after))


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Return stretches in which text that stayed and changes take turns."""
    joined = [_Stretch()]
    for stretch in stretches:
        last = joined[-1]
        if not last.size:
            joined[-1] = _Stretch(last.same + stretch.same, stretch.removed, stretch.added)
        elif not stretch.same:
            joined[-1] = _Stretch(last.same, last.removed + stretch.removed, last.added + stretch.added)
        else:
            joined.append(stretch)
    return joined


def _without_crumbs(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    swept: list[_Stretch] = []
    for stretch in stretches:
        if swept and _is_crumb(swept[-1], stretch):
            last, crumb = swept[-1], stretch.same
            swept[-1] = _Stretch(last.same, last.removed + crumb + stretch.removed, last.added + crumb + stretch.added)
        else:
            swept.append(stretch)
    return swept


def _is_crumb(before: _Stretch, stretch: _Stretch) -> bool:
    return len(words(stretch.same)) <= _CRUMB and len(stretch.same) < min(before.size, stretch.size)


def _segments(stretches: Iterable[_Stretch]) -> Iterator[Segment]:
    for stretch in stretches:
        for change, text in zip(Change, stretch, strict=True):
            if text:
                yield Segment(change=change, text=text)
