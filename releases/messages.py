"""Messages: the layout that OpenAI, TRL and most tools of Hugging Face share, with its variants as class variables."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, TypeAdapter, field_validator

from ..runtime.frozen import Frozen, is_mapping
from ..scenarios.chat_form import ChatCall, ChatForm, ChatMessage, ChatTool
from .chat_row import ChatRow
from .lines import json_line


class SystemMessage(Frozen):
    """What is told first."""

    role: Literal["system"]
    content: str = Field(pattern=r"\S")


class UserMessage(Frozen):
    """What the other side says."""

    role: Literal["user"]
    content: str


class Function(Frozen):
    """What is called."""

    name: str
    arguments: str | dict[str, Any]


class ToolCall(Frozen):
    """A call with the id that its reply names."""

    id: str
    type: Literal["function"]
    function: Function


class AssistantMessage(Frozen):
    """What is learnt: words, or calls, or words and then calls."""

    role: Literal["assistant"]
    content: str = ""
    tool_calls: Annotated[tuple[ToolCall, ...], Field(min_length=1)] = ()


class ToolMessage(Frozen):
    """What came of a call."""

    role: Literal["tool"]
    tool_call_id: str
    name: str = ""
    content: str


Message = Annotated[SystemMessage | UserMessage | AssistantMessage | ToolMessage, Field(discriminator="role")]


class OfferedFunction(Frozen):
    """A tool as a model is told about it."""

    name: str
    description: str
    parameters: dict[str, Any]


class OfferedTool(Frozen):
    """A tool in the wrapping that the API wants."""

    type: Literal["function"]
    function: OfferedFunction


_TOOLS = TypeAdapter(tuple[OfferedTool, ...])


class MessageRow(ChatRow):
    """A row of messages."""

    may_open: ClassVar[bool] = True
    arguments_as_text: ClassVar[bool]
    """Whether a call's arguments are JSON text rather than an object."""
    tools_as_text: ClassVar[bool] = False
    """Whether the tools are JSON text rather than a list."""
    names_replies: ClassVar[bool] = False
    """Whether a reply says which tool it comes from, besides which call."""
    writes_empty_content: ClassVar[bool] = False
    """Whether a message that only calls has a content all the same."""

    messages: tuple[Message, ...]
    tools: Annotated[tuple[OfferedTool, ...] | str, Field(min_length=1)] = ()

    @field_validator("messages")
    @classmethod
    def _system_first(cls, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        if any(message.role == "system" for message in messages[1:]):
            raise ValueError("a system message stands first, and once")
        return messages

    @classmethod
    def of(cls, form: ChatForm) -> Self:
        """See ChatRow: what is told first becomes a message of its own."""
        messages = (*cls.told(form.system), *cls.said(form.messages))
        return cls(messages=messages, tools=cls.offered(form.tools)) if form.tools else cls(messages=messages)

    def form(self) -> ChatForm:
        """See ChatRow."""
        return self.read(self.messages, self.tools)

    @classmethod
    def told(cls, system: str) -> Iterator[Message]:
        """Lay out what is told first."""
        if system:
            yield SystemMessage(role="system", content=system)

    @classmethod
    def said(cls, messages: Iterable[ChatMessage]) -> Iterator[Message]:
        """Lay out the messages of a chat."""
        names: dict[str, str] = {}
        for said in messages:
            names |= {call.id: call.name for call in said.calls}
            yield cls._message(said, names)

    @classmethod
    def offered(cls, tools: Iterable[ChatTool]) -> tuple[OfferedTool, ...] | str:
        """Lay out the tools of a chat."""
        laid_out = tuple(map(offered_tool, tools))
        return json_line([tool.model_dump(mode="json") for tool in laid_out]) if cls.tools_as_text else laid_out

    @classmethod
    def read(cls, messages: Iterable[Message], tools: tuple[OfferedTool, ...] | str) -> ChatForm:
        """Return the chat that is laid out in messages and tools.

        Raises:
            ValueError: it is not laid out as this format does.
        """
        if isinstance(tools, str) != cls.tools_as_text and tools != ():
            raise ValueError(f"the tools are {'no text' if cls.tools_as_text else 'text'}")
        read = _TOOLS.validate_json(tools, strict=True) if isinstance(tools, str) else tools
        held = [*messages]
        return ChatForm(
            system="".join(each.content for each in held if each.role == "system"),
            tools=tuple(chat_tool(tool.function) for tool in read),
            messages=tuple(cls._chat_message(each) for each in held if each.role != "system"),
        )

    @classmethod
    def _message(cls, said: ChatMessage, names: Mapping[str, str]) -> Message:
        if said.role == "user":
            return UserMessage(role="user", content=said.content)
        if said.role == "tool":
            name = {"name": names.get(said.answers, "")} if cls.names_replies else {}
            return ToolMessage(role="tool", tool_call_id=said.answers, content=said.content, **name)
        written: dict[str, object] = {"role": "assistant"}
        if said.content or cls.writes_empty_content:
            written["content"] = said.content
        if said.calls:
            written["tool_calls"] = tuple(map(cls._call, said.calls))
        return AssistantMessage.model_validate(written)

    @classmethod
    def _call(cls, call: ChatCall) -> ToolCall:
        arguments = json_line(call.arguments) if cls.arguments_as_text else call.arguments
        return ToolCall(id=call.id, type="function", function=Function(name=call.name, arguments=arguments))

    @classmethod
    def _chat_message(cls, message: UserMessage | AssistantMessage | ToolMessage) -> ChatMessage:
        if isinstance(message, ToolMessage):
            return ChatMessage(role="tool", content=message.content, answers=message.tool_call_id)
        calls = message.tool_calls if isinstance(message, AssistantMessage) else ()
        return ChatMessage(role=message.role, content=message.content, calls=tuple(map(cls._chat_call, calls)))

    @classmethod
    def _chat_call(cls, call: ToolCall) -> ChatCall:
        given = call.function.arguments
        if isinstance(given, str) != cls.arguments_as_text:
            raise ValueError(f"the arguments of {call.id} are {'no text' if cls.arguments_as_text else 'text'}")
        return ChatCall(id=call.id, name=call.function.name, arguments=as_object(given))


def offered_tool(tool: ChatTool) -> OfferedTool:
    """Return a tool as the API wants it."""
    function = OfferedFunction(name=tool.name, description=tool.about, parameters=tool.parameters)
    return OfferedTool(type="function", function=function)


def chat_tool(function: OfferedFunction) -> ChatTool:
    """Return a tool that was laid out."""
    return ChatTool(name=function.name, about=function.description, parameters=function.parameters)


def as_object(arguments: str | dict[str, Any]) -> dict[str, Any]:
    """Return arguments as values.

    Raises:
        ValueError: they are no JSON object.
    """
    value: object = json.loads(arguments) if isinstance(arguments, str) else arguments
    if not is_mapping(value):
        raise ValueError("the arguments are no JSON object")
    return {str(key): each for key, each in value.items()}
