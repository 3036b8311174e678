"""The lean path against a real loopback server: it sends and reads what stock ChatOpenAI does."""

import asyncio
import inspect
import json
import os
from typing import Any

import openai
import pytest
from aiohttp import web
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.lean import LeanChatOpenAI
from model_server import ModelServer, answering, completion, model_server, trap

KEY = "sk-test-0123456789"
ASKED: list[BaseMessage] = [SystemMessage("You are brief."), HumanMessage("Name a colour: “blue”?")]
SCHEMA: dict[str, Any] = {
    "type": "json_schema",
    "json_schema": {
        "name": "Colour",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {"colour": {"type": "string"}},
            "required": ["colour"],
            "additionalProperties": False,
        },
    },
}
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {"name": "paint", "parameters": {"type": "object", "properties": {}}},
}
CALLED: dict[str, Any] = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "paint", "arguments": '{"colour": "blue"}'},
}
HISTORY: list[BaseMessage] = [
    *ASKED,
    AIMessage("", tool_calls=[{"name": "paint", "args": {"colour": "blue"}, "id": "call_1"}]),
    ToolMessage("painted", tool_call_id="call_1"),
    AIMessage("Done."),
    HumanMessage("Again.", name="Ada"),
]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("OPENAI_", "LANGSMITH_", "LANGCHAIN_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


def lean(server: ModelServer, **settings: Any) -> LeanChatOpenAI:
    return LeanChatOpenAI(**settings_for(server, settings))


def settings_for(server: ModelServer, changes: dict[str, Any]) -> dict[str, Any]:
    return {"model": "small", "base_url": server.url, "api_key": KEY, **changes}


def message_of(result: ChatResult) -> AIMessage:
    message = result.generations[0].message
    assert isinstance(message, AIMessage)
    return message


async def said_and_closed(stock: ChatOpenAI, messages: list[BaseMessage], **call: Any) -> BaseMessage:
    """Ask the stock path once, and close the client that langchain-openai would keep for the whole process."""
    try:
        return await stock.ainvoke(messages, **call)
    finally:
        client: openai.AsyncOpenAI = stock.root_async_client
        await client.close()


async def sent_and_closed(model: LeanChatOpenAI, **call: Any) -> AIMessage:
    result = await model.send(ASKED, **call)
    await model.aclose()
    return message_of(result)


async def all_hung_up(server: ModelServer) -> None:
    async with asyncio.timeout(10):
        while server.connections():
            await asyncio.sleep(0)


# The contract: what the private methods of langchain-openai do here is what the stock path does.


@pytest.mark.parametrize(
    ("settings", "messages", "call"),
    [
        ({}, ASKED, {}),
        ({"temperature": 0.3, "max_tokens": 64, "seed": 5, "top_p": 0.9}, ASKED, {"stop": ["\n\n"]}),
        ({}, ASKED, {"response_format": SCHEMA, "seed": 7, "max_completion_tokens": 99}),
        ({}, ASKED, {"response_format": {"type": "json_object"}, "max_tokens": 99}),
        ({}, HISTORY, {"tools": [TOOL], "tool_choice": "auto", "parallel_tool_calls": False}),
        ({"model": "o3-mini", "reasoning_effort": "low"}, ASKED, {}),
        ({"model": "gpt-5-nano", "temperature": 0.2}, ASKED, {"response_format": SCHEMA}),
        ({"extra_body": {"max_tokens": 5, "top_k": 3}, "model_kwargs": {"user": "ada"}}, ASKED, {}),
        ({"logit_bias": {17: -1}, "n": 1, "logprobs": True}, ASKED, {"extra_body": {"max_tokens": 6}}),
    ],
)
def test_body_equals_what_stock_sends(
    settings: dict[str, Any], messages: list[BaseMessage], call: dict[str, Any]
) -> None:
    async def both() -> list[dict[str, Any]]:
        async with model_server(answering(completion('{"colour": "blue"}'))) as server:
            model = lean(server, **settings)
            await model.send(messages, **call)
            await model.aclose()
            await said_and_closed(ChatOpenAI(**settings_for(server, settings)), messages, **call)
            return [seen.json() for seen in server.requests]

    by_lean, by_stock = asyncio.run(both())
    by_stock.pop("stream", None)
    assert by_lean == by_stock


@pytest.mark.parametrize(
    "reply",
    [
        completion("Blue."),
        completion(None, message={"tool_calls": [CALLED]}, finish_reason="tool_calls"),
        completion("Bl", finish_reason="length"),
        completion(None, message={"refusal": "I will not."}),
        completion("Blue.", service_tier="flex", system_fingerprint="fp_1"),
        completion(
            "Blue.",
            usage={
                "prompt_tokens": 5,
                "completion_tokens": 9,
                "total_tokens": 14,
                "prompt_tokens_details": {"cached_tokens": 2},
                "completion_tokens_details": {"reasoning_tokens": 4},
            },
        ),
    ],
)
def test_message_equals_what_stock_reads(reply: dict[str, Any]) -> None:
    async def both() -> tuple[AIMessage, BaseMessage]:
        async with model_server(answering(reply)) as server:
            model = lean(server)
            by_lean = await sent_and_closed(model)
            return by_lean, await said_and_closed(model.stock(ChatOpenAI), ASKED)

    by_lean, by_stock = map(said, asyncio.run(both()))
    assert by_lean == by_stock


def said(message: BaseMessage) -> dict[str, Any]:
    """Return what a message holds, without its run's id and without the SDK's keys for what is not there."""
    fields = message.model_dump(exclude={"id"})
    for name in ("additional_kwargs", "response_metadata"):
        fields[name] = _present(fields[name])
    return fields


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(fields), object_hook=_without_empty)


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "")}


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("_get_request_payload", ["self", "input_", "stop", "kwargs"]),
        ("_create_chat_result", ["self", "response", "generation_info"]),
        ("_agenerate", ["self", "messages", "stop", "run_manager", "kwargs"]),
        ("_generate", ["self", "messages", "stop", "run_manager", "kwargs"]),
    ],
)
def test_private_methods_take_what_the_lean_path_relies_on(method: str, parameters: list[str]) -> None:
    methods = dict(inspect.getmembers(ChatOpenAI, inspect.isfunction))
    assert list(inspect.signature(methods[method]).parameters) == parameters


