"""Both ways to a model, against a real loopback server: the same interface, the same errors, the ladder's rungs."""

import asyncio
import json

import pytest
from aiohttp import web
from langchain_core.messages import HumanMessage

from dramaturg.runtime.errors import ContentError, EndpointError, EndpointFault, UsageError
from dramaturg.runtime.models import ModelSpec, settings_for
from dramaturg.runtime.received import Received, Sender, received
from dramaturg.runtime.senders import close, find_rung, sender_for
from dramaturg.runtime.structured import Rung
from model_server import ModelServer, Respond, model_server

CLIENTS = pytest.mark.parametrize("client", ["lean", "stock"])


def completion(text: str = '{"ok": true}') -> web.Response:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
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


async def asked(server: ModelServer, client: str) -> Received:
    spec = ModelSpec.model_validate({"name": "m", "url": server.url, "client": client})
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


def rung_of(respond: Respond) -> Rung:
    async def whole() -> Rung:
        async with model_server(respond) as server:
            spec = ModelSpec(name="m", url=server.url)
            sender: Sender = sender_for(spec)
            try:
                return await find_rung(spec, sender)
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


def test_the_ladder_is_climbed_down_to_what_the_endpoint_accepts() -> None:
    async def only(accepted: tuple[str, ...], request: web.Request) -> web.Response:
        form = json.loads(await request.text()).get("response_format", {}).get("type")
        return completion() if form in accepted else web.json_response({"error": {"message": "unknown"}}, status=400)

    for accepted, rung in [
        (("json_schema", "json_object"), Rung.JSON_SCHEMA),
        (("json_object",), Rung.JSON_OBJECT),
        ((), Rung.PLAIN),
    ]:

        async def respond(request: web.Request, accepted: tuple[str, ...] = accepted) -> web.Response:
            return await only(accepted, request)

        assert rung_of(respond) is rung


def test_a_missing_key_is_named_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        sender_for(ModelSpec(name="gpt-5-mini"))
