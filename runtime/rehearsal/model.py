"""The rehearsal model behind LangChain's chat model interface."""

import json
from collections.abc import Mapping
from typing import Any, Self

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, convert_to_openai_messages
from langchain_core.messages.tool import tool_call
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import model_validator

from ..models import REHEARSAL
from .manner import manner_of
from .stage import TRUTH, perform


class RehearsalChat(BaseChatModel):
    """Replies offline, deterministically in the request and its seed."""

    model: str = REHEARSAL

    @model_validator(mode="after")
    def read_manner(self) -> Self:
        """Refuse a name that is none of the rehearsal models, before any call."""
        manner_of(self.model)
        return self

    @property
    def _llm_type(self) -> str:
        return REHEARSAL

    async def send(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        """Return the reply to one request; `llm_output["simulation"]` holds the truth about it."""
        return self._played(messages, settings)

    async def aclose(self) -> None:
        """Do nothing: there are no connections."""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._played(messages, kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._played(messages, kwargs)

    def _played(self, messages: list[BaseMessage], settings: Mapping[str, Any]) -> ChatResult:
        said = {"model": self.model, "messages": convert_to_openai_messages(messages)}
        return result_of(perform({**settings, **said}))


def result_of(completion: Mapping[str, Any]) -> ChatResult:
    """Return a chat completion as LangChain's result."""
    choice, usage = completion["choices"][0], completion["usage"]
    said: Mapping[str, Any] = choice["message"]
    message = AIMessage(
        content=said["content"] or "",
        additional_kwargs={"refusal": said["refusal"]} if said.get("refusal") else {},
        tool_calls=[_tool_call(call) for call in said.get("tool_calls", ())],
        usage_metadata={
            "input_tokens": usage["prompt_tokens"],
            "output_tokens": usage["completion_tokens"],
            "total_tokens": usage["total_tokens"],
        },
    )
    ended = {"finish_reason": choice["finish_reason"]}
    return ChatResult(
        generations=[ChatGeneration(message=message, generation_info=ended)],
        llm_output={"model_name": completion["model"], "simulation": completion[TRUTH]},
    )


def _tool_call(call: Mapping[str, Any]) -> Any:
    function = call["function"]
    return tool_call(name=function["name"], args=json.loads(function["arguments"]), id=call["id"])
