"""A page of text on a terminal: headings, labelled and wrapped prose, marked changes, small tables."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from ..runtime.text import clean, shorten
from ..traces.changes import Change, Segment

WIDEST = 100
"""Longer lines are hard to read, however wide the terminal."""

INDENT = 3

_RULE = " │ "

_STYLES = {Change.REMOVED: "red", Change.ADDED: "green"}
_MARKS = {Change.REMOVED: ("[-", "-]"), Change.ADDED: ("{+", "+}")}


def shown(text: object, style: str = "") -> Text:
    """Return a text that may come from a seed or model: nothing in it is markup or moves the cursor."""
    return Text(clean(str(text)), style=style)


class Column(NamedTuple):
    """A column of a small table; the last one takes what is left of the line and wraps."""

    title: str
    to_the_right: bool = False


class Page:
    """Writes to a console, at most `WIDEST` columns wide.

    Args:
        console: where to.
        full: whether long texts are shown whole.
    """

    def __init__(self, console: Console, *, full: bool = False) -> None:
        self._console = console
        self.is_full = full
        """Whether long texts are shown whole."""
        self._width = min(console.width, WIDEST)

    def heading(self, title: str, note: str = "") -> None:
        """Begin a section, with a note at the right end of the line."""
        told = shorten(clean(note), self._width - cell_len(title) - 12)
        room = self._width - cell_len(title) - cell_len(told) - 8
        rule = Text("── ", style="dim").append(title, style="bold not dim").append(" ")
        if told:
            rule.append("─" * max(room, 1)).append(f" {told} ", style="not dim").append("──")
        else:
            rule.append("─" * (room + 4))
        self._print(Text(""))
        self._print(rule)

    def prose(self, text: str | Text, *, indent: int = INDENT, label: str = "", lines: int | None = None) -> None:
        """Write wrapped text, its first line after a label, the others below the first's beginning.

        Args:
            text: what to write.
            indent: columns before the label.
            label: stands before the first line.
            lines: show no more than this many, unless the page is to be full.
        """
        told = text if isinstance(text, Text) else shown(text)
        wrapped = told.wrap(self._console, max(self._width - indent - cell_len(label), 20))
        kept = wrapped if lines is None or self.is_full else wrapped[:lines]
        for number, line in enumerate(kept):
            line.rstrip()
            before = label if number == 0 else " " * cell_len(label)
            self._print(Text(" " * indent).append(before, style="dim").append_text(line))
        if len(kept) < len(wrapped):
            more = f"… {len(wrapped) - len(kept)} more lines, see them with --full"
            self._print(Text(" " * (indent + cell_len(label))).append(more, style="dim"))

    def side_by_side(self, left: Text, right: Text, *, indent: int = INDENT, label: str = "") -> None:
        """Write two texts beside each other, the left one after a label."""
        room = self._width - indent - cell_len(label) - len(_RULE)
        wide = max(room * 3 // 5, 20)
        lines = zip_longest(
            left.wrap(self._console, wide), right.wrap(self._console, max(room - wide, 20)), fillvalue=Text("")
        )
        for number, (one, other) in enumerate(lines):
            one.rstrip()
            before = Text(label if number == 0 else " " * cell_len(label), style="dim")
            line = Text(" " * indent).append_text(before).append_text(_padded(one, wide, False))
            line.append(_RULE, style="dim").append_text(other)
            line.rstrip()
            self._print(line)

    def gap(self) -> None:
        """Leave a line empty."""
        self._print(Text(""))

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str | Text]], *, one_line: bool = False) -> None:
        """Write rows in columns as wide as their texts; the last column wraps, or is cut to one line."""
        cells = [[cell if isinstance(cell, Text) else shown(cell) for cell in row] for row in rows]
        titles = [Text(column.title, style="dim") for column in columns]
        *sized, _ = zip(titles, *cells, strict=True)
        widths = [max(cell_len(cell.plain) for cell in column) for column in sized]
        for row in (titles, *cells):
            start = Text("")
            for cell, width, column in zip(row[:-1], widths, columns, strict=False):
                start.append_text(_padded(cell, width, column.to_the_right)).append("  ")
            self._hang(start, row[-1], one_line=one_line)

    def changes(self, segments: Iterable[Segment], *, indent: int = INDENT, label: str = "") -> None:
        """Write a text with what was removed and added in brackets, coloured where colours are wanted."""
        self.prose(Text("").join(map(_marked, segments)), indent=indent, label=label)

    def _hang(self, start: Text, rest: Text, *, one_line: bool) -> None:
        """Write a beginning, and a text to its right that wraps, or is cut at the edge of the terminal."""
        width = self._console.width if one_line else self._width
        room = max(width - INDENT - cell_len(start.plain), 20)
        wrapped = [_cut(rest, room)] if one_line else [*rest.wrap(self._console, room)] or [Text("")]
        for number, line in enumerate(wrapped):
            before = start if number == 0 else Text(" " * cell_len(start.plain))
            whole = Text(" " * INDENT).append_text(before).append_text(line)
            whole.rstrip()
            self._print(whole)

    def _print(self, line: Text) -> None:
        self._console.print(line, soft_wrap=True)


def _marked(segment: Segment) -> Text:
    """Return a segment between its marks, with the white space around it kept outside of them."""
    text = clean(segment.text)
    inner = text.strip()
    if segment.change is Change.SAME:
        return Text(text)
    if not inner:
        return Text(text if segment.change is Change.ADDED else "")
    before, after = text[: text.index(inner)], text[text.index(inner) + len(inner) :]
    opening, closing = _MARKS[segment.change]
    return Text.assemble(before, (opening + inner + closing, _STYLES[segment.change]), after)


def _padded(cell: Text, width: int, to_the_right: bool) -> Text:
    space = " " * (width - cell_len(cell.plain))
    return Text(space).append_text(cell) if to_the_right else cell.copy().append(space)


def _cut(text: Text, width: int) -> Text:
    line = Text(" ".join(text.plain.split()), text.style)
    line.truncate(width, overflow="ellipsis")
    return line
