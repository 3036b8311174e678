"""A probe asks a run's endpoint for no more than the run uses, and takes any refusal of a special request for a no."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from dramaturg.runtime.capabilities import Capabilities, probe, probe_for_run
from dramaturg.runtime.errors import EndpointError
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.received import Sender
from dramaturg.runtime.senders import close, sender_for
from model_server import ModelServer, Respond, model_server

Probe = Callable[[ModelSpec, Sender], Awaitable[Capabilities]]
SPECIAL = ("response_format", "seed", "tools", "logprobs")


def completion() -> web.Response:
    message = {"role": "assistant", "content": '{"ok": true}'}
    usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return web.json_response(
        {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}
    )


def refusal(status: int) -> web.Response:
    return web.json_response({"error": {"message": "no"}}, status=status)


def probed(respond: Respond, by: Probe) -> tuple[Capabilities, ModelServer]:
    async def whole() -> tuple[Capabilities, ModelServer]:
        async with model_server(respond) as server:
            spec = ModelSpec(name="m", url=server.url)
            sender = sender_for(spec)
            try:
                return await by(spec, sender), server
            finally:
                await close(sender)

    return asyncio.run(whole())


def specials(server: ModelServer) -> set[str]:
    return {name for seen in server.requests for name in SPECIAL if name in seen.json()}


def test_a_run_tries_only_what_it_uses() -> None:
    async def respond(request: web.Request) -> web.Response:
        return completion()

    found, server = probed(respond, probe_for_run)
    assert (found.json_schema, found.json_object, found.seed) == (True, True, True)
    assert specials(server) == {"response_format", "seed"}
    everything, server = probed(respond, probe)
    assert everything.usage
    assert specials(server) == set(SPECIAL)


@pytest.mark.parametrize("by", [probe, probe_for_run])
@pytest.mark.parametrize("status", [400, 404, 405, 422, 500, 503])
def test_a_refused_special_request_is_a_no(by: Probe, status: int) -> None:
    async def respond(request: web.Request) -> web.Response:
        body = json.loads(await request.text())
        return refusal(status) if any(name in body for name in SPECIAL) else completion()

    found, _ = probed(respond, by)
    assert not any((found.json_schema, found.json_object, found.seed, found.tools, found.logprobs))


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_a_refused_plain_request_is_the_endpoint_s_fault(status: int) -> None:
    async def respond(request: web.Request) -> web.Response:
        return refusal(status)

    with pytest.raises(EndpointError):
        probed(respond, probe_for_run)


@pytest.mark.parametrize("status", [401, 429])
def test_a_missing_right_or_a_full_house_is_no_no(status: int) -> None:
    async def respond(request: web.Request) -> web.Response:
        return refusal(status) if "seed" in json.loads(await request.text()) else completion()

    with pytest.raises(EndpointError):
        probed(respond, probe_for_run)


def test_an_endpoint_that_breaks_down_while_it_is_probed_is_not_believed() -> None:
    answered: list[web.Response] = []

    async def respond(request: web.Request) -> web.Response:
        answered.append(refusal(503) if answered else completion())
        return answered[-1]

    with pytest.raises(EndpointError):
        probed(respond, probe_for_run)
