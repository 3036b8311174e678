"""A model that refuses some calls for good, as safety filters do: which ones follows from the call alone."""

from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.senders import sender_for

REFUSED = 40
"""One of so many calls is refused."""


class Refusing:
    """The rehearsal model, which now and then says no."""

    def __init__(self, spec: ModelSpec) -> None:
        self._inner = sender_for(spec)

    async def send(self, messages: list[BaseMessage], *, idempotency_key: str = "", **settings: Any) -> ChatResult:
        result = await self._inner.send(messages, **settings)
        if int(idempotency_key[:8], 16) % REFUSED:
            return result
        refusal = AIMessage(content="I'm sorry, but I can't help with that.")
        return ChatResult(generations=[ChatGeneration(message=refusal, generation_info={"finish_reason": "stop"})])
