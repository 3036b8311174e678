"""A real OpenAI-shaped server on loopback whose answers a test chooses, and a trap that nobody may call."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    peer: object

    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class ModelServer:
    """Where the server listens and what it has been sent."""

    port: int = 0
    requests: list[Seen] = field(default_factory=list[Seen])
    connections: Callable[[], int] = lambda: 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@asynccontextmanager
async def model_server(respond: Respond, *, port: int = 0) -> AsyncGenerator[ModelServer]:
    """Serve POSTs with `respond` while the block runs, on a free port where none is given."""
    server = ModelServer()

    async def handle(request: web.Request) -> web.StreamResponse:
        peer = request.transport and request.transport.get_extra_info("peername")
        body = await request.read()
        server.requests.append(Seen(request.path_qs, dict(request.headers), body, peer))
        return await respond(request)

    app = web.Application()
    app.router.add_post("/{path:.*}", handle)
    # A handler that waits for ever ends when its client hangs up.
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    server.port = runner.addresses[0][1]
    server.connections = lambda: len(runner.server.connections) if runner.server else 0
    try:
        yield server
    finally:
        await runner.cleanup()


@dataclass
class Trap:
    """A listening port, and how often somebody has connected to it."""

    port: int = 0
    calls: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def trap() -> AsyncGenerator[Trap]:
    """Listen, count and hang up."""
    caught = Trap()

    def count(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        caught.calls += 1
        writer.close()

    server = await asyncio.start_server(count, "127.0.0.1", 0)
    caught.port = server.sockets[0].getsockname()[1]
    async with server:
        yield caught


def completion(content: str | None = "Fine.", **changes: Any) -> dict[str, Any]:
    """Return a chat completion; `message` and `finish_reason` change its choice, the rest the top level."""
    message = {"role": "assistant", "content": content, "refusal": None, **changes.pop("message", {})}
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": changes.pop("finish_reason", "stop"),
    }
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    reply: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "small",
        "choices": [choice],
        "usage": usage,
    }
    return reply | changes


def answering(body: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Respond:
    """Return a responder that always gives the same answer: JSON, or text and bytes as they are."""
    raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()

    async def respond(request: web.Request) -> web.StreamResponse:
        return web.Response(body=raw, status=status, headers=headers)

    return respond
