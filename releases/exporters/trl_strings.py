"""TRL's format for `datasets` before 4.7: `tools` and every call's arguments are JSON strings, which it leaves alone.

TRL reads such tools itself. Qwen3's template takes arguments as a string; Qwen2.5's renders it as a string inside the
call, which is wrong: there, turn the arguments into objects after loading.
"""

from typing import ClassVar

from ..chat import chat_line
from ..exporter import ExportOptions, Rendered, exporter
from ..row import Row
from .trl import TRLRow


class TRLStringsRow(TRLRow):
    """The keys of a line."""

    arguments_as_text: ClassVar[bool] = True
    tools_as_text: ClassVar[bool] = True


@exporter("trl-strings", "as trl, with tools and arguments as JSON strings, for datasets before 4.7")
def trl_strings(row: Row, options: ExportOptions) -> Rendered:
    """Render a row as a chat."""
    return chat_line(row, options, TRLStringsRow)
