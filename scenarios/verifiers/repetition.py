"""Text that goes round in circles."""

from collections import Counter
from collections.abc import Iterator, Mapping

from ...runtime.text import fold, sentences, words
from ..brief import Brief
from ..finding import Finding
from .evidence import defect

SPAN = 4
"""Words per span."""
ALLOWED = 0.3
"""Share of spans that may be repeats (Gopher's filters allow 0.16 for the top 4-gram and 0.15 for duplicate
5-grams of long pages; short answers and lists repeat more)."""
ENOUGH = 30
"""Words below which repetition says nothing."""


def repetition(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find a sentence said twice, or too many repeated word spans."""
    for where, text in parts.items():
        said = _said_twice(text)
        if said:
            yield defect("repetition", where, "a sentence is said twice", "say it once", quote=said)
        elif _repeated_share(text) > ALLOWED:
            yield defect("repetition", where, "the same words come again and again", "say each thing once")


def _said_twice(text: str) -> str:
    counted = Counter(fold(sentence) for sentence in sentences(text))
    return next((s for s in sentences(text) if counted[fold(s)] > 1 and len(words(s)) > SPAN), "")


def _repeated_share(text: str) -> float:
    folded = fold(text).split()
    if len(folded) < ENOUGH:
        return 0.0
    spans = Counter(tuple(folded[i : i + SPAN]) for i in range(len(folded) - SPAN + 1))
    return sum(count - 1 for count in spans.values()) / sum(spans.values())
