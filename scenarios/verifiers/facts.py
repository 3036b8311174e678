"""What a text claims, as far as it can be counted: its figures, its names and its content words."""

import re
from collections.abc import Iterable
from typing import Final

from ...runtime.text import sentences, words

_FIGURE: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ROOT: Final = 5
"""Letters by which words are told apart: "rinse" and "rinsing" mean the same."""

_SMALL: Final = """
    a about above after again all also although am among an and any are as at be because been before being below
    between both but by can cannot could did do does doing down during each either every few for from further had has
    have having he her here hers him his how i if in into is it its itself just least less many may me might more most
    much must my neither no nor not now of off on once one only or other our out over own per same she should since so
    some such than that the their them then there these they this those though through to too under until up upon very
    was we were what when where whether which while who whom whose why will with within without would yes you your
"""
_FUNCTION: Final = frozenset(_SMALL.split())
"""Words that claim nothing by themselves."""


def figures(text: str) -> frozenset[str]:
    """Return the figures of a text, without separators of thousands."""
    return frozenset(_THOUSANDS.sub("", found) for found in _FIGURE.findall(text))


def names(text: str) -> frozenset[str]:
    """Return the capitalised words that do not open a sentence, in small letters."""
    inner = (word for said in sentences(text) for word in words(said)[1:])
    return frozenset(
        _bare(word) for word in inner if word[0].isupper() and len(word) > 1 and word.casefold() not in _FUNCTION
    )


def all_words(text: str) -> frozenset[str]:
    """Return all words of a text, in small letters."""
    return frozenset(_bare(word) for word in words(text))


def content(text: str) -> frozenset[str]:
    """Return the roots of a text's content words; figures are content as they are."""
    held = (word.casefold() for word in words(_THOUSANDS.sub("", text)))
    return frozenset(word if word.isdigit() else word[:_ROOT] for word in held if word not in _FUNCTION)


def share(text: str, sources: Iterable[str]) -> float:
    """Return how much of a text's content stands in the sources; 1 where it has none."""
    claimed = content(text)
    known = frozenset[str]().union(*map(content, sources))
    return len(claimed & known) / len(claimed) if claimed else 1.0


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word.casefold())
