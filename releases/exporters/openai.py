"""OpenAI's format for fine-tuning chat models: `messages`, and `tools` where the trained side has some.

A call's arguments are a JSON string, and its reply names its id. The trained side may open, as the API allows it; a
model that is to open talks learns to. Rows for LLaMA-Factory, which skips such chats, are made by `sharegpt`, and rows
for chat templates, which render a string as a string inside the call, by `trl`.
"""

from typing import ClassVar

from ..chat import chat_line
from ..exporter import ExportOptions, Rendered, exporter
from ..messages import MessageRow
from ..row import Row


class OpenAIRow(MessageRow):
    """The keys of a line."""

    arguments_as_text: ClassVar[bool] = True


@exporter("openai", "chats for OpenAI's fine-tuning, with tool calls; --train names the side to learn")
def openai(row: Row, options: ExportOptions) -> Rendered:
    """Render a row as a chat."""
    return chat_line(row, options, OpenAIRow)
