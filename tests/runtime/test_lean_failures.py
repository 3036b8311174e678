"""What the lean path says when a real loopback endpoint refuses, stalls or answers nonsense."""

import asyncio
import gzip
import json
import socket
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from aiohttp import web
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatResult

from dramaturg.runtime.errors import ContentError, ContentFault, DramaturgError, EndpointError, EndpointFault
from dramaturg.runtime.lean import LeanChatOpenAI
from model_server import ModelServer, Respond, answering, completion, model_server, trap

KEY = "sk-test-0123456789"
ASKED: list[BaseMessage] = [HumanMessage("Name a colour.")]


async def ask(url: str, **settings: Any) -> ChatResult:
    all_settings: dict[str, Any] = {"model": "small", "base_url": url, "api_key": KEY, **settings}
    model = LeanChatOpenAI(**all_settings)
    try:
        return await model.send(ASKED)
    finally:
        await model.aclose()


def reply_to(respond: Respond, **settings: Any) -> AIMessage:
    async def run() -> ChatResult:
        async with model_server(respond) as server:
            return await ask(server.url, **settings)

    message = asyncio.run(run()).generations[0].message
    assert isinstance(message, AIMessage)
    return message


def failure(respond: Respond, **settings: Any) -> DramaturgError:
    with pytest.raises(DramaturgError) as caught:
        reply_to(respond, **settings)
    return caught.value


def endpoint_failure(respond: Respond, **settings: Any) -> EndpointError:
    error = failure(respond, **settings)
    assert isinstance(error, EndpointError)
    assert error.fix
    return error


def content_failure(respond: Respond, **settings: Any) -> ContentError:
    error = failure(respond, **settings)
    assert isinstance(error, ContentError)
    return error


def shown(error: BaseException) -> str:
    """Return everything that a log or a terminal would show of an error."""
    return "".join(traceback.format_exception(error)) + repr(vars(error))


# The endpoint refuses.


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (400, EndpointFault.BAD_REQUEST),
        (401, EndpointFault.AUTHENTICATION),
        (402, EndpointFault.AUTHENTICATION),
        (403, EndpointFault.AUTHENTICATION),
        (404, EndpointFault.NOT_FOUND),
        (408, EndpointFault.TIMEOUT),
        (413, EndpointFault.BAD_REQUEST),
        (422, EndpointFault.BAD_REQUEST),
        (429, EndpointFault.RATE_LIMITED),
        (500, EndpointFault.SERVER),
        (503, EndpointFault.SERVER),
        (529, EndpointFault.SERVER),
    ],
)
def test_a_status_is_a_named_fault_with_the_servers_words(status: int, fault: EndpointFault) -> None:
    error = endpoint_failure(answering({"error": {"message": "Mind the gap."}}, status=status))
    assert (error.fault, error.status) == (fault, status)
    assert f"/v1/chat/completions answered {status}: Mind the gap." in error.what


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"Retry-After": "7"}, "7"),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, "Wed, 21 Oct 2026 07:28:00 GMT"),
        ({"Retry-After": "nan"}, "nan"),
        ({"retry-after-ms": "250"}, "250ms"),
        ({"retry-after-ms": "250", "Retry-After": "1"}, "250ms"),
        ({}, None),
    ],
)
def test_the_time_to_come_back_is_kept_as_sent(headers: dict[str, str], kept: str | None) -> None:
    error = endpoint_failure(answering({"error": "slow down"}, status=429, headers=headers))
    assert (error.fault, error.retry_after) == (EndpointFault.RATE_LIMITED, kept)


@pytest.mark.parametrize(
    ("body", "fault", "status"),
    [
        ({"error": {"message": "upstream busy", "code": 429}}, EndpointFault.RATE_LIMITED, 429),
        (
            {"error": {"message": "no such key", "code": "401"}, "choices": None},
            EndpointFault.AUTHENTICATION,
            401,
        ),
        ({"error": "upstream died"}, EndpointFault.SERVER, 500),
        ({"error": {"message": "overloaded", "code": "overloaded"}}, EndpointFault.SERVER, 500),
    ],
)
def test_an_error_behind_status_200_is_the_endpoints(body: object, fault: EndpointFault, status: int) -> None:
    error = endpoint_failure(answering(body))
    assert (error.fault, error.status) == (fault, status)


def test_a_redirect_is_not_followed() -> None:
    async def run() -> tuple[EndpointError, int]:
        async with trap() as elsewhere:
            location = f"http://ada:secret@127.0.0.1:{elsewhere.port}/v1/chat/completions?key={KEY}"
            respond = answering("", status=307, headers={"Location": location})
            async with model_server(respond) as server:
                with pytest.raises(EndpointError) as caught:
                    await ask(server.url)
                return caught.value, elsewhere.calls

    error, calls = asyncio.run(run())
    assert calls == 0
    assert error.fault is EndpointFault.NOT_FOUND
    assert "secret" not in shown(error)
    assert KEY not in shown(error)


