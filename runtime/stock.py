"""The fallback path to a model: langchain-openai's own client, slower by a factor, behind the same interface."""

import asyncio
from typing import Any

import openai
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI

from .errors import ContentError, ContentFault, EndpointError, EndpointFault
from .lean import LeanChatOpenAI

_FAULTS: tuple[tuple[type[openai.APIError], EndpointFault], ...] = (
    (openai.APITimeoutError, EndpointFault.TIMEOUT),
    (openai.APIConnectionError, EndpointFault.NETWORK),
    (openai.RateLimitError, EndpointFault.RATE_LIMITED),
    (openai.AuthenticationError, EndpointFault.AUTHENTICATION),
    (openai.PermissionDeniedError, EndpointFault.AUTHENTICATION),
    (openai.NotFoundError, EndpointFault.NOT_FOUND),
    (openai.InternalServerError, EndpointFault.SERVER),
    (openai.APIStatusError, EndpointFault.BAD_REQUEST),
)


class Uncalled(ChatOpenAI):
    """ChatOpenAI without the callbacks of a Runnable: LANGSMITH_TRACING would send every call to a third party."""

    async def exchange(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        """Send one request."""
        return await self._agenerate(messages, **settings)


class StockSender:
    """Sends through a plain ChatOpenAI with a lean one's settings.

    Args:
        lean: whose settings count; it sends nothing itself.
    """

    def __init__(self, lean: LeanChatOpenAI) -> None:
        # A client of its own: langchain-openai's is shared by every event loop of the process and never closed.
        self._client = openai.DefaultAsyncHttpxClient(trust_env=False)
        self._model = lean.stock(Uncalled, http_async_client=self._client)
        self._deadline = lean.deadline

    async def send(
        self, messages: list[BaseMessage], *, idempotency_key: str | None = None, **settings: Any
    ) -> ChatResult:
        """See Sender."""
        if idempotency_key is not None:
            settings["extra_headers"] = {"Idempotency-Key": idempotency_key}
        try:
            async with asyncio.timeout(self._deadline):
                return await self._model.exchange(messages, **settings)
        except openai.LengthFinishReasonError as error:
            raise _content_error(ContentFault.CUT_OFF, error) from None
        except openai.ContentFilterFinishReasonError as error:
            raise _content_error(ContentFault.FILTERED, error) from None
        except openai.APIError as error:
            raise _named(error) from None
        except TimeoutError:
            raise _endpoint_error(EndpointFault.TIMEOUT, f"no whole reply within {self._deadline:g} s") from None
        except (ValueError, TypeError, KeyError, IndexError) as error:
            # What langchain-openai raises for HTML with status 200, cut bodies, null choices.
            raise _content_error(ContentFault.BROKEN_BODY, error) from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _content_error(fault: ContentFault, error: Exception) -> ContentError:
    return ContentError(fault, f"the reply is no whole chat completion: {error}")


def _named(error: openai.APIError) -> EndpointError:
    fault = next((fault for kind, fault in _FAULTS if isinstance(error, kind)), EndpointFault.NETWORK)
    if not isinstance(error, openai.APIStatusError):
        return _endpoint_error(fault, "the endpoint broke off or could not be reached")
    headers = error.response.headers
    in_ms = headers.get("retry-after-ms")
    return _endpoint_error(
        fault,
        f"the endpoint answered {error.status_code}",
        status=error.status_code,
        retry_after=f"{in_ms}ms" if in_ms else headers.get("retry-after"),
    )


def _endpoint_error(
    fault: EndpointFault, what: str, *, status: int | None = None, retry_after: str | None = None
) -> EndpointError:
    fix = "check the endpoint and the key, then run the same command again"
    return EndpointError(fault, what, fix=fix, status=status, retry_after=retry_after)
