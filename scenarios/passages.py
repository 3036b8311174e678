"""Passages: texts that a brief brings along, of which some hold what a sample must rest on and the others do not."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, Self

from pydantic import Field, model_validator

from ..runtime.frozen import Frozen
from ..runtime.text import sentences, words
from .seed import Seed

_NEAREST: Final = 4
"""Neighbours among which the linked passage is drawn: always the nearest would give few pairs."""
_COMMON: Final = 0.1
"""Share of all texts from which on a word links none of them."""
_FEW: Final = 6
"""Texts that a word may stand in however few there are."""
_TELLING: Final = 4
"""Words of a sentence from which on two texts that both hold it overlap."""


class PassageSettings(Frozen):
    """How many passages a brief brings along besides its own text."""

    linked: int = Field(default=0, ge=0, le=3)
    """Further passages that the sample must rest on; each shares rare words with the first."""
    distractors: int = Field(default=0, ge=0, le=200)
    """Passages that it need not rest on."""
    apart: int = Field(default=0, ge=0)
    """At least so many others stand between two passages that it must rest on."""

    @model_validator(mode="after")
    def _room_between(self) -> Self:
        if self.apart * self.linked > self.distractors:
            needed = self.apart * self.linked
            raise ValueError(f"apart: {self.apart} needs {needed} distractors; there are {self.distractors}")
        return self

    @property
    def number(self) -> int:
        """How many passages there are in all."""
        return 1 + self.linked + self.distractors


class Passages(Frozen):
    """Passages in the order in which they are shown; they are counted from 1."""

    texts: tuple[Seed, ...]
    sources: tuple[int, ...]
    """Numbers of those that the sample must rest on: the brief's own text first, then those linked with it."""

    def numbered(self, without: Collection[int] = ()) -> list[tuple[int, str]]:
        """Return number and text of every passage, apart from these."""
        return [(place, each.text) for place, each in enumerate(self.texts, 1) if place not in without]

    def text(self, number: int) -> str | None:
        """Return the passage with this number; None where there is none."""
        return self.texts[number - 1].text if 1 <= number <= len(self.texts) else None


class PassageShelf:
    """Takes passages from all seeds of a scenario. What links two of them is worked out once.

    Args:
        seeds: all seeds, in order.
    """

    def __init__(self, seeds: Sequence[Seed]) -> None:
        self._seeds = seeds
        self._place = {seed.id: place for place, seed in enumerate(seeds)}
        self._words = [_words_of(seed.text) for seed in seeds]
        spread = Counter(word for held in self._words for word in held)
        most = max(_FEW, int(len(seeds) * _COMMON))
        self._weight = {
            word: math.log(len(seeds) / n) for word, n in spread.items() if 2 <= n <= most and n < len(seeds)
        }
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        for place, held in enumerate(self._words):
            for word in held & self._weight.keys():
                self._holding[word].append(place)

    def take(self, seed: Seed, asked: PassageSettings, drawn: random.Random) -> Passages:
        """Return the passages for a brief about this seed: fewer than asked for where there are no more."""
        sources = [seed]
        for _ in range(asked.linked):
            sources += self._linked(sources, drawn)
        others = self._others(sources, asked.distractors, drawn)
        apart = min(asked.apart, len(others) // max(1, len(sources) - 1))
        places = _places(len(sources), len(sources) + len(others), apart, drawn)
        texts = dict(zip(places, sources, strict=True))
        rest = iter(others)
        shown = tuple(texts[place] if place in texts else next(rest) for place in range(len(sources) + len(others)))
        return Passages(texts=shown, sources=tuple(place + 1 for place in places))

    def _linked(self, sources: Sequence[Seed], drawn: random.Random) -> list[Seed]:
        """Return one more text that shares rare words with the first source: one of the nearest."""
        ranked = (self._seeds[place] for place in self._neighbours(self._place[sources[0].id]))
        near = _first(_NEAREST, (each for each in ranked if not any(overlap(each, source) for source in sources)))
        return [drawn.choice(near)] if near else []

    def _neighbours(self, place: int) -> list[int]:
        scores: defaultdict[int, float] = defaultdict(float)
        for word in sorted(self._words[place] & self._weight.keys()):
            for other in self._holding[word]:
                scores[other] += self._weight[word] ** 2
        scores.pop(place, None)
        return sorted(scores, key=lambda other: (-scores[other] / math.sqrt(len(self._words[other])), other))

    def _others(self, sources: Sequence[Seed], number: int, drawn: random.Random) -> list[Seed]:
        tried = drawn.sample(range(len(self._seeds)), min(len(self._seeds), 2 * number + 2 * len(sources)))
        fitting = (self._seeds[place] for place in tried)
        return _first(number, (each for each in fitting if not any(overlap(each, source) for source in sources)))


def overlap(one: Seed, other: Seed) -> bool:
    """Whether two texts are the same or, like neighbouring chunks, have a whole sentence in common."""
    return one.id == other.id or not _telling(one.text).isdisjoint(_telling(other.text))


def _telling(text: str) -> frozenset[str]:
    return frozenset(said for said in sentences(text) if len(words(said)) >= _TELLING)


def _words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text.casefold()) if len(word) > 2)


def _first(number: int, seeds: Iterable[Seed]) -> list[Seed]:
    def taken() -> Iterator[Seed]:
        for _, seed in zip(range(number), seeds, strict=False):
            yield seed

    return list(taken())


def _places(sources: int, total: int, apart: int, drawn: random.Random) -> list[int]:
    """Return a place for every source, in random order, with at least `apart` places between two of them."""
    closer = sorted(drawn.sample(range(total - apart * (sources - 1)), sources))
    places = [place + apart * before for before, place in enumerate(closer)]
    drawn.shuffle(places)
    return places
