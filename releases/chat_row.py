"""Training rows: how one format lays out chats. Each format is a strict model that can be read back into them."""

from abc import ABC, abstractmethod
from typing import ClassVar, Self

from ..runtime.frozen import Frozen
from ..scenarios.chat_form import ChatForm
from .lines import json_line


class TrainingRow(Frozen, ABC):
    """A row of a chat format: its fields are the keys of a line, all of them and no others."""

    may_open: ClassVar[bool]
    """Whether the trained side may have the first word."""
    speaks_beside_calls: ClassVar[bool] = True
    """Whether the trained side may say something in the message in which it calls tools."""
    reserved: ClassVar[tuple[str, ...]] = ()
    """What may not stand in a text because this format's readers take it for something else."""

    @abstractmethod
    def forms(self) -> tuple[ChatForm, ...]:
        """Return the chats that are laid out here.

        Raises:
            ValueError: the row has not the layout of its format.
        """

    def line(self) -> str:
        """Return the row as a line; what was not set is left out."""
        return json_line(self.model_dump(mode="json", by_alias=True, exclude_unset=True))


class ChatRow(TrainingRow):
    """A row that holds one chat."""

    @classmethod
    @abstractmethod
    def of(cls, form: ChatForm) -> Self:
        """Lay out a chat."""

    @abstractmethod
    def form(self) -> ChatForm:
        """Return the chat that is laid out here.

        Raises:
            ValueError: the row has not the layout of its format.
        """

    def forms(self) -> tuple[ChatForm, ...]:
        """See TrainingRow."""
        form = self.form()
        if self.of(form) != self:
            raise ValueError("it is not as this format writes it")
        return (form,)
