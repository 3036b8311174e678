"""ShareGPT's format as LLaMA-Factory reads it: `conversations` of human and gpt by turns, and a `system` column.

Its `dataset_info.json` needs `"formatting": "sharegpt"` and `"columns": {"messages": "conversations", "system":
"system"}`. It skips rows that do not alternate, open with gpt or end with human, with no more than a warning.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field

from ...runtime.frozen import Frozen
from ...scenarios.chat_form import ChatForm, ChatMessage
from ..chat import chat_line
from ..chat_row import ChatRow
from ..exporter import ExportOptions, Rendered, exporter
from ..row import Row

Role = Literal["user", "assistant"]
Speaker = Literal["human", "gpt"]

_NAMES: Mapping[Role, Speaker] = {"user": "human", "assistant": "gpt"}
_ROLES: Mapping[Speaker, Role] = {"human": "user", "gpt": "assistant"}


class Turn(Frozen):
    """One turn; what gpt says is learnt."""

    speaker: Speaker = Field(alias="from")
    value: str


class ShareGPTRow(ChatRow):
    """The keys of a line. `system` is always there, since a reader of columns misses it where it is not."""

    may_open: ClassVar[bool] = False
    reserved: ClassVar[tuple[str, ...]] = ("<image>", "<video>", "<audio>")
    conversations: tuple[Turn, ...]
    system: str

    @classmethod
    def of(cls, form: ChatForm) -> Self:
        """See ChatRow."""
        turns = (Turn.model_validate({"from": _NAMES[said.role], "value": said.content}) for said in form.messages)
        return cls(conversations=tuple(turns), system=form.system)

    def form(self) -> ChatForm:
        """See ChatRow."""
        turns = (ChatMessage(role=_ROLES[turn.speaker], content=turn.value) for turn in self.conversations)
        return ChatForm(system=self.system, messages=tuple(turns))


@exporter("sharegpt", "chats for LLaMA-Factory; --train names the side to learn")
def sharegpt(row: Row, options: ExportOptions) -> Rendered:
    """Render a row as a chat."""
    return chat_line(row, options, ShareGPTRow)
