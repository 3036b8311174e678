"""Hermes' format: ShareGPT's turns on ChatML, with tools, calls and results as JSON between tags of their own.

The tools stand in the system turn between `<tools>`, a call in gpt's turn between `<tool_call>`, and a result in a
turn of `tool` between `<tool_response>`. Calls have no ids: results follow in the order of the calls.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import ClassVar, Literal, Self

from pydantic import Field, TypeAdapter

from ...runtime.frozen import Frozen
from ...scenarios.chat_form import ChatCall, ChatForm, ChatMessage, ChatTool
from ..chat import chat_line
from ..chat_row import ChatRow
from ..exporter import ExportOptions, Rendered, exporter
from ..lines import json_line
from ..messages import OfferedTool, chat_tool, offered_tool
from ..results import as_text, embedded
from ..row import Row
from ..wanted import Numbering, Wanted, wanted

Speaker = Literal["system", "human", "gpt", "tool"]

BEFORE_TOOLS = "You can call functions. Their signatures stand between these tags:\n<tools>\n"
AFTER_TOOLS = (
    "\n</tools>\nFor each call, give a JSON object with the function's name and its arguments between these tags:\n"
    '<tool_call>\n{"name": <function name>, "arguments": <object of arguments>}\n</tool_call>'
)

_CALL = re.compile(r"(?:^|\n)<tool_call>\n(.*)\n</tool_call>(?=\n<tool_call>\n|$)")
_RESULT = re.compile(r"(?:^|\n)<tool_response>\n(.*)\n</tool_response>(?=\n<tool_response>\n|$)")
_OFFERED = TypeAdapter(OfferedTool)


class Turn(Frozen):
    """One turn; what gpt says and calls is learnt."""

    speaker: Speaker = Field(alias="from")
    value: str


class Result(Frozen):
    """What came of a call."""

    name: str
    content: object


class HermesRow(ChatRow):
    """The keys of a line."""

    may_open: ClassVar[bool] = True
    conversations: tuple[Turn, ...]

    @classmethod
    def of(cls, form: ChatForm) -> Self:
        """See ChatRow: what is told first, and the tools, are a turn of their own."""
        told = _told(form.system, form.tools)
        first = (_turn("system", told),) if told else ()
        return cls(conversations=(*first, *_turns(form.messages)))

    def form(self) -> ChatForm:
        """See ChatRow."""
        first = self.conversations[:1]
        told = first[0].value if first and first[0].speaker == "system" else None
        if told == "":
            raise ValueError("an empty system turn is left out")
        system, tools = _read_told(told or "")
        turns = self.conversations if told is None else self.conversations[1:]
        return ChatForm(system=system, tools=tools, messages=tuple(_messages(turns)))


@exporter("hermes", "chats as Hermes models take them, tools and calls between tags; --train names the side to learn")
def hermes(row: Row, options: ExportOptions) -> Rendered:
    """Render a row as a chat."""
    return chat_line(row, options, HermesRow)


def _told(system: str, tools: Iterable[ChatTool]) -> str:
    lines = "\n".join(json_line(offered_tool(tool).model_dump(mode="json")) for tool in tools)
    return "\n\n".join(filter(None, (system, f"{BEFORE_TOOLS}{lines}{AFTER_TOOLS}" if lines else "")))


def _read_told(told: str) -> tuple[str, tuple[ChatTool, ...]]:
    system, mark, rest = told.partition(BEFORE_TOOLS)
    if not mark:
        return told, ()
    lines = rest.removesuffix(AFTER_TOOLS).splitlines()
    tools = tuple(chat_tool(_OFFERED.validate_json(line, strict=True).function) for line in lines)
    return system.removesuffix("\n\n"), tools


def _turns(messages: Iterable[ChatMessage]) -> Iterator[Turn]:
    names: dict[str, str] = {}
    for role, group in groupby(messages, key=lambda said: said.role):
        run = [*group]
        names |= {call.id: call.name for said in run for call in said.calls}
        if role == "tool":
            yield _turn("tool", "\n".join(_response(said, names.get(said.answers, "")) for said in run))
        else:
            yield from (_turn("human" if role == "user" else "gpt", _said(said)) for said in run)


def _turn(speaker: Speaker, value: str) -> Turn:
    return Turn.model_validate({"from": speaker, "value": value})


def _said(said: ChatMessage) -> str:
    calls = (f"<tool_call>\n{_json(call)}\n</tool_call>" for call in said.calls)
    return "\n".join([said.content, *calls] if said.content else calls)


def _json(call: ChatCall) -> str:
    return json_line(wanted(call).model_dump(mode="json"))


def _response(said: ChatMessage, name: str) -> str:
    result = json_line({"name": name, "content": embedded(said.content)})
    return f"<tool_response>\n{result}\n</tool_response>"


def _messages(turns: Sequence[Turn]) -> Iterator[ChatMessage]:
    numbering = Numbering()
    for turn in turns:
        if turn.speaker == "tool":
            results = [Result.model_validate_json(text) for text in _RESULT.findall(turn.value)]
            yield from numbering.results([as_text(result.content) for result in results])
        elif turn.speaker == "gpt":
            made = [Wanted.model_validate_json(text, strict=True) for text in _CALL.findall(turn.value)]
            yield ChatMessage(role="assistant", content=_CALL.sub("", turn.value), calls=numbering.calls(made))
        elif turn.speaker == "human":
            yield ChatMessage(role="user", content=turn.value)
        else:
            raise ValueError("a system turn stands first, and once")
