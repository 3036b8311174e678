"""Chats: how a row becomes a line of a chat format, whatever its kind."""

from ..scenarios.kind import KINDS
from .alternation import fit
from .chat_row import ChatRow
from .exporter import Dropped, ExportOptions, Line, Rendered
from .lines import json_line
from .row import Row
from .validation import faults


def chat_line(row: Row, options: ExportOptions, target: type[ChatRow]) -> Rendered:
    """Render a row as a chat that its format takes, or say why it cannot be one.

    Raises:
        UsageError: the row's kind has no such side to train.
    """
    kind = KINDS.get(row.kind)
    fitted = fit(kind.chat(row.payload, options.train), may_open=target.may_open)
    if isinstance(fitted, Dropped):
        return fitted
    text = json_line(target.of(fitted.form).model_dump(mode="json", by_alias=True))
    fault = next(faults(text, target, kind.secrets(row.payload)), None)
    return fault or Line(text=text, repairs=fitted.repairs)
