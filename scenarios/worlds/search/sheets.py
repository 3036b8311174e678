"""What errands about one document are drawn from: documents of a corner that give no orders."""

import random
from collections.abc import Iterator

from ...errands.errand import Draw, Values
from ...state import State
from .corner import Corner
from .facts import FACTS
from .ranking import sentences
from .records import id_for
from .state import Document


def draw_fact(name: str, *, is_quoted: bool) -> Draw:
    """Return what draws a document that says something, with what a reader takes it to say, rightly or not."""

    def draw(corner: State, rng: random.Random) -> Values | None:
        having = [(key, each) for key, each in _sheets(corner, released=True) if name in each.facts]
        if not having:
            return None
        key, document = rng.choice(having)
        value = document.facts[name]
        others = sorted({each.facts[name] for _, each in having} - {value})
        if not is_quoted and not others:
            return None
        quoted = value if is_quoted else rng.choice(others)
        report = id_for("E", key, FACTS[name].matter)
        return {"title": document.title, "d": key, "value": value, "quoted": quoted, "report": report}

    return draw


def draw_closed(corner: State, rng: random.Random) -> Values | None:
    """Draw a document that is not released."""
    found = list(_sheets(corner, released=False))
    return _release_of(*rng.choice(found)) if found else None


def draw_open(corner: State, rng: random.Random) -> Values | None:
    """Draw a document that is released."""
    found = list(_sheets(corner, released=True))
    return _release_of(*rng.choice(found)) if found else None


def draw_pair(*, is_mentioned: bool) -> Draw:
    """Return what draws two things of which the first one's document mentions the other once, or does not."""

    def draw(corner: State, rng: random.Random) -> Values | None:
        titles = [document.title for _, document in _sheets(corner, released=True)]
        several = list(_sheets(corner, released=True))
        pairs = [
            (key, document, title)
            for key, document in several
            for title in titles
            if title != document.title and len(_mentions(document, title)) == int(is_mentioned)
        ]
        if not pairs:
            return None
        key, document, title = rng.choice(pairs)
        told = {"title": document.title, "d": key, "other": title}
        return {**told, "sentence": _mentions(document, title)[0]} if is_mentioned else told

    return draw


def _sheets(corner: State, *, released: bool) -> Iterator[tuple[str, Document]]:
    seen = Corner.model_validate(corner)
    return (
        (key, each) for key, each in seen.documents.items() if each.released is released and key not in seen.hostile
    )


def _release_of(key: str, document: Document) -> Values:
    return {"title": document.title, "d": key, "released": document.released, "request": id_for("Q", key)}


def _mentions(document: Document, title: str) -> list[str]:
    return [sentence for sentence in sentences(document.text) if title in sentence]
