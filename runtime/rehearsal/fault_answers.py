"""What each fault looks like on the wire."""

import asyncio
import itertools
import json
import random
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final

from aiohttp import web

from ..clock import Clock
from .faults import Fault, FaultKind
from .stage import count_tokens

TRICKLE_SECONDS: Final = 0.1
"""Between two bytes of a trickle: often enough that no limit on silence ever strikes."""

Reply = dict[str, Any]
"""A chat completion or a list of embeddings, as the endpoint would send it."""


def encoded(reply: object) -> bytes:
    """Return a body's bytes: plain ASCII, so that even lone surrogates travel."""
    return json.dumps(reply).encode("ascii")


def json_response(reply: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return an answer with a JSON body."""
    return web.Response(body=encoded(reply), status=status, headers=headers, content_type="application/json")


def error_body(message: str, kind: str, code: str | None = None) -> Reply:
    """Return the body of a refusal as OpenAI words it."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def whole(fault: Fault, reply: Reply, clock: Clock) -> web.Response:
    """Return the faulty answer of a kind that does not break off."""
    if fault.kind in _SPOILED:
        return json_response(_SPOILED[fault.kind](reply))
    return _IN_ITS_PLACE[fault.kind](reply, fault.rng, clock)


def _wrong_shape(reply: Reply) -> Reply:
    """Wrap what was asked for in an object of the model's own, as models do."""
    message = _message(reply)
    if calls := message.get("tool_calls"):
        return _rewritten(reply, {**message, "tool_calls": [_with_arguments(call, _wrapped) for call in calls]})
    return _rewritten(reply, _saying(_wrapped(_said(message))))


def _nothing(reply: Reply) -> Reply:
    return reply | {"choices" if "choices" in reply else "data": None}


def _empty(reply: Reply) -> Reply:
    return _rewritten(reply, _saying("")) if "choices" in reply else reply | {"data": []}


def _at_the_limit(reply: Reply) -> Reply:
    message = _message(reply)
    if calls := message.get("tool_calls"):
        cut = {**message, "tool_calls": [*calls[:-1], _with_arguments(calls[-1], _half)]}
        return _rewritten(reply, cut, "length")
    return _rewritten(reply, _saying(_half(_said(message))), "length")


def _withheld(reply: Reply) -> Reply:
    return _rewritten(reply, _saying(None), "content_filter")


_SPOILED: Final[Mapping[FaultKind, Callable[[Reply], Reply]]] = {
    FaultKind.SCHEMA: _wrong_shape,
    FaultKind.NULL: _nothing,
    FaultKind.EMPTY: _empty,
    FaultKind.LENGTH: _at_the_limit,
    FaultKind.FILTER: _withheld,
}


def _message(reply: Reply) -> Reply:
    return reply["choices"][0]["message"]


def _said(message: Reply) -> str:
    return message.get("content") or message.get("refusal") or ""


def _saying(content: str | None) -> Reply:
    return {"role": "assistant", "content": content}


def _wrapped(text: str) -> str:
    try:
        value: object = json.loads(text)
    except ValueError:
        value = text
    return json.dumps({"result": value})


def _half(text: str) -> str:
    return text[: len(text) // 2]


def _with_arguments(call: Reply, change: Callable[[str], str]) -> Reply:
    function = call["function"]
    return {**call, "function": {**function, "arguments": change(function["arguments"])}}


def _rewritten(reply: Reply, message: Reply, finish: str | None = None) -> Reply:
    """Return a completion with this message in place of its own, and as many tokens as that has."""
    calls, prompt = message.get("tool_calls"), reply["usage"]["prompt_tokens"]
    written = count_tokens(json.dumps(calls) if calls else _said(message))
    choice = reply["choices"][0] | {"message": message, "finish_reason": finish or ("tool_calls" if calls else "stop")}
    usage = {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}
    return reply | {"choices": [choice], "usage": usage}


def _rate_limited(reply: Reply, rng: random.Random, clock: Clock) -> web.Response:
    soon = datetime.fromisoformat(clock.today()) + timedelta(seconds=1)
    forms: tuple[dict[str, str], ...] = (
        {"Retry-After": "1"},
        {"Retry-After": "0"},
        {"Retry-After": "0.25"},
        {"Retry-After": format_datetime(soon, usegmt=True)},
        {"Retry-After": "-1"},
        {"Retry-After": "nan"},
        {"retry-after-ms": "150"},
        {},
    )
    body = error_body("Rate limit reached: a rehearsed fault.", "requests", "rate_limit_exceeded")
    return json_response(body, status=429, headers=rng.choice(forms))


def _server_error(reply: Reply, rng: random.Random, clock: Clock) -> web.Response:
    body = error_body("The server had an error while processing your request: a rehearsed fault.", "server_error")
    return json_response(body, status=500)


def _web_page(reply: Reply, rng: random.Random, clock: Clock) -> web.Response:
    page = "<!DOCTYPE html><html><head><title>One moment</title></head><body><h1>Please wait</h1></body></html>"
    return web.Response(text=page, content_type="text/html")


def _no_json(reply: Reply, rng: random.Random, clock: Clock) -> web.Response:
    body = encoded(reply)
    forms = (_opening(body, rng), b"\x00\xff\xfe" + body, body.replace(b'":', b'"', 1))
    return web.Response(body=rng.choice(forms), content_type="application/json")


_IN_ITS_PLACE: Final[Mapping[FaultKind, Callable[[Reply, random.Random, Clock], web.Response]]] = {
    FaultKind.RATE_LIMITED: _rate_limited,
    FaultKind.SERVER_ERROR: _server_error,
    FaultKind.HTML: _web_page,
    FaultKind.GARBAGE: _no_json,
}


async def _hang(request: web.Request, body: bytes, rng: random.Random) -> web.StreamResponse:
    return await _until_cancelled()


async def _trickle(request: web.Request, body: bytes, rng: random.Random) -> web.StreamResponse:
    response = await _opened(request)
    # Never the last byte: white space before it goes on for ever, as from a decoder that loops.
    for byte in itertools.chain(body[:-1], itertools.repeat(0x20)):
        await response.write(bytes((byte,)))
        await asyncio.sleep(TRICKLE_SECONDS)
    return response


async def _cut(request: web.Request, body: bytes, rng: random.Random) -> web.StreamResponse:
    response = await _opened(request, len(body))
    await response.write(_opening(body, rng))
    response.force_close()
    return response


async def _reset(request: web.Request, body: bytes, rng: random.Random) -> web.StreamResponse:
    response = await _opened(request, len(body))
    await response.write(_opening(body, rng))
    if request.transport is not None:
        # Lingering for no time makes the system send a reset instead of an orderly end.
        no_time = struct.pack("ii", 1, 0)
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_time)
        request.transport.abort()
    return await _until_cancelled()


BREAK_OFF: Final[Mapping[FaultKind, Callable[[web.Request, bytes, random.Random], Awaitable[web.StreamResponse]]]] = {
    FaultKind.HANG: _hang,
    FaultKind.TRICKLE: _trickle,
    FaultKind.CUT: _cut,
    FaultKind.RESET: _reset,
}
"""Kinds that give no whole answer."""


async def _until_cancelled() -> web.StreamResponse:
    """Wait for the client to hang up, or for the server to end."""
    return await asyncio.get_running_loop().create_future()


async def _opened(request: web.Request, length: int | None = None) -> web.StreamResponse:
    response = web.StreamResponse()
    response.content_type = "application/json"
    response.content_length = length
    await response.prepare(request)
    return response


def _opening(body: bytes, rng: random.Random) -> bytes:
    """Return some of a body, never all of it."""
    return body[: max(1, int(len(body) * rng.uniform(0.1, 0.9)))]
