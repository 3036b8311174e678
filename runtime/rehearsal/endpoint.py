"""The rehearsal model as an OpenAI-compatible endpoint on loopback, with latency and faults on request."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web

from ..clock import Clock
from ..errors import UsageError
from ..frozen import is_list, is_mapping
from .fault_answers import BREAK_OFF, Reply, encoded, error_body, json_response, whole
from .faults import FaultKind, Faults
from .manner import NAMES, manner_of
from .stage import TRUTH, count_tokens, perform
from .tally import Arrival, Tally
from .vectors import DIMENSIONS, MOST_DIMENSIONS, packed, vector

HOST: Final = "127.0.0.1"

LARGEST_REQUEST: Final = 64 * 2**20

SECONDS_TO_LEAVE: Final = 0.1
"""How long a call in flight may hold up the end of the server."""

_CHAT_ONLY: Final = frozenset({FaultKind.SCHEMA, FaultKind.LENGTH, FaultKind.FILTER})

Request = dict[str, Any]


class Endpoint:
    """Answers as a model's endpoint does; what it says is a pure function of the request.

    Args:
        faults: which calls go wrong.
        latency: seconds from a request's last byte to its answer, however many are in flight.
        clock: for the dates in refusals.
    """

    def __init__(self, faults: Faults, latency: float, clock: Clock) -> None:
        self._faults = faults
        self._latency = latency
        self._clock = clock
        self.tally = Tally()

    def application(self) -> web.Application:
        """Return the routes."""
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_post("/v1/embeddings", self._embeddings)
        app.router.add_get("/v1/models", self._models)
        app.router.add_get("/stats", self._stats)
        app.router.add_route("*", "/{elsewhere:.*}", self._elsewhere)
        return app

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        return await self._served(request, completion, frozenset(FaultKind))

    async def _embeddings(self, request: web.Request) -> web.StreamResponse:
        return await self._served(request, embeddings, frozenset(FaultKind) - _CHAT_ONLY)

    async def _models(self, request: web.Request) -> web.Response:
        data = [{"id": name, "object": "model", "created": 0, "owned_by": "dramaturg"} for name in NAMES]
        return json_response({"object": "list", "data": data})

    async def _stats(self, request: web.Request) -> web.Response:
        return json_response(self.tally.stats().model_dump())

    async def _elsewhere(self, request: web.Request) -> web.Response:
        told = (
            f"there is nothing at {request.method} {request.path}; the base URL ends in /v1, and counts are at /stats"
        )
        return json_response(error_body(told, "invalid_request_error", "unknown_url"), status=404)

    async def _served(
        self, request: web.Request, answer: Callable[[Request], Reply], possible: frozenset[FaultKind]
    ) -> web.StreamResponse:
        body = await request.read()
        due = asyncio.get_running_loop().time() + self._latency
        with self.tally.call(request.headers.get("Idempotency-Key"), body) as arrival:
            try:
                reply = answer(_parsed(body))
            except _Refused as refused:
                return self._counted(arrival, refused.response)
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            fault = self._faults.due(arrival.name, arrival.attempt)
            if fault is None or fault.kind not in possible:
                return self._counted(arrival, json_response(reply))
            self.tally.injected(fault.kind)
            if fault.kind in BREAK_OFF:
                return await BREAK_OFF[fault.kind](request, encoded(reply), fault.rng)
            return self._counted(arrival, whole(fault, reply, self._clock))

    def _counted(self, arrival: Arrival, response: web.Response) -> web.Response:
        self.tally.answered(arrival, response.status)
        return response


@asynccontextmanager
async def listening(endpoint: Endpoint, port: int) -> AsyncGenerator[str]:
    """Serve on loopback while the block runs, and yield the address.

    Args:
        endpoint: what answers.
        port: where; 0 for a free one.

    Raises:
        UsageError: the port cannot be had.
    """
    # Only a cancelled handler notices that its client has left.
    runner = web.AppRunner(
        endpoint.application(), access_log=None, handler_cancellation=True, shutdown_timeout=SECONDS_TO_LEAVE
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port, backlog=1024).start()
        except OSError as error:
            why = error.strerror or str(error)
            raise UsageError(f"nothing can be served on port {port}: {why}", fix="--port 0 takes a free one") from None
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class _Refused(Exception):
    """The request cannot be answered, and how the client is told."""

    def __init__(self, message: str, status: int = 400, code: str | None = None) -> None:
        super().__init__(message)
        self.response = json_response(error_body(message, "invalid_request_error", code), status)


def completion(request: Request) -> Reply:
    """Return the chat completion, without the truth about it: that is for tests in process alone."""
    _check_model(request)
    if not is_list(request.get("messages")) or not request["messages"]:
        raise _Refused("messages must be a list with at least one message")
    if request.get("stream"):
        raise _Refused("the rehearsal model does not stream; leave out stream")
    if request.get("n") not in (None, 1):
        raise _Refused("the rehearsal model gives one choice; leave out n")
    played = perform(request)
    return {name: value for name, value in played.items() if name != TRUTH}


def embeddings(request: Request) -> Reply:
    """Return the list of embeddings."""
    _check_model(request)
    texts = _texts(request.get("input"))
    dimensions = request.get("dimensions") or DIMENSIONS
    if type(dimensions) is not int or not 1 <= dimensions <= MOST_DIMENSIONS:
        raise _Refused(f"dimensions must be a whole number from 1 to {MOST_DIMENSIONS}")
    write = packed if request.get("encoding_format") == "base64" else list[float]
    tokens = sum(map(count_tokens, texts))
    return {
        "object": "list",
        "model": request["model"],
        "data": [
            {"object": "embedding", "index": index, "embedding": write(vector(text, dimensions))}
            for index, text in enumerate(texts)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def _parsed(body: bytes) -> Request:
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not is_mapping(found):
        raise _Refused("the body must be a JSON object")
    return {str(name): value for name, value in found.items()}


def _check_model(request: Request) -> None:
    """Refuse other models' names: rows are marked as simulated by the name of the model that wrote them."""
    try:
        manner_of(str(request.get("model", "")))
    except UsageError as error:
        raise _Refused(f"{error.what}; {error.fix}", status=404, code="model_not_found") from None


def _texts(given: object) -> list[str]:
    """Return the texts of `input`: one, several, or as token numbers, which are as good as words here."""
    if isinstance(given, str):
        return [given]
    if is_list(given) and given:
        if all(type(item) is int for item in given):
            return [_text(given)]
        if all(isinstance(item, str) or (is_list(item) and item) for item in given):
            return [_text(item) for item in given]
    raise _Refused("input must be a text, a list of texts, or lists of token numbers")


def _text(item: object) -> str:
    return item if isinstance(item, str) else " ".join(map(str, item)) if is_list(item) else ""