# What travels where.


def test_headers_carry_key_account_and_idempotency_key_and_the_body_does_not() -> None:
    async def run() -> ModelServer:
        async with model_server(answering(completion())) as server:
            model = lean(server, organization="org-1", default_headers={"X-Team": "blue"})
            await sent_and_closed(model, idempotency_key="call-9", extra_headers={"X-Once": "1"})
            return server

    server = asyncio.run(run())
    seen = server.requests[0]
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["Authorization"] == f"Bearer {KEY}"
    assert seen.headers["OpenAI-Organization"] == "org-1"
    assert seen.headers["Idempotency-Key"] == "call-9"
    assert (seen.headers["X-Team"], seen.headers["X-Once"]) == ("blue", "1")
    assert set(seen.json()) == {"model", "messages"}


def test_credentials_and_query_in_the_address_travel_as_stock_sends_them() -> None:
    async def run() -> ModelServer:
        async with model_server(answering(completion())) as server:
            url = server.url.replace("//", "//ada:p%40ss@") + "/"
            model = lean(server, base_url=url, default_query={"api-version": 3})
            await sent_and_closed(model)
            await said_and_closed(model.stock(ChatOpenAI), ASKED)
            return server

    by_lean, by_stock = asyncio.run(run()).requests
    assert by_lean.path == by_stock.path
    assert by_lean.headers["Authorization"] == by_stock.headers["Authorization"]


def test_ainvoke_takes_the_lean_path() -> None:
    async def run() -> tuple[BaseMessage, ModelServer]:
        async with model_server(answering(completion("Blue."))) as server:
            model = lean(server)
            bound = model.bind(response_format=SCHEMA, idempotency_key="call-1")
            message = await bound.ainvoke(ASKED, stop=["!"])
            await model.aclose()
            return message, server

    message, server = asyncio.run(run())
    assert message.content == "Blue."
    assert message.response_metadata["finish_reason"] == "stop"
    assert server.requests[0].headers["User-Agent"] == "dramaturg"
    assert server.requests[0].json()["stop"] == ["!"]


def test_variables_of_the_environment_send_nothing_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> tuple[int, ModelServer]:
        async with trap() as caught, model_server(answering(completion())) as server:
            for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OPENAI_PROXY"):
                monkeypatch.setenv(name, caught.url)
                monkeypatch.setenv(name.lower(), caught.url)
            monkeypatch.setenv("NO_PROXY", "")
            model = lean(server)
            await said_and_closed(model.stock(ChatOpenAI), ASKED)
            for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
                monkeypatch.setenv(name, "true")
            for name in ("LANGSMITH_ENDPOINT", "LANGSMITH_GATEWAY"):
                monkeypatch.setenv(name, caught.url)
            for name in ("LANGSMITH_API_KEY", "LANGSMITH_GATEWAY_API_KEY"):
                monkeypatch.setenv(name, "lsv2_never_to_be_sent")
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            monkeypatch.setenv("OPENAI_API_KEY", KEY)
            await sent_and_closed(model)
            await sent_and_closed(LeanChatOpenAI(model="small"))
            return caught.calls, server

    calls, server = asyncio.run(run())
    assert calls == 0
    assert [seen.headers["Authorization"] for seen in server.requests] == [f"Bearer {KEY}"] * 3


