"""ShareGPT's format as LLaMA-Factory reads it: `conversations` by turns, and the columns `system` and `tools`.

Its `dataset_info.json` needs `"formatting": "sharegpt"` and `"columns": {"messages": "conversations", "system":
"system", "tools": "tools"}`. It skips rows that do not alternate, open with gpt or end with human, with no more than a
warning. A turn is words or calls and never both: what is said beside a call is left out, and counted. Calls that are
made together are a list in one turn, and their results a list in the next.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import ClassVar, Literal, Self

from pydantic import Field, TypeAdapter

from ...runtime.frozen import Frozen
from ...scenarios.chat_form import ChatForm, ChatMessage
from ..chat import chat_line
from ..chat_row import ChatRow
from ..exporter import ExportOptions, Rendered, exporter
from ..lines import json_line
from ..messages import OfferedFunction, chat_tool, offered_tool
from ..results import as_text, embedded
from ..row import Row
from ..wanted import Numbering, Wanted, wanted

Speaker = Literal["human", "gpt", "function_call", "observation"]

_CALLS = TypeAdapter[Wanted | list[Wanted]](Wanted | list[Wanted])
_TOOLS = TypeAdapter(tuple[OfferedFunction, ...])
_RESULTS = TypeAdapter(list[object])


class Turn(Frozen):
    """One turn; what gpt says and calls is learnt."""

    speaker: Speaker = Field(alias="from")
    value: str


class ShareGPTRow(ChatRow):
    """The keys of a line. All are always there, since a reader of columns misses one where it is not."""

    may_open: ClassVar[bool] = False
    speaks_beside_calls: ClassVar[bool] = False
    reserved: ClassVar[tuple[str, ...]] = ("<image>", "<video>", "<audio>")
    conversations: tuple[Turn, ...]
    system: str
    tools: str

    @classmethod
    def of(cls, form: ChatForm) -> Self:
        """See ChatRow."""
        tools = [offered_tool(tool).function.model_dump(mode="json") for tool in form.tools]
        turns = tuple(_turns(form.messages))
        return cls(conversations=turns, system=form.system, tools=json_line(tools) if tools else "")

    def form(self) -> ChatForm:
        """See ChatRow."""
        tools = _TOOLS.validate_json(self.tools, strict=True) if self.tools else ()
        return ChatForm(
            system=self.system,
            tools=tuple(map(chat_tool, tools)),
            messages=tuple(_messages(self.conversations)),
        )


@exporter("sharegpt", "chats for LLaMA-Factory, with tool calls; --train names the side to learn")
def sharegpt(row: Row, options: ExportOptions) -> Rendered:
    """Render a row as a chat."""
    return chat_line(row, options, ShareGPTRow)


def _turns(messages: Iterable[ChatMessage]) -> Iterator[Turn]:
    for role, group in groupby(messages, key=lambda said: said.role):
        run = [*group]
        if role == "tool":
            yield _turn("observation", _observed(run))
        elif role == "user":
            yield from (_turn("human", said.content) for said in run)
        else:
            yield from (
                _turn("function_call", _called(said)) if said.calls else _turn("gpt", said.content) for said in run
            )


def _turn(speaker: Speaker, value: str) -> Turn:
    return Turn.model_validate({"from": speaker, "value": value})


def _called(said: ChatMessage) -> str:
    calls = [wanted(call).model_dump(mode="json") for call in said.calls]
    return json_line(calls[0] if len(calls) == 1 else calls)


def _observed(results: Sequence[ChatMessage]) -> str:
    if len(results) == 1:
        return results[0].content
    return json_line([embedded(result.content) for result in results])


def _messages(turns: Iterable[Turn]) -> Iterator[ChatMessage]:
    numbering, together = Numbering(), False
    for turn in turns:
        if turn.speaker == "function_call":
            read = _CALLS.validate_json(turn.value, strict=True)
            together = isinstance(read, list)
            calls = numbering.calls(read if isinstance(read, list) else [read])
            yield ChatMessage(role="assistant", content="", calls=calls)
        elif turn.speaker == "observation":
            results = map(as_text, _RESULTS.validate_json(turn.value)) if together else [turn.value]
            yield from numbering.results([*results])
        else:
            yield ChatMessage(role="user" if turn.speaker == "human" else "assistant", content=turn.value)