# The endpoint is away or breaks off.


def test_nobody_listening_is_a_network_fault() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}/v1"
        with pytest.raises(EndpointError) as caught:
            asyncio.run(ask(url))
    assert caught.value.fault is EndpointFault.NETWORK
    assert f"{url}/chat/completions" in caught.value.what


def cut_after(sent: bytes, *, promised: int = 1000, status: int = 200) -> Respond:
    """Promise a body, send the start of it and hang up; without a start, hang up at once."""

    async def respond(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=status, headers={"Content-Length": str(promised)})
        assert request.transport
        if sent:
            await response.prepare(request)
            await response.write(sent)
        request.transport.close()
        return response

    return respond


@pytest.mark.parametrize("sent", [b"", b"\n \n"])
def test_a_connection_that_ends_before_the_reply_is_a_network_fault(sent: bytes) -> None:
    assert endpoint_failure(cut_after(sent)).fault is EndpointFault.NETWORK


def test_a_reply_that_breaks_off_keeps_what_arrived() -> None:
    error = content_failure(cut_after(b'{"choices": [{"message": {"content": "Blu'))
    assert error.fault is ContentFault.BROKEN_BODY
    assert error.text == '{"choices": [{"message": {"content": "Blu'
    assert "breaks off after 41 bytes" in error.what


def test_a_refusal_that_breaks_off_is_still_that_refusal() -> None:
    assert endpoint_failure(cut_after(b"no", status=401)).fault is EndpointFault.AUTHENTICATION


# The endpoint is slow.


def test_a_trickling_server_meets_the_deadline() -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b" ")
            await asyncio.sleep(0.01)
        await response.write(json.dumps(completion()).encode())
        return response

    error = endpoint_failure(respond, deadline=0.3, read_timeout=60)
    assert error.fault is EndpointFault.TIMEOUT
    assert "sent no complete reply for 0.3 s" in error.what
    assert "deadline" in error.fix


@pytest.mark.parametrize("headers_first", [True, False])
def test_a_silent_server_meets_the_read_timeout(headers_first: bool) -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if headers_first:
            await response.prepare(request)
            await response.write(b"{")
        await asyncio.Event().wait()
        return response

    error = endpoint_failure(respond, read_timeout=0.1, deadline=60)
    assert error.fault is EndpointFault.TIMEOUT
    assert "sent nothing for 0.1 s" in error.what
    assert "read_timeout" in error.fix