# Connections.


def test_models_of_one_loop_share_connections_until_the_last_one_closes() -> None:
    async def run() -> ModelServer:
        async with model_server(answering(completion())) as server:
            first, second = lean(server), lean(server, model="large")
            await first.send(ASKED)
            await second.send(ASKED)
            await first.aclose()
            await second.send(ASKED)
            assert server.connections() == 1
            await second.aclose()
            await all_hung_up(server)
            return server

    assert len({seen.peer for seen in asyncio.run(run()).requests}) == 1


def test_one_model_serves_several_loops_and_opens_again_after_closing() -> None:
    async def open_port() -> int:
        async with model_server(answering(completion())) as server:
            return server.port

    async def run(model: LeanChatOpenAI, port: int) -> list[str]:
        async with model_server(answering(completion("Blue.")), port=port):
            return [(await sent_and_closed(model)).text for _ in range(2)]

    port = asyncio.run(open_port())
    model = lean(ModelServer(port=port))
    assert [asyncio.run(run(model, port)) for _ in range(2)] == [["Blue.", "Blue."]] * 2


def test_no_pool_limit_holds_calls_back() -> None:
    in_flight = 150

    async def run() -> int:
        everyone = asyncio.Barrier(in_flight)

        async def respond(_: web.Request) -> web.StreamResponse:
            await everyone.wait()
            return web.json_response(completion())

        async with model_server(respond) as server:
            model = lean(server, deadline=60)
            results = await asyncio.gather(*(model.send(ASKED, seed=i) for i in range(in_flight)))
            await model.aclose()
            return len(results)

    assert asyncio.run(run()) == in_flight


def test_cancelled_calls_leave_no_connection_behind() -> None:
    async def run() -> list[bool]:
        all_in = asyncio.Barrier(21)

        async def respond(_: web.Request) -> web.StreamResponse:
            await all_in.wait()
            await asyncio.Event().wait()
            return web.Response()

        async with model_server(respond) as server:
            model = lean(server)
            calls = [asyncio.create_task(model.send(ASKED)) for _ in range(20)]
            await all_in.wait()
            for call in calls:
                call.cancel()
            await asyncio.wait(calls)
            await all_hung_up(server)
            await model.aclose()
            return [call.cancelled() for call in calls]

    assert asyncio.run(run()) == [True] * 20


# Settings.


@pytest.mark.parametrize(
    "setting",
    [
        {"streaming": True},
        {"timeout": 5},
        {"max_retries": 2},
        {"use_responses_api": True},
        {"openai_proxy": "http://127.0.0.1:9"},
        {"include_response_headers": True},
        {"base_url": "ftp://127.0.0.1"},
        {"base_url": "127.0.0.1:8000/v1"},
        {"api_key": "sk-with-a-line-break\n"},
        {"api_key": lambda: "sk-made-at-call-time"},
    ],
)
def test_a_setting_that_cannot_be_honoured_is_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        lean(ModelServer(port=9), **setting)
    assert caught.value.fix
    assert "sk-" not in str(caught.value)


def test_a_missing_key_names_its_variable() -> None:
    with pytest.raises(UsageError) as caught:
        LeanChatOpenAI(model="small", base_url="http://127.0.0.1:9/v1")
    assert "OPENAI_API_KEY" in caught.value.fix


class Colour(BaseModel):
    colour: str


@pytest.mark.parametrize(
    "call", [{"response_format": Colour}, {"stream": True}, {"top_p": float("nan")}, {"user": "\ud800"}]
)
def test_a_request_that_cannot_be_sent_is_the_callers_fault(call: dict[str, Any]) -> None:
    async def run() -> ModelServer:
        async with model_server(answering(completion())) as server:
            with pytest.raises(UsageError):
                await lean(server).send(ASKED, **call)
            return server

    assert asyncio.run(run()).requests == []


def test_the_synchronous_path_is_refused() -> None:
    with pytest.raises(UsageError, match="synchronous"):
        lean(ModelServer(port=9)).invoke(ASKED)


def test_stock_is_plain_with_the_same_settings_no_retries_and_timeouts() -> None:
    model = lean(ModelServer(port=9), temperature=0.4, read_timeout=33, default_headers={"X-Team": "blue"})
    stock = model.stock(ChatOpenAI)
    assert type(stock) is ChatOpenAI
    assert (stock.model_name, stock.temperature, stock.openai_api_base) == (
        "small",
        0.4,
        "http://127.0.0.1:9/v1",
    )
    assert (stock.max_retries, stock.http_async_client) == (0, None)
    assert stock.default_headers == {"X-Team": "blue"}
    assert stock.request_timeout == (10.0, 33.0, 33.0, 10.0)
