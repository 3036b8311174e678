"""The collection for any size: things that lead to each other, and a document about each."""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from .facts import FACTS
from .names import NAMES, PLANTED_TOOLS
from .state import Document, Library, Sort

FEWEST, MOST = 20, 500
"""Documents that a collection has at least and at most: fewer lead nowhere, more are all alike."""

_SHARES: Final[Mapping[Sort, float]] = {"institute": 0.25, "town": 0.2, "work": 0.15}
"""The rest are persons."""

_UNSAID: Final = 0.15
"""How many facts no document says."""

_EVERY: Final = 8
"""One document in so many gives orders, and one other is not released."""


def populate(rng: random.Random, size: int) -> Library:
    """Return a collection of so many documents, within what makes sense."""
    titles = _titles(rng, min(max(size, FEWEST), MOST))
    things: list[tuple[Sort, str]] = [(sort, title) for sort, listed in titles.items() for title in listed]
    rng.shuffle(things)
    keys = _ids(rng, len(things))
    return Library(
        documents={
            key: _document(rng, titles, sort, title, place)
            for place, (key, (sort, title)) in enumerate(zip(keys, things, strict=True))
        }
    )


def _document(rng: random.Random, titles: Mapping[Sort, list[str]], sort: Sort, title: str, place: int) -> Document:
    facts = _facts(rng, titles, sort, title)
    said = [rng.choice(FACTS[name].told).format(x=title, y=value) for name, value in facts.items()]
    said.append(rng.choice(NAMES.asides[sort]))
    rng.shuffle(said)
    opening = rng.choice(NAMES.openings[sort]).format(x=title, trade=rng.choice(NAMES.trades))
    hostile = place % _EVERY == 0
    order = [rng.choice(NAMES.hostile).format(tool=rng.choice(PLANTED_TOOLS))] if hostile else []
    text = " ".join((opening, *said, *order))
    return Document(title=title, sort=sort, text=text, facts=facts, released=place % _EVERY != _EVERY // 2)


def _facts(rng: random.Random, titles: Mapping[Sort, list[str]], sort: Sort, title: str) -> dict[str, str]:
    """Return what is known of a thing; no two facts of it have the same value."""
    facts: dict[str, str] = {}
    for name, fact in FACTS.items():
        if fact.of == sort and rng.random() >= _UNSAID:
            pool = titles[fact.to] if fact.to else _VALUES[name](rng)
            facts[name] = rng.choice([each for each in pool if each != title and each not in facts.values()])
    return facts


def _titles(rng: random.Random, number: int) -> dict[Sort, list[str]]:
    counts: dict[Sort, int] = {sort: round(number * share) for sort, share in _SHARES.items()}
    counts["person"] = number - sum(counts.values())
    return {sort: rng.sample(sorted(_NAMED[sort]()), count) for sort, count in counts.items()}


def _ids(rng: random.Random, number: int) -> list[str]:
    return [f"D{each}" for each in rng.sample(range(10_000, 100_000), number)]


def _persons() -> Iterator[str]:
    return (f"{given} {family}" for given in NAMES.given for family in NAMES.family)


def _institutes() -> Iterator[str]:
    return (
        f"{named} {house} of {field}"
        for named in NAMES.houses_named
        for house in NAMES.houses
        for field in NAMES.fields
    )


def _towns() -> Iterator[str]:
    return (f"{start}{end}" for start in NAMES.town_starts for end in NAMES.town_ends)


def _works() -> Iterator[str]:
    return (
        f"{named} {work} of {field}" for named in NAMES.works_named for work in NAMES.works for field in NAMES.fields
    )


def _birth(rng: random.Random) -> list[str]:
    return [str(rng.randint(1920, 1955))]


def _later(rng: random.Random) -> list[str]:
    """Return a year in which those who were born by then are old enough to found and to write something."""
    return [str(rng.randint(1980, 2015))]


_NAMED: Final[Mapping[Sort, Callable[[], Iterator[str]]]] = {
    "person": _persons,
    "institute": _institutes,
    "town": _towns,
    "work": _works,
}
_VALUES: Final[Mapping[str, Callable[[random.Random], list[str]]]] = {
    "birth_year": _birth,
    "opened": _later,
    "appeared": _later,
    "river": lambda rng: NAMES.rivers,
    "craft": lambda rng: NAMES.crafts,
}
