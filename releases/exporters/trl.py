"""TRL's format, as chat templates render it: `messages` with a call's arguments as an object, and a `tools` column.

Load it with `datasets` from 4.7 on: earlier ones give every row the keys of all rows, in arguments and in tools, and
fill what is missing with null. For those there is `trl-strings`.
"""

from typing import ClassVar

from ..chat import chat_line
from ..exporter import ExportOptions, Rendered, exporter
from ..messages import MessageRow
from ..row import Row


class TRLRow(MessageRow):
    """The keys of a line."""

    arguments_as_text: ClassVar[bool] = False
    names_replies: ClassVar[bool] = True
    writes_empty_content: ClassVar[bool] = True


@exporter("trl", "chats for TRL and chat templates, with tool calls; --train names the side to learn")
def trl(row: Row, options: ExportOptions) -> Rendered:
    """Render a row as a chat."""
    return chat_line(row, options, TRLRow)
