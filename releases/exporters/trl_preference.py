"""TRL's format for preference training: `prompt`, `chosen` and `rejected`, and a `tools` column where there are tools.

A pair is the accepted draft and another attempt at the same task, or a draft of another round, that a verifier blocked.
Messages are those of `trl`.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field

from ...scenarios.chat_form import ChatForm
from ..chat import checked
from ..chat_row import TrainingRow
from ..exporter import Dropped, ExportOptions, Line, Rendered, exporter
from ..messages import Message, OfferedTool
from ..preference import Pair, pairs_of
from ..row import Row
from .trl import TRLRow

Messages = Annotated[tuple[Message, ...], Field(min_length=1)]


class TRLPreferenceRow(TrainingRow):
    """The keys of a line."""

    may_open: ClassVar[bool] = False
    prompt: Messages
    chosen: Messages
    rejected: Messages
    tools: Annotated[tuple[OfferedTool, ...], Field(min_length=1)] = ()

    @classmethod
    def of(cls, pair: Pair) -> Self:
        """Lay out a pair; the prompt begins with what is told first."""
        whole = TRLRow.of(pair.prompt)
        chosen, rejected = (tuple(TRLRow.said((*pair.prompt.messages, *rest))) for rest in (pair.chosen, pair.rejected))
        shared = len(pair.prompt.messages)
        laid_out = {"prompt": whole.messages, "chosen": chosen[shared:], "rejected": rejected[shared:]}
        return cls.model_validate(laid_out | ({"tools": whole.tools} if whole.tools else {}))

    def forms(self) -> tuple[ChatForm, ...]:
        """See TrainingRow: the whole chat as it should be, and the one as it should not."""
        tools = {"tools": self.tools} if self.tools else {}
        chats = ({"messages": (*self.prompt, *rest), **tools} for rest in (self.chosen, self.rejected))
        return tuple(form for chat in chats for form in TRLRow.model_validate(chat).forms())


@exporter("trl-preference", "pairs for TRL: an accepted draft and one that a verifier blocked; --train names the side")
def trl_preference(row: Row, options: ExportOptions) -> Rendered:
    """Render a row as a pair: the first of its pairs that the format holds."""
    pairs = pairs_of(row, options)
    if isinstance(pairs, Dropped):
        return pairs
    rendered = [checked(row, options, TRLPreferenceRow.of(pair), pair.repairs) for pair in pairs]
    return next((each for each in rendered if isinstance(each, Line)), rendered[0])
