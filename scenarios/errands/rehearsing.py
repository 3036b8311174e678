"""Registering a world's rehearsal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ...runtime.errors import UsageError
from ...runtime.rehearsal.stage import plays
from ..world import titled
from .assistant_rehearsal import assistant_of
from .errand import Desk, Errand, Slot
from .planner_rehearsal import planner_of
from .templates import FILTERS, filters_in, names_in


class Book(NamedTuple):
    """What a world's rehearsal follows from."""

    errands: tuple[Errand, ...]
    desk: Desk


BOOKS: Final[dict[str, Book]] = {}
"""Every book, by world."""


def rehearse(world: str, errands: Sequence[Errand], desk: Desk | None = None) -> None:
    """Register the parts of a world's planner and assistant, as its errands have it.

    Raises:
        UsageError: an errand contradicts itself, or the world's parts are played already.
    """
    book = Book(tuple(errands), desk or Desk())
    for errand in book.errands:
        for objection in _objections(errand, book.desk):
            raise UsageError(
                f"the errand {errand.name!r} of {world!r} {objection}", fix=f"see what {Errand.__module__} says"
            )
    plays(f"{titled(world)}Blueprint")(planner_of(world, *book))
    plays(f"{titled(world)}Move")(assistant_of(world, *book))
    BOOKS[world] = book


def _objections(errand: Errand, desk: Desk) -> Iterator[str]:
    if not errand.wants or not errand.says:
        yield "needs `wants` and `says`"
    slots = {**desk.slots, **errand.slots}
    yield from _untold(errand, slots)
    for text in (*errand.wants, *errand.vague, *(slot.fact for slot in slots.values())):
        if filters_in(text):
            yield f"has a filter in {text!r}; what the user says stands there as it is"
    for text in (*errand.says, *errand.forbidden):
        if filters_in(text) - FILTERS.keys():
            yield f"names an unknown filter in {text!r}; there are {', '.join(FILTERS)}"
    if any(step.actor == "user" and not step.asks for step in errand.steps):
        yield "has a step of the user without `asks`"


def _untold(errand: Errand, slots: Mapping[str, Slot]) -> Iterator[str]:
    wanted = {name for text in errand.wants for name in names_in(text)}
    for text in errand.vague:
        for name in sorted(wanted - slots.keys() - {*names_in(text)}):
            yield f"is vague about {name!r}, for which there is no slot"
    for name, slot in slots.items():
        if name not in names_in(slot.fact):
            yield f"has a slot {name!r} whose fact does not tell it"
