"""Exporters: a format is one new file in `exporters/` with a function under `@exporter(name, about)`.

An exporter renders one row at a time and says what became of it: a line, with what had to be repaired for it, or
why there is none.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from ..runtime.frozen import Frozen
from ..scenarios.registry import Registry
from .row import Row

LONGEST = 120_000
"""Most characters of a line where nothing else is said: some 30,000 tokens of English."""


class ExportOptions(Frozen):
    """What the user may choose; an exporter refuses what it has no use for."""

    train: str | None = None
    """The side of a conversation that a model is to learn; without it, the kind decides."""
    order: str | None = None
    """The control whose ranks the rows follow, or `score`; without it, they come as they were settled."""
    longest: int = LONGEST
    """Most characters of a chat's line; what is longer would be cut by the trainer, and is dropped here."""


class Line(Frozen):
    """A row as one line of the file, without its end."""

    text: str
    more: tuple[str, ...] = ()
    """Further lines that the row makes, in formats where it may make several."""
    repairs: tuple[str, ...] = ()
    """What was changed so that the format takes the row: fixed phrases, which are counted."""


class Dropped(Frozen):
    """A row that the format cannot hold."""

    reason: str
    """A fixed phrase, which is counted."""
    where: str = ""
    """The place in this row, where that helps."""


Rendered = Line | Dropped
Render = Callable[[Row, ExportOptions], Rendered]
Renders = TypeVar("Renders", bound=Render)


class Exporter(NamedTuple):
    """A format by name, with one line for `dramaturg list exporters`."""

    name: str
    about: str
    render: Render


EXPORTERS: Registry[Exporter] = Registry("exporter", "dramaturg.exporters", f"{__package__}.exporters")
"""All formats, by name: the files in `exporters/` and the entry points `dramaturg.exporters`."""


def exporter(name: str, about: str) -> Callable[[Renders], Renders]:
    """Register a format."""

    def register(render: Renders) -> Renders:
        EXPORTERS.add(name, Exporter(name, about, render))
        return render

    return register
