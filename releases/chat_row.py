"""Chat rows: how one format lays out a chat. Each format is a strict model that can be read back into the chat."""

from abc import ABC, abstractmethod
from typing import ClassVar, Self

from ..runtime.frozen import Frozen
from ..scenarios.chat_form import ChatForm


class ChatRow(Frozen, ABC):
    """A row of a chat format: its fields are the keys of a line, all of them and no others."""

    may_open: ClassVar[bool]
    """Whether the trained side may have the first word."""
    reserved: ClassVar[tuple[str, ...]] = ()
    """What may not stand in a text because this format's readers take it for something else."""

    @classmethod
    @abstractmethod
    def of(cls, form: ChatForm) -> Self:
        """Lay out a chat."""

    @abstractmethod
    def form(self) -> ChatForm:
        """Return the chat that is laid out here."""
