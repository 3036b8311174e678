"""What an answer to a chat request means: a completion, a refusal by the endpoint, or an unusable reply."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeGuard

from langchain_core.outputs import ChatResult
from pydantic_core import from_json
from yarl import URL

from .errors import ContentError, ContentFault, EndpointError, EndpointFault
from .text import clean, shorten
from .wire import Answer, Endpoint

# No model writes this much in one reply: what lies beyond is noise that no ledger should hold.
_KEPT_CHARACTERS: Final = 2**20

NO_CREDIT: Final = "insufficient_quota"
"""What OpenAI's 429 says when an account has no credit left."""

_FAULTS: Final[dict[int, EndpointFault]] = {
    401: EndpointFault.AUTHENTICATION,
    402: EndpointFault.AUTHENTICATION,  # no credit left
    403: EndpointFault.AUTHENTICATION,
    404: EndpointFault.NOT_FOUND,
    408: EndpointFault.TIMEOUT,
    409: EndpointFault.SERVER,
    410: EndpointFault.NOT_FOUND,
    425: EndpointFault.SERVER,
    429: EndpointFault.RATE_LIMITED,
}

_FIXES: Final[dict[EndpointFault, str]] = {
    EndpointFault.AUTHENTICATION: "set OPENAI_API_KEY to a key with credit that may use this model",
    EndpointFault.BAD_REQUEST: "change the setting that the endpoint objects to",
    EndpointFault.NOT_FOUND: "check base_url (most end in /v1) and the model's name",
    EndpointFault.RATE_LIMITED: "wait or lower --concurrency; then resume",
    EndpointFault.SERVER: "wait until the endpoint has recovered; then resume",
    EndpointFault.TIMEOUT: "check the server's load or lower --concurrency; then resume",
}


def read_answer(endpoint: Endpoint, answer: Answer, parse: Callable[[dict[str, Any]], ChatResult]) -> ChatResult:
    """Return the chat completion that `parse` finds in an answer, with metadata, usage and refusal.

    Raises:
        EndpointError: the endpoint refused, by its status or by an error in the body.
        ContentError: the body is no completion with a choice.
    """
    if not 200 <= answer.status < 300:
        raise _refused(endpoint, answer, answer.status)
    reply = _object(endpoint, answer)
    if reply.get("error"):
        raise _refused(endpoint, answer, _status_within(reply["error"]))
    if not reply.get("choices"):
        raise _unusable(endpoint, answer, ContentFault.NO_CHOICES, "holds no choice")
    try:
        _prepare(reply)
        return _complete(parse(reply), reply)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise _unusable(endpoint, answer, ContentFault.BROKEN_BODY, "has a field of the wrong type") from None


def _prepare(reply: dict[str, Any]) -> None:
    """Set aside a usage that would break the parser, and name the role that some servers leave out."""
    if not _sound_usage(reply.get("usage")):
        reply["unusable_usage"] = reply.pop("usage")
    for choice in reply["choices"]:
        choice["message"]["role"] = "assistant"


def _complete(result: ChatResult, reply: Mapping[str, Any]) -> ChatResult:
    """Add what `ainvoke` and the SDK's types would have added."""
    for generation, choice in zip(result.generations, reply["choices"], strict=True):
        # ChatOpenAI shares one dict among all choices, so that the last one's finish reason would win.
        own = {name: choice[name] for name in ("finish_reason", "logprobs") if name in choice}
        generation.generation_info = {"finish_reason": None, **own}
        message = generation.message
        message.response_metadata = {**(result.llm_output or {}), **generation.generation_info}
        if "unusable_usage" in reply:
            message.response_metadata["unusable_usage"] = reply["unusable_usage"]
        if refusal := choice["message"].get("refusal"):
            message.additional_kwargs["refusal"] = refusal
    return result


def _unusable(endpoint: Endpoint, answer: Answer, fault: ContentFault, why: str) -> ContentError:
    """Return the failure of a reply that arrived, with its text."""
    text = endpoint.redact(answer.body.decode("utf-8", "replace"))
    what = f"the reply of {endpoint.shown} {why}: {shorten(clean(text[:400]), 200) or '(nothing)'}"
    return ContentError(fault, what, text=text[:_KEPT_CHARACTERS])


def _refused(endpoint: Endpoint, answer: Answer, status: int) -> EndpointError:
    words = endpoint.redact(_words(answer))
    fault = _fault(status, words)
    what = f"{endpoint.shown} answered {status}"
    if 300 <= status < 400:
        what += f" and points to {_location(endpoint, answer)}, which is not followed"
    elif words:
        what += f": {shorten(clean(words), 300)}"
    return EndpointError(fault, what, fix=_FIXES[fault], status=status, retry_after=_retry_after(answer.headers))


def _fault(status: int, words: str) -> EndpointFault:
    if status == 429 and NO_CREDIT in words:
        return EndpointFault.AUTHENTICATION  # waiting brings no money
    if status in _FAULTS:
        return _FAULTS[status]
    if status >= 500:
        return EndpointFault.SERVER
    return EndpointFault.BAD_REQUEST if status >= 400 else EndpointFault.NOT_FOUND


def _words(answer: Answer) -> str:
    """Return what the endpoint says about its refusal."""
    text = answer.body[:_KEPT_CHARACTERS].decode("utf-8", "replace")
    found = _parse(answer.body)
    error = found.get("error", found) if _is_object(found) else None
    message = error.get("message") if _is_object(error) else error
    return message if isinstance(message, str) and message else text


def _status_within(error: object) -> int:
    """Return the status that a gateway hides in the body of an answer with status 200."""
    code = error.get("code") if _is_object(error) else None
    return int(code) if isinstance(code, int | str) and str(code) in _STATUSES else 500


_STATUSES: Final = frozenset(map(str, range(400, 600)))


def _location(endpoint: Endpoint, answer: Answer) -> str:
    try:
        return endpoint.redact(str(URL(answer.headers.get("Location", "")).with_user(None).with_query(None)))
    except ValueError:
        return "another address"


def _retry_after(headers: Mapping[str, str]) -> str | None:
    """Return the endpoint's word on when to come back, as sent; milliseconds carry the suffix `ms`."""
    milliseconds = headers.get("retry-after-ms")
    return f"{milliseconds}ms" if milliseconds else headers.get("Retry-After")


def _object(endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
    reply = _parse(answer.body)
    if _is_object(reply):
        return reply
    why = "is not a JSON object"
    if answer.broken:
        why = answer.broken
    elif answer.body.lstrip().startswith(b"{"):
        why = "is cut off or damaged"
    raise _unusable(endpoint, answer, ContentFault.BROKEN_BODY, why)


def _parse(body: bytes) -> object:
    try:
        return from_json(body)
    except ValueError:
        return _parse_leniently(body)


def _parse_leniently(body: bytes) -> object:
    """Read a paid reply that the fast parser refuses: with lone surrogates, or bytes that are not UTF-8."""
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _sound_usage(usage: object) -> bool:
    if usage is None:
        return True
    if not _is_object(usage) or not all(map(_is_count, map(usage.get, _COUNTS))):
        return False
    details = [detail for name in _DETAILS if (detail := usage.get(name))]
    return all(_is_object(detail) and all(map(_is_count, detail.values())) for detail in details)


_COUNTS: Final = ("prompt_tokens", "completion_tokens", "total_tokens")
_DETAILS: Final = ("prompt_tokens_details", "completion_tokens_details")


def _is_count(value: object) -> bool:
    return value is None or (type(value) is int and value >= 0)
