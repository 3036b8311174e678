"""ChatOpenAI's own payload building and reply parsing, sent over shared aiohttp connections.

The openai SDK costs a call several milliseconds of CPU, this path a tenth of that. The price: it relies on
two private methods of langchain-openai, `_get_request_payload` and `_create_chat_result`. A contract test
compares what they do here with the stock path, which `LeanChatOpenAI.stock()` gives.
"""

import json
import os
import socket
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI
from pydantic import Field, PrivateAttr, SecretStr, model_validator

from .addresses import DEFAULT_URL
from .answers import read_answer
from .errors import UsageError
from .wire import Endpoint, Limits, Wire

# Settings of ChatOpenAI that the lean path cannot honour, with the only value that it takes.
_FIXED: Final[dict[str, object]] = {
    "disable_streaming": True,
    "http_async_client": None,
    "http_client": None,
    "include_response_headers": False,
    "max_retries": 0,
    "openai_proxy": None,
    "request_timeout": None,
    "streaming": False,
    "use_responses_api": False,
}
# What `stock()` does not inherit: those, and what it must build anew.
_NOT_STOCK: Final = {
    *_FIXED,
    "async_client",
    "client",
    "http_socket_options",
    "root_async_client",
    "root_client",
}

Stock = TypeVar("Stock", bound=ChatOpenAI)

# As the openai SDK writes bodies.
_encoder: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