@contextmanager
def full_backlog() -> Generator[str]:
    """Listen without accepting, with the queue of waiting connections full."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(server.getsockname())
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        finally:
            for each in waiting:
                each.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems accept beyond a backlog of 0")
def test_a_server_that_accepts_nobody_meets_the_connect_timeout() -> None:
    with full_backlog() as url, pytest.raises(EndpointError) as caught:
        asyncio.run(ask(url, connect_timeout=0.1, read_timeout=60, deadline=60))
    assert caught.value.fault is EndpointFault.TIMEOUT
    assert "accepted no connection for 0.1 s" in caught.value.what
    assert "connect_timeout" in caught.value.fix


# A reply arrives and is none.


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<html><body>Sign in</body></html>", ContentFault.BROKEN_BODY),
        ("", ContentFault.BROKEN_BODY),
        ("[1, 2]", ContentFault.BROKEN_BODY),
        ('"just a string"', ContentFault.BROKEN_BODY),
        (json.dumps(completion("Blue."))[:-30], ContentFault.BROKEN_BODY),
        ('{"a":' * 10_000, ContentFault.BROKEN_BODY),
        (b"\xff\xfe\x00\x01", ContentFault.BROKEN_BODY),
        ("data: {}\n\ndata: [DONE]\n\n", ContentFault.BROKEN_BODY),
        ("{}", ContentFault.NO_CHOICES),
        (completion(choices=None), ContentFault.NO_CHOICES),
        (completion(choices=[]), ContentFault.NO_CHOICES),
        (completion(choices="none"), ContentFault.BROKEN_BODY),
        (completion(choices=[None]), ContentFault.BROKEN_BODY),
        (completion(choices=[{"message": None}]), ContentFault.BROKEN_BODY),
        (completion(choices=[{"message": {"content": 7}}]), ContentFault.BROKEN_BODY),
        (completion(choices=[{"message": {"content": "x", "tool_calls": 7}}]), ContentFault.BROKEN_BODY),
    ],
)
def test_nonsense_is_a_named_fault_and_its_text_is_kept(body: Any, fault: ContentFault) -> None:
    error = content_failure(answering(body))
    raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    assert error.fault is fault
    assert error.text == raw.decode("utf-8", "replace")
    assert "/v1/chat/completions" in error.what
    assert len(error.what) < 400


@pytest.mark.parametrize("zipped", [False, True])
def test_a_body_beyond_the_cap_is_not_read_to_its_end(zipped: bool) -> None:
    body = b" " * 2**26
    headers = {"Content-Encoding": "gzip"} if zipped else {}
    respond = answering(gzip.compress(body, 1) if zipped else body, headers=headers)
    error = content_failure(respond, max_body_bytes=2**16)
    assert error.fault is ContentFault.BROKEN_BODY
    assert "is longer than 65536 bytes" in error.what
    assert len(error.text) <= 2**20


# A reply that is one, whatever else is odd about it.


@pytest.mark.parametrize("reason", ["length", "content_filter", "stop", None])
def test_finish_reasons_are_told_and_not_raised(reason: str | None) -> None:
    message = reply_to(answering(completion("Bl", finish_reason=reason)))
    assert (message.content, message.response_metadata["finish_reason"]) == ("Bl", reason)
    assert message.usage_metadata is not None
    assert message.usage_metadata["total_tokens"] == 18


def test_a_refusal_is_told_and_not_raised() -> None:
    message = reply_to(answering(completion(None, message={"refusal": "I will not."})))
    assert (message.content, message.additional_kwargs["refusal"]) == ("", "I will not.")
    assert message.usage_metadata is not None


@pytest.mark.parametrize(
    "usage",
    [
        None,
        "none",
        ["11"],
        {"prompt_tokens": "11", "completion_tokens": 7},
        {"prompt_tokens": -11, "completion_tokens": 7},
        {"prompt_tokens": 1.5},
        {"prompt_tokens": 11, "prompt_tokens_details": [1]},
        {"prompt_tokens": 11, "completion_tokens_details": {"reasoning_tokens": "many"}},
    ],
)
def test_a_reply_survives_a_missing_or_broken_usage(usage: object) -> None:
    message = reply_to(answering(completion("Blue.", usage=usage)))
    assert (message.content, message.usage_metadata) == ("Blue.", None)
    assert message.response_metadata.get("unusable_usage") == usage


def test_each_choice_keeps_its_own_finish_reason() -> None:
    choices = [
        {"message": {"content": "Bl"}, "finish_reason": "length"},
        {"message": {"content": "Red."}, "finish_reason": "stop"},
    ]

    async def run() -> ChatResult:
        async with model_server(answering(completion(choices=choices))) as server:
            return await ask(server.url)

    told = [(each.generation_info or {})["finish_reason"] for each in asyncio.run(run()).generations]
    assert told == ["length", "stop"]


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ("\n\n" + json.dumps(completion("Blue.")), "Blue."),
        (json.dumps(completion("half \ud800 pair")), "half \ud800 pair"),
        (json.dumps(completion("Bl@e.")).encode().replace(b"@", b"\xff"), "Bl\ufffde."),
        (completion(choices=[{"message": {"content": "Blue."}}]), "Blue."),
    ],
)
def test_a_readable_reply_is_read_however_it_is_written(body: Any, content: str) -> None:
    assert reply_to(answering(body)).content == content


# Secrets.


def echoing(status: int, template: str) -> Respond:
    """Return what the client sent as credentials, as a careless server would."""

    async def respond(request: web.Request) -> web.StreamResponse:
        told = template.replace("@", request.headers["Authorization"] + " " + request.path_qs)
        return web.Response(text=told, status=status, headers={"Retry-After": "1"})

    return respond


@pytest.mark.parametrize(
    ("status", "template"),
    [
        (400, '{"error": {"message": "you sent @"}}'),
        (401, "you sent @"),
        (404, '{"detail": "@"}'),
        (429, '{"error": "@"}'),
        (500, "<html>@</html>"),
        (200, "<html>@</html>"),
        (200, '{"error": {"message": "@"}}'),
        (200, '{"choices": [], "debug": "@"}'),
        (200, '{"choices": [{"message": {"content": 7}, "debug": "@"}]}'),
    ],
)
@pytest.mark.parametrize("credentials", ["", "ada:hunter2-password@"])
def test_no_error_shows_a_secret(status: int, template: str, credentials: str) -> None:
    async def run() -> DramaturgError:
        async with model_server(echoing(status, template)) as server:
            url = server.url.replace("//", "//" + credentials) + "?token=query-secret"
            with pytest.raises(DramaturgError) as caught:
                await ask(url)
            return caught.value

    told = shown(asyncio.run(run()))
    for secret in (KEY, "hunter2-password", "YWRhOmh1bnRlcjI", "query-secret"):
        assert secret not in told


def test_the_placeholder_for_a_server_without_keys_garbles_no_text() -> None:
    error = content_failure(answering("none of these"), api_key="none")
    assert error.text == "none of these"


def test_no_network_error_shows_a_secret() -> None:
    url = ModelServer(port=1).url.replace("//", "//ada:hunter2-password@") + "?token=query-secret"
    with pytest.raises(EndpointError) as caught:
        asyncio.run(ask(url))
    told = shown(caught.value)
    assert "http://127.0.0.1:1/v1/chat/completions" in told
    for secret in (KEY, "hunter2-password", "query-secret"):
        assert secret not in told
