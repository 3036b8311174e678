"""A draft takes the seed's subject, not its sentences; a response does not hand the instruction back."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, NamedTuple

from ...runtime.text import words
from ..brief import Brief
from ..finding import Finding, Severity
from .evidence import as_written, defect

LONGEST_RUN = 10
"""Words in a row that may be shared: GPT-4's and Phi's contamination checks call 10 and more a copy."""

_WHOLE: Final = 5
"""Words from which on a text that is shorter than a run counts as copied when all of it is there."""
_SPAN: Final = 3
"""Words in a row that a passage is pieced together from."""
_GAP: Final = 2
"""Words in a row that may differ inside a passage: a copy with a word changed here and there is a copy."""
_MOST: Final = 0.8
"""Share of an instruction that is handed back when it comes again from its beginning."""
_HALF: Final = 0.5
"""Share of a response that may be the instruction come again."""


class Passage(NamedTuple):
    """What two texts share: where it starts in each, how many words of it are the same, and how it reads."""

    start: int
    source_start: int
    shared: int
    text: str


def copied(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find passages taken over from the seed or an example, and an instruction that comes again as the response."""
    for where, text in parts.items():
        for source, original in _originals(where, brief):
            passage = shared_passage(text, original)
            if passage is not None and passage.shared > _allowed(original):
                problem = f"a passage is copied from {source}"
                yield defect("copied", where, problem, "say it in other words", quote=passage.text)
    yield from _handed_back(parts.get("instruction", ""), parts.get("response", ""))


def _originals(where: str, brief: Brief) -> Iterator[tuple[str, str]]:
    yield "the seed", brief.seed.text
    for example in brief.examples:
        yield "an example", example.get(where, "")


def _allowed(original: str) -> int:
    length = len(words(original))
    return length - 1 if _WHOLE <= length <= LONGEST_RUN else LONGEST_RUN


def _handed_back(instruction: str, response: str) -> Iterator[Finding]:
    """Restating a premise is ordinary; to say the whole instruction again is not."""
    passage = shared_passage(response, instruction)
    if passage is None or passage.shared <= LONGEST_RUN:
        return
    from_the_start = passage.source_start <= _GAP and passage.shared >= _MOST * len(words(instruction))
    if from_the_start:
        is_most = passage.shared >= _HALF * len(words(response))
        yield defect(
            "copied",
            "response",
            "it hands the instruction back",
            "answer it instead",
            quote=passage.text,
            severity=Severity.BLOCKING if is_most else Severity.MAJOR,
        )


def shared_passage(text: str, original: str) -> Passage | None:
    """Return the longest passage that both texts share, give or take a word here and there."""
    # Most pairs share nothing, and sets say so a hundred times faster than the matcher.
    if _spans(text).isdisjoint(_spans(original)):
        return None
    said, mine, theirs = words(text), words(text.casefold()), words(original.casefold())
    if len(said) != len(mine):
        return None
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    runs = [(block.a, block.b, block.size) for block in blocks if block.size >= _SPAN]
    start, source_start, end, shared = max(_joined(runs), key=lambda passage: passage[3])
    return Passage(start, source_start, shared, as_written(text, said[start:end]))


def _joined(runs: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Join runs with short gaps between them; start in both texts, end in the first, words shared."""
    passages: list[tuple[int, int, int, int]] = []
    source_end = 0
    for start, source_start, size in runs:
        if passages and start - passages[-1][2] <= _GAP and source_start - source_end <= _GAP:
            first, source_first, _, shared = passages[-1]
            passages[-1] = (first, source_first, start + size, shared + size)
        else:
            passages.append((start, source_start, start + size, size))
        source_end = source_start + size
    return passages


@lru_cache(maxsize=256)  # a seed is held against every part of every draft
def _spans(text: str) -> frozenset[tuple[str, ...]]:
    said = words(text.casefold())
    return frozenset(zip(*(said[place:] for place in range(_SPAN)), strict=False))