class LeanChatOpenAI(ChatOpenAI):
    """ChatOpenAI for whole replies from Chat Completions, without the openai SDK.

    Close it with `aclose()` in the event loop that used it. A failed call is never sent again here.
    """

    connect_timeout: float = Field(default=10.0, gt=0)
    """Seconds to find the server and connect."""
    read_timeout: float = Field(default=120.0, gt=0)
    """Seconds without a single byte."""
    deadline: float = Field(default=300.0, gt=0)
    """Seconds for the whole call, however busily the server trickles."""
    max_body_bytes: int = Field(default=32 * 2**20, gt=0)
    """The largest reply that is read."""

    # Set, so that neither a variable of the environment nor a model's name turns them.
    openai_proxy: str | None = None
    use_responses_api: bool | None = False
    disable_streaming: bool | Literal["tool_calling"] = True
    max_retries: int | None = 0

    _endpoint: Endpoint = PrivateAttr()
    _wire: Wire = PrivateAttr()

    if TYPE_CHECKING:
        # The two private methods, with the types that langchain-openai leaves open.
        def _get_request_payload(
            self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
        ) -> dict[str, Any]: ...

        def _create_chat_result(self, response: Any, generation_info: dict[str, Any] | None = None) -> ChatResult: ...

    @model_validator(mode="before")
    @classmethod
    def resolve_endpoint(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Settle address and key here: left open, LANGSMITH_GATEWAY would redirect both."""
        rest = dict(values)
        url = _taken(rest, "openai_api_base", "base_url") or _environment("OPENAI_API_BASE", "OPENAI_BASE_URL")
        key = _taken(rest, "openai_api_key", "api_key") or _environment("OPENAI_API_KEY")
        if not isinstance(key, str | SecretStr):
            raise UsageError(
                "the model endpoint has no API key, or one that is not plain text",
                fix="set OPENAI_API_KEY; any word will do for a server that asks for none",
            )
        return {**rest, "base_url": url or DEFAULT_URL, "api_key": key}

    @model_validator(mode="after")
    def prepare_wire(self) -> Self:
        """Refuse what the lean path cannot do, and build what every call shares."""
        for name, only in _FIXED.items():
            if getattr(self, name) != only:
                raise UsageError(
                    f"LeanChatOpenAI cannot honour {name}",
                    fix=f"leave it at {only!r}; for times see connect_timeout, read_timeout and deadline",
                )
        self._endpoint = Endpoint.at(
            self.openai_api_base or DEFAULT_URL,
            "/chat/completions",
            key=self._key(),
            headers=self._own_headers(),
            query={name: str(value) for name, value in (self.default_query or {}).items()},
        )
        limits = Limits(self.connect_timeout, self.read_timeout, self.deadline, self.max_body_bytes)
        self._wire = Wire(limits)
        return self

    async def send(self, messages: list[BaseMessage], **kwargs: Any) -> ChatResult:
        """Send one request and return the reply, without callbacks and retries.

        Args:
            messages: the conversation.
            kwargs: fields of the request body (`response_format` as a dict, `seed`, `tools`, `stop` …);
                also `extra_body`, `extra_headers` and `idempotency_key`, which travels as a header.

        Raises:
            EndpointError: the endpoint refused, broke off or did not answer in time.
            ContentError: a reply arrived, but it is not a chat completion. Length cut-off, content filter and
                refusal are not raised: `finish_reason` and `additional_kwargs["refusal"]` tell.
        """
        headers = {**self._endpoint.headers, "Content-Type": "application/json", **_headers(kwargs)}
        payload = self._get_request_payload(messages, **kwargs)
        answer = await self._wire.post(self._endpoint, _encode(payload), headers)
        return read_answer(self._endpoint, answer, self._create_chat_result)

    async def aclose(self) -> None:
        """Close the connections of the running event loop, unless another model still uses them."""
        await self._wire.aclose()

    def stock(self, of: type[Stock], http_async_client: object = None) -> Stock:
        """Return a ChatOpenAI of the given class with the same settings, for when the lean path is in doubt.

        It takes `extra_headers={"Idempotency-Key": …}` for `idempotency_key`, raises the SDK's own errors and
        has no overall deadline: wrap its calls in `asyncio.timeout`.
        """
        inherited = (self.model_fields_set & set(ChatOpenAI.model_fields)) - _NOT_STOCK
        return of(
            **{name: getattr(self, name) for name in inherited},
            openai_proxy=None,
            use_responses_api=False,
            max_retries=0,
            timeout=(self.connect_timeout, self.read_timeout, self.read_timeout, self.connect_timeout),
            http_async_client=http_async_client,
            # A transport of its own keeps httpx from reading the proxy variables.
            http_socket_options=None if http_async_client else ((socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),),
        )

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return await self.send(messages, stop=stop, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise UsageError("LeanChatOpenAI has no synchronous path", fix="await `ainvoke`, or use stock()")

    def _key(self) -> str:
        key = self.openai_api_key
        return key.get_secret_value() if isinstance(key, SecretStr) else ""

    def _own_headers(self) -> dict[str, str]:
        account = {
            "OpenAI-Organization": self.openai_organization,
            "OpenAI-Project": os.environ.get("OPENAI_PROJECT_ID"),
        }
        return {name: value for name, value in account.items() if value} | dict(self.default_headers or {})


def _taken(values: dict[str, Any], *names: str) -> Any:
    found = [values.pop(name, None) for name in names]
    return next((value for value in found if value), None)


def _environment(*names: str) -> str | None:
    return next((value for name in names if (value := os.environ.get(name))), None)


def _headers(kwargs: dict[str, Any]) -> dict[str, str]:
    """Take out of a call's settings what travels as a header."""
    headers: dict[str, str] = kwargs.pop("extra_headers", None) or {}
    key = kwargs.pop("idempotency_key", None)
    return headers if key is None else {**headers, "Idempotency-Key": str(key)}


def _encode(payload: dict[str, Any]) -> bytes:
    if payload.pop("stream", False):
        raise UsageError("LeanChatOpenAI does not stream", fix="leave out stream=True, or use stock()")
    payload.update(payload.pop("extra_body", None) or {})
    try:
        return _encoder.encode(payload).encode()
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"a request cannot be written as JSON: {error}",
            fix="pass plain JSON values: response_format and tools as dicts, text without lone surrogates",
        ) from None
