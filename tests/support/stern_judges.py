"""The rehearsal model, but for its judge: it rejects texts of some labels more often, and nothing else."""

import json
from collections.abc import Mapping
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.senders import sender_for


class Stern:
    """Rejects so many texts of a label: which ones follows from the call alone.

    Args:
        spec: the model that plays everybody else.
        rejects: label → share of its texts.
    """

    def __init__(self, spec: ModelSpec, rejects: Mapping[str, float]) -> None:
        self._inner = sender_for(spec)
        self._rejects = rejects

    async def send(self, messages: list[BaseMessage], *, idempotency_key: str = "", **settings: Any) -> ChatResult:
        """Send to the rehearsal model, and overrule its judge."""
        result = await self._inner.send(messages, **settings)
        told = json.loads(str(result.generations[0].message.content))
        label = next((name for name in self._rejects if f"\n- label: {name}" in str(messages[-1].content)), None)
        if label is None or "scores" not in told:
            return result
        rejected = int(idempotency_key[:8], 16) / 16**8 < self._rejects[label]
        scores = [{**score, "score": 1 if rejected else 5} for score in told["scores"]]
        message = result.generations[0].message.model_copy(update={"content": json.dumps({"scores": scores})})
        assert isinstance(message, AIMessage)
        info = result.generations[0].generation_info
        return ChatResult(
            generations=[ChatGeneration(message=message, generation_info=info)], llm_output=result.llm_output
        )
