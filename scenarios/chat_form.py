"""Chat messages: the form in which most trainers take a sample."""

from typing import Literal

from ..runtime.frozen import Frozen


class ChatMessage(Frozen):
    """One message as a trainer takes it."""

    role: Literal["user", "assistant"]
    content: str


class ChatForm(Frozen):
    """A sample as a chat: the trained side is the assistant, the other one the user."""

    system: str = ""
    messages: tuple[ChatMessage, ...]
