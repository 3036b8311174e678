"""Directions: a brief's controls as prompts tell them ("- length: short (20 to 80 words)")."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

_LIST: Final = re.compile(r"It must be so:\n((?:- .*\n?)+)")
_LINE: Final = re.compile(r"- ([^:\n]+): ([^(\n]*)(?:\((.*)\))?")
_BAND: Final = re.compile(r"(\d+) to (\d+) words(?: in the (\w+))?")
_MOST: Final = re.compile(r"(?:at most|no more than|under|up to) (\d+) words")
_LEAST: Final = re.compile(r"(?:at least|no fewer than|over) (\d+) words")


class Direction(NamedTuple):
    """One control: its name, the value drawn, and what is said about it."""

    name: str
    value: str
    about: str


class Band(NamedTuple):
    """Least and most words of a part."""

    least: int
    most: int
    part: str


@lru_cache(maxsize=512)
def directions_in(text: str) -> tuple[Direction, ...]:
    """Return the directions that a prompt lists."""
    found = _LIST.search(text)
    lines = found.group(1).splitlines() if found else ()
    matches = filter(None, map(_LINE.match, lines))
    return tuple(Direction(m[1].strip(), m[2].strip(), m[3] or "") for m in matches)


def value_of(directions: tuple[Direction, ...], *names: str) -> str:
    """Return the value of the first direction with one of these names, or nothing."""
    return next((each.value for each in directions if each.name in names), "")


def band_of(directions: tuple[Direction, ...]) -> Band | None:
    """Return how many words are asked for, and in which part."""
    for each in directions:
        said = f"{each.value} {each.about}"
        if found := _BAND.search(said):
            return Band(int(found[1]), int(found[2]), found[3] or "response")
        least, most = _LEAST.search(said), _MOST.search(said)
        if least or most:
            low, high = int(least[1]) if least else 0, int(most[1]) if most else 10_000
            return Band(low, high, "response")
    return None
