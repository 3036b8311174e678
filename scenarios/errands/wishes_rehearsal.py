"""What the user has asked a rehearsed assistant for: errands, recognised by their words in the first person."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .errand import Errand
from .spoken import goal_in
from .talk_rehearsal import Said, Talk
from .templates import names_in, pattern


class Wish(NamedTuple):
    """Something that the user wants: where they said it, with which values, and which errands it can be."""

    place: int
    start: int
    end: int
    values: tuple[tuple[str, str], ...]
    errands: tuple[Errand, ...]


def wishes_in(talk: Talk, errands: Sequence[Errand]) -> list[Wish]:
    """Return what the user has asked for so far, in order; what is said again counts once."""
    found: list[Wish] = []
    for heard in talk.heard:
        for wish in _widest(sorted(_voiced(heard, errands), key=lambda each: (each.start, -each.end))):
            if all((wish.values, wish.errands) != (known.values, known.errands) for known in found):
                found.append(wish)
    return found


@lru_cache(maxsize=1024)
def as_said(told: str) -> str:
    """Return what a user says who was told that they want this; values stay open."""
    return " ".join(goal_in(told).first)


def _voiced(heard: Said, errands: Sequence[Errand]) -> Iterator[Wish]:
    for errand in errands:
        for told in (*errand.wants, *errand.vague):
            for match in pattern(as_said(told)).finditer(heard.text):
                values = tuple((name, " ".join(match[name].split())) for name in names_in(told))
                yield Wish(heard.place, match.start(), match.end(), values, (errand,))


def _widest(wishes: Sequence[Wish]) -> Iterator[Wish]:
    """Yield those that are no part of another one; errands with one wording and the same values are one wish."""
    kept: list[Wish] = []
    for wish in wishes:
        same = next((at for at, each in enumerate(kept) if each[:4] == wish[:4]), None)
        if same is not None:
            kept[same] = kept[same]._replace(errands=(*kept[same].errands, *wish.errands))
        elif not any(each.start <= wish.start and wish.end <= each.end for each in kept):
            kept.append(wish)
    return iter(kept)
