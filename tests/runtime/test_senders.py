"""Both ways to a model, against a real loopback server: the same interface, the same errors, the ladder's rungs."""

import asyncio
import json

import pytest
from aiohttp import web
from langchain_core.messages import HumanMessage

from dramaturg.runtime.capabilities import Capabilities, probe
from dramaturg.runtime.errors import ContentError, EndpointError, EndpointFault, UsageError
from dramaturg.runtime.models import ModelSpec, settings_for
from dramaturg.runtime.received import Received, Sender, received
from dramaturg.runtime.senders import close, sender_for
from dramaturg.runtime.structured import Rung
from model_server import ModelServer, Respond, model_server

CLIENTS = pytest.mark.parametrize("client", ["lean", "stock"])


def completion(text: str = '{"ok": true}', *, logprobs: bool = False) -> web.Response:
    return answer({"role": "assistant", "content": text}, {"logprobs": {"content": []}} if logprobs else {})


def calling() -> web.Response:
    function = {"name": "report", "arguments": '{"ok": true}'}
    return answer(
        {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function", "function": function}]},
        {},
    )


def answer(message: dict[str, object], extra: dict[str, object]) -> web.Response:
    choice = {"index": 0, "message": message, "finish_reason": "stop", **extra}
    usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
    return web.json_response(
        {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [choice],
            "usage": usage,
        }
    )


async def asked(server: ModelServer, client: str, name: str = "m") -> Received:
    spec = ModelSpec.model_validate({"name": name, "url": server.url, "client": client})
    sender = sender_for(spec)
    try:
        return received(await sender.send([HumanMessage("hello")], idempotency_key="k1", seed=3, **settings_for(spec)))
    finally:
        await close(sender)


def exchanged(respond: Respond, client: str) -> tuple[Received, ModelServer]:
    async def whole() -> tuple[Received, ModelServer]:
        async with model_server(respond) as server:
            return await asked(server, client), server

    return asyncio.run(whole())


def probed(respond: Respond) -> Capabilities:
    async def whole() -> Capabilities:
        async with model_server(respond) as server:
            spec = ModelSpec(name="m", url=server.url)
            sender: Sender = sender_for(spec)
            try:
                return await probe(spec, sender)
            finally:
                await close(sender)

    return asyncio.run(whole())


@CLIENTS
def test_a_reply_comes_with_its_usage_and_the_key_travels_as_a_header(client: str) -> None:
    async def respond(request: web.Request) -> web.Response:
        return completion("Good day.")

    reply, server = exchanged(respond, client)
    assert (reply.text, reply.finish_reason, reply.tokens_in, reply.tokens_out) == ("Good day.", "stop", 7, 5)
    (seen,) = server.requests
    assert {name.lower(): value for name, value in seen.headers.items()}["idempotency-key"] == "k1"
    body = seen.json()
    assert (body["model"], body["seed"], body["max_tokens"]) == ("m", 3, 4096)
    assert "idempotency_key" not in body


@CLIENTS
@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (401, EndpointFault.AUTHENTICATION),
        (404, EndpointFault.NOT_FOUND),
        (422, EndpointFault.BAD_REQUEST),
        (429, EndpointFault.RATE_LIMITED),
        (503, EndpointFault.SERVER),
    ],
)
def test_both_clients_name_an_endpoint_s_fault_alike(client: str, status: int, fault: EndpointFault) -> None:
    async def respond(request: web.Request) -> web.Response:
        body = {"error": {"message": f"no, {request.headers['Authorization']}"}}
        return web.json_response(body, status=status, headers={"Retry-After": "7"})

    with pytest.raises(EndpointError) as caught:
        exchanged(respond, client)
    assert (caught.value.fault, caught.value.status) == (fault, status)
    assert "Bearer" not in caught.value.what
    if status == 429:
        assert caught.value.retry_after == "7"


@CLIENTS
@pytest.mark.parametrize("body", ["<html>Welcome</html>", '{"choices": null}', '{"choices": [', "[]"])
def test_both_clients_name_a_body_that_is_no_reply(client: str, body: str) -> None:
    async def respond(request: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    with pytest.raises(ContentError):
        exchanged(respond, client)


@pytest.mark.parametrize(
    ("accepted", "rung"),
    [
        ({"json_schema", "json_object", "seed", "logprobs"}, Rung.JSON_SCHEMA),
        ({"json_object", "tools"}, Rung.JSON_OBJECT),
        (set[str](), Rung.PLAIN),
    ],
)
def test_a_probe_finds_what_an_endpoint_takes(accepted: set[str], rung: Rung) -> None:
    async def respond(request: web.Request) -> web.Response:
        body = json.loads(await request.text())
        asked = {name for name in ("tools", "seed", "logprobs") if name in body}
        asked |= {form for form in [body.get("response_format", {}).get("type")] if form}
        if asked - accepted:
            return web.json_response({"error": {"message": f"unknown: {asked}"}}, status=400)
        return calling() if "tools" in asked else completion(logprobs="logprobs" in asked)

    found = probed(respond)
    assert found.rung is rung
    assert (found.seed, found.logprobs, found.tools) == (
        "seed" in accepted,
        "logprobs" in accepted,
        "tools" in accepted,
    )
    assert found.usage


def test_a_server_that_ignores_what_it_is_asked_for_is_not_believed() -> None:
    async def respond(request: web.Request) -> web.Response:
        return completion("Certainly, all is well.")

    found = probed(respond)
    assert (found.rung, found.tools, found.logprobs) == (Rung.PLAIN, False, False)


def test_a_probe_that_cannot_reach_the_endpoint_says_so() -> None:
    async def respond(request: web.Request) -> web.Response:
        return web.json_response({"error": {"message": "who are you"}}, status=401)

    with pytest.raises(EndpointError):
        probed(respond)


def test_a_missing_key_is_named_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        sender_for(ModelSpec(name="gpt-5-mini"))


@CLIENTS
def test_a_rehearsal_over_http_needs_no_key_and_is_given_none(client: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-of-the-user")

    async def talked() -> ModelServer:
        async with model_server(respond) as server:
            await asked(server, client, "rehearsal")
            return server

    async def respond(request: web.Request) -> web.Response:
        return completion()

    (seen,) = asyncio.run(talked()).requests
    assert not any("canary" in value for value in seen.headers.values())
    monkeypatch.delenv("OPENAI_API_KEY")
    sender_for(ModelSpec(name="rehearsal", url="http://rehearsal.example/v1"))
