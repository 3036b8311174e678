"""Chat messages: the form in which most trainers take a sample."""

from typing import Any, Literal, Self

from pydantic import model_validator

from ..runtime.frozen import Frozen


class ChatTool(Frozen):
    """A tool that the trained side may call."""

    name: str
    about: str
    parameters: dict[str, Any]
    """The arguments' JSON Schema: an object."""


class ChatCall(Frozen):
    """One call of the trained side."""

    id: str
    name: str
    arguments: dict[str, Any]
    unreadable: str = ""
    """What was sent instead of arguments and is no JSON object: no format has a place for it."""


class ChatMessage(Frozen):
    """One message as a trainer takes it."""

    role: Literal["user", "assistant", "tool"]
    content: str
    """What is said, or what came of a call. May be empty where something is called."""
    calls: tuple[ChatCall, ...] = ()
    """What the trained side calls after these words, all at once."""
    answers: str = ""
    """The id of the call that a tool's message answers."""

    @model_validator(mode="after")
    def _of_its_role(self) -> Self:
        if self.calls and self.role != "assistant":
            raise ValueError("only the trained side calls tools")
        if bool(self.answers) != (self.role == "tool"):
            raise ValueError("a tool's message, and no other, names the call that it answers")
        return self


class ChatForm(Frozen):
    """A sample as a chat: the trained side is the assistant, the other one the user."""

    system: str = ""
    tools: tuple[ChatTool, ...] = ()
    """What the trained side may call, and nothing else."""
    messages: tuple[ChatMessage, ...]
