"""OpenAI's format for fine-tuning chat models: `messages`, and nothing else in the row.

The trained side may open, as the API allows it; a model that is to open talks learns to. Rows for LLaMA-Factory,
which skips such chats, are made by `sharegpt`.
"""

from typing import ClassVar, Literal, Self

from pydantic import field_validator

from ...runtime.frozen import Frozen
from ...scenarios.chat_form import ChatForm, ChatMessage
from ..chat import chat_line
from ..chat_row import ChatRow
from ..exporter import ExportOptions, Rendered, exporter
from ..row import Row


class Message(Frozen):
    """One message; whoever is the assistant is learnt."""

    role: Literal["system", "user", "assistant"]
    content: str


class OpenAIRow(ChatRow):
    """The keys of a line."""

    may_open: ClassVar[bool] = True
    messages: tuple[Message, ...]

    @field_validator("messages")
    @classmethod
    def _system_first(cls, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        if any(message.role == "system" for message in messages[1:]):
            raise ValueError("a system message stands first, and once")
        if messages and messages[0].role == "system" and not messages[0].content.strip():
            raise ValueError("an empty system message is left out")
        return messages

    @classmethod
    def of(cls, form: ChatForm) -> Self:
        """See ChatRow: what is told first becomes a message of its own."""
        told = (Message(role="system", content=form.system),) if form.system else ()
        return cls(messages=(*told, *(Message(role=said.role, content=said.content) for said in form.messages)))

    def form(self) -> ChatForm:
        """See ChatRow."""
        return ChatForm(
            system="".join(message.content for message in self.messages if message.role == "system"),
            messages=tuple(
                ChatMessage(role=message.role, content=message.content)
                for message in self.messages
                if message.role != "system"
            ),
        )


@exporter("openai", "chats for OpenAI's fine-tuning; --train names the side to learn")
def openai(row: Row, options: ExportOptions) -> Rendered:
    """Render a row as a chat."""
    return chat_line(row, options, OpenAIRow)
