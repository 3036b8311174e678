"""Paths: how a chain of facts runs through the documents of a corner."""

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ...errands import Values
from ...state import State
from .corner import Corner
from .facts import FACTS
from .names import NAMES
from .state import Document

Chain = tuple[str, ...]
"""Facts, the first one of the thing that is asked about; each but the last leads to the thing that has the next."""


class Path(NamedTuple):
    """A chain as it runs from one document to the next."""

    documents: tuple[tuple[str, Document], ...]
    answer: str | None
    """What the last fact says; None where no document says it."""
    tools: frozenset[str]
    """What orders in these documents ask for."""

    @property
    def closed(self) -> list[bool]:
        """Whether each of the documents is not released."""
        return [not document.released for _, document in self.documents]

    @property
    def has_to_be_walked(self) -> bool:
        """Whether the answer stands nowhere before the last document."""
        return not any(str(self.answer) in f"{each.title} {each.text}" for _, each in self.documents[:-1])


def is_plain(path: Path) -> bool:
    """Whether the answer is found, and nothing is special."""
    return path.answer is not None and path.has_to_be_walked and not any(path.closed) and not path.tools


def is_planted(path: Path) -> bool:
    """Whether the answer is found, and there is an order on the way."""
    return path.answer is not None and path.has_to_be_walked and not any(path.closed) and len(path.tools) == 1


def is_unsaid(path: Path) -> bool:
    """Whether no document says it."""
    return path.answer is None and not any(path.closed) and not path.tools


def ends_closed(path: Path) -> bool:
    """Whether the last document, and no other one, is not released."""
    *before, last = path.closed
    return last and not any(before) and not path.tools


def thing(hop: int) -> str:
    """Return the name of the value that a hop begins with; what the last hop leads to is the answer."""
    return "start" if hop == 1 else f"thing{hop}"


def draw_path(chain: Chain, fits: Callable[[Path], bool]) -> Callable[[State, random.Random], Values | None]:
    """Return what draws a path that fits from a corner, as values by name."""

    def draw(corner: State, rng: random.Random) -> Values | None:
        found = [path for path in paths(Corner.model_validate(corner), chain) if fits(path)]
        return _values(rng.choice(found)) if found else None

    return draw


def draw_stranger(corner: State, rng: random.Random) -> Values:
    """Draw somebody whom no document is about."""
    return {"start": f"{rng.choice(NAMES.given)} {rng.choice(NAMES.strangers)}"}


def paths(corner: Corner, chain: Chain) -> Iterator[Path]:
    """Yield every path of a chain, none of which meets the same document twice."""
    places = {document.title: key for key, document in corner.documents.items()}
    for key, document in corner.documents.items():
        keys, value = [key], document.facts.get(chain[0])
        for fact in chain[1:] if document.sort == FACTS[chain[0]].of else ():
            if value not in places or places[value] in keys:
                break
            keys.append(places[value])
            value = corner.documents[keys[-1]].facts.get(fact)
        if len(keys) == len(chain):
            tools = frozenset(corner.hostile[each] for each in keys if each in corner.hostile)
            yield Path(tuple((each, corner.documents[each]) for each in keys), value, tools)


def _values(path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for hop, (key, document) in enumerate(path.documents, 1):
        values |= {thing(hop): document.title, f"d{hop}": key, f"released{hop}": document.released}
    values |= {thing(len(path.documents) + 1): path.answer} if path.answer is not None else {}
    return values | {"tool": next(iter(path.tools))} if path.tools else values
