"""What came back from a model, before anybody judges whether it can be used."""

from collections.abc import Mapping
from typing import Any, Protocol

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatResult

from .errors import ContentFault
from .frozen import Frozen
from .text import clean


class Sender(Protocol):
    """A chat model reached through LangChain's types."""

    async def send(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        """Send one request and return the reply. Raises EndpointError or ContentError."""
        ...


class Received(Frozen):
    """A reply: its text and what the endpoint says about it. Token counts are None where it says nothing."""

    text: str = ""
    fault: ContentFault | None = None
    finish_reason: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    reasoning_tokens: int | None = None
    simulation: dict[str, Any] | None = None
    """The rehearsal model's own record of what it did; no agent ever sees it."""


def received(result: ChatResult) -> Received:
    """Read LangChain's result."""
    generation = result.generations[0]
    message = generation.message
    extra = _strings(message.additional_kwargs)
    reason = str((generation.generation_info or {}).get("finish_reason") or "")
    text = clean(str(message.text) or extra.get("refusal", ""))
    return Received(
        text=text,
        fault=_fault(text, reason, refused="refusal" in extra),
        finish_reason=reason,
        simulation=(result.llm_output or {}).get("simulation"),
        **_usage(message),
    )


def _fault(text: str, reason: str, *, refused: bool) -> ContentFault | None:
    if reason == "content_filter":
        return ContentFault.FILTERED
    if refused:
        return ContentFault.REFUSAL
    if reason == "length":
        return ContentFault.CUT_OFF
    return None if text.strip() else ContentFault.EMPTY


def _usage(message: BaseMessage) -> dict[str, int | None]:
    usage = message.usage_metadata if isinstance(message, AIMessage) else None
    if usage is None:
        return {}
    return {
        "tokens_in": usage["input_tokens"],
        "tokens_out": usage["output_tokens"],
        "reasoning_tokens": usage.get("output_token_details", {}).get("reasoning"),
    }


def _strings(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in values.items() if isinstance(value, str) and value}
