"""Measures: what can be counted of a run's samples. One is one new file in `measures/`, with a class under `@measure`.

A measure takes samples one by one, so that a large run needs little memory, and says in the end what it found: in
words for people, and as values for programs. One that has nothing to say of a kind says nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from ..graphs.sample import Sample
from ..runtime.frozen import Frozen
from ..scenarios.draft import Draft
from ..scenarios.kind import Kind
from ..scenarios.registry import Registry


class Found(Frozen):
    """What a measure found."""

    name: str
    told: tuple[str, ...]
    """In words, a sentence each."""
    values: dict[str, float | int]


class Measure(ABC):
    """What one file in `measures/` provides.

    Args:
        kind: the kind of the samples.
    """

    name: ClassVar[str]

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    @abstractmethod
    def add(self, sample: Sample) -> None:
        """Take a settled sample into account, be it accepted, rejected or failed."""

    @abstractmethod
    def found(self) -> Found | None:
        """Return what was found, or None where these samples have nothing to measure."""


MEASURES: Registry[type[Measure]] = Registry("measure", "dramaturg.measures", f"{__package__}.measures")
"""All measures, by name: the files in `measures/` and the entry points `dramaturg.measures`."""


def measure(described: type[Measure]) -> type[Measure]:
    """Register a measure."""
    MEASURES.add(described.name, described)
    return described


def measured(kind: Kind, samples: Iterable[Sample]) -> tuple[Found, ...]:
    """Return what all measures find in these samples."""
    measures = [described(kind) for described in MEASURES.all().values()]
    for sample in samples:
        for each in measures:
            each.add(sample)
    return tuple(found for each in measures if (found := each.found()) is not None)


class Spoken(NamedTuple):
    """A part that somebody says."""

    speaker: str
    text: str


def spoken(kind: Kind, sample: Sample) -> tuple[Spoken, ...]:
    """Return the parts of the best draft that have a voice, in order; none of kinds that have one voice only."""
    return said_in(kind, sample.draft) if sample.draft else ()


def said_in(kind: Kind, draft: Draft) -> tuple[Spoken, ...]:
    """Return the parts of a draft that have a voice, in order."""
    voiced = ((kind.voice(part), text) for part, text in kind.parts(draft.payload).items())
    return tuple(Spoken(speaker, text) for speaker, text in voiced if speaker)
