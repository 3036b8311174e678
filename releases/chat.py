"""Chats: how a row becomes a line of a chat format, whatever its kind."""

from ..scenarios.kind import KINDS
from .alternation import fit
from .chat_row import ChatRow, TrainingRow
from .exporter import Dropped, ExportOptions, Line, Rendered
from .row import Row
from .validation import faults


def chat_line(row: Row, options: ExportOptions, target: type[ChatRow]) -> Rendered:
    """Render a row as a chat that its format takes, or say why it cannot be one.

    Raises:
        UsageError: the row's kind has no such side to train.
    """
    form = KINDS.get(row.kind).chat(row.payload, options.train)
    fitted = fit(form, may_open=target.may_open, speaks_beside_calls=target.speaks_beside_calls)
    if isinstance(fitted, Dropped):
        return fitted
    return checked(row, options, target.of(fitted.form), fitted.repairs)


def checked(row: Row, options: ExportOptions, laid_out: TrainingRow, repairs: tuple[str, ...]) -> Rendered:
    """Return what was laid out as a line if nothing is wrong with it, or else the first fault."""
    line, secrets = laid_out.line(), KINDS.get(row.kind).secrets(row.payload)
    fault = next(faults(line, type(laid_out), secrets, options.longest), None)
    return fault or Line(text=line, repairs=repairs)
