"""Exporters: a format is one new file in `exporters/` with a function under `@exporter(name, about)`."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ..scenarios.registry import Registry
from .row import Row

Render = Callable[[Iterable[Row]], Iterator[str]]
"""Turns rows into the lines of a file, without line ends."""


class Exporter(NamedTuple):
    """A format by name, with one line for `dramaturg list exporters`."""

    name: str
    about: str
    lines: Render


EXPORTERS: Registry[Exporter] = Registry("exporter", "dramaturg.exporters", f"{__package__}.exporters")
"""All formats, by name: the files in `exporters/` and the entry points `dramaturg.exporters`."""


def exporter(name: str, about: str) -> Callable[[Render], Render]:
    """Register a format."""

    def register(render: Render) -> Render:
        EXPORTERS.add(name, Exporter(name, about, render))
        return render

    return register
