"""Ranking documents for a query: BM25 over words, with titles counted more than once."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from math import log
from typing import Final

from .state import Document

_WORD: Final = re.compile(r"\w+")
_TITLE: Final = 3
"""How often the words of a title count: whoever looks for a thing wants the document about it first."""

_K, _B = 1.5, 0.75
"""The usual constants of BM25 (Robertson and Zaragoza 2009)."""


def ranked(documents: Mapping[str, Document], query: str) -> list[str]:
    """Return the ids of documents that share a word with the query, best first; ties in the order of ids."""
    held = {key: _counted(each.title, each.text) for key, each in documents.items()}
    usual = sum(length for _, length in held.values()) / max(len(held), 1)
    scores = dict.fromkeys(held, 0.0)
    for word in sorted(set(words(query))):
        having = [key for key, (counts, _) in held.items() if word in counts]
        rarity = log(1 + (len(held) - len(having) + 0.5) / (len(having) + 0.5))
        for key in having:
            counts, length = held[key]
            scores[key] += rarity * counts[word] * (_K + 1) / (counts[word] + _K * (1 - _B + _B * length / usual))
    return sorted((key for key in scores if scores[key]), key=lambda key: (-round(scores[key], 9), key))


def excerpt(text: str, query: str) -> str:
    """Return the sentence of a text that has most of the query's words; the first of them."""
    wanted = set(words(query))
    return max(sentences(text), key=lambda sentence: len(wanted & set(words(sentence))), default="")


def sentences(text: str) -> list[str]:
    """Return the sentences of a document."""
    return re.split(r"(?<=[.!?]) ", text)


def words(text: str) -> list[str]:
    """Return the words of a text, in small letters."""
    return _WORD.findall(text.casefold())


@lru_cache(maxsize=4096)
def _counted(title: str, text: str) -> tuple[Counter[str], int]:
    counts = Counter(words(text))
    for word in words(title):
        counts[word] += _TITLE
    return counts, counts.total()
