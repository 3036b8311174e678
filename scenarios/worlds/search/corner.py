"""A corner of the collection: some documents, and those that they lead to."""

import random
from collections.abc import Iterator

from .facts import FACTS
from .names import planted_in
from .state import Document, Library, Record

DEPTH = 2
"""Steps from the documents that a corner is made around: a question takes three documents at most."""

BREADTH = 3
"""Documents that one is led on to at most."""


class Corner(Record):
    """What a task can be made of. Texts that hold orders are named here, and the orders not repeated."""

    documents: dict[str, Document]
    hostile: dict[str, str]
    """Documents whose text tells the assistant to call a tool, with the tool's name."""


def corner(library: Library, rng: random.Random) -> Corner:
    """Return the documents around a few: any one, one that is not released, one that gives orders."""
    keys = sorted(library.documents)
    rng.shuffle(keys)
    kept = dict.fromkeys(key for start in _starts(library, keys) for key in _around(library, start))
    documents = {key: library.documents[key] for key in sorted(kept)}
    hostile = {key: tool for key, each in documents.items() if (tool := planted_in(each.text))}
    return Corner(documents={key: _without_orders(each) for key, each in documents.items()}, hostile=hostile)


def _starts(library: Library, keys: list[str]) -> Iterator[str]:
    """Yield where to begin: at any document, and at two from which one of each special sort is not far."""
    yield keys[0]
    for is_special in (_gives_orders, _is_closed):
        yield next(key for key in keys if any(is_special(library.documents[each]) for each in _around(library, key)))


def _around(library: Library, start: str) -> list[str]:
    """Return a document and what it leads to, in a few steps."""
    places = {each.title: key for key, each in library.documents.items()}
    found, edge = [start], [start]
    for _ in range(DEPTH):
        edge = [places[title] for key in edge for title in _linked(library.documents[key])[:BREADTH]]
        found += edge
    return list(dict.fromkeys(found))


def _linked(document: Document) -> list[str]:
    return [value for name, value in document.facts.items() if FACTS[name].to is not None]


def _gives_orders(document: Document) -> bool:
    return planted_in(document.text) is not None


def _is_closed(document: Document) -> bool:
    return not document.released


def _without_orders(document: Document) -> Document:
    """Return a document without the sentences that would give orders to whoever reads the corner."""
    if not _gives_orders(document):
        return document
    said = document.text.split(". ")
    return document.model_copy(update={"text": ". ".join(each for each in said if planted_in(each) is None)})
