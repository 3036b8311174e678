"""The LangChain model says what `perform` says, in process and over HTTP."""

import asyncio

import pytest
from aiohttp import web
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.outputs import ChatResult
from pydantic import SecretStr

from dramaturg.runtime.errors import ContentFault, UsageError
from dramaturg.runtime.lean import LeanChatOpenAI
from dramaturg.runtime.received import received
from dramaturg.runtime.rehearsal.model import RehearsalChat
from dramaturg.runtime.rehearsal.stage import perform
from dramaturg.runtime.structured import Rung, response_format
from dramaturg.scenarios.kinds.instruction import InstructionDraft
from model_server import model_server
from rehearse import cast, generator_prompt, request, said

FORM = response_format(InstructionDraft, Rung.JSON_SCHEMA)


def messages(number: int) -> list[SystemMessage | HumanMessage]:
    system, user = generator_prompt(cast(number + 1)[number])
    return [SystemMessage(system.content), HumanMessage(user.content)]


def test_it_says_what_the_pure_function_says() -> None:
    system, user = generator_prompt(cast(1)[0])
    model = RehearsalChat()
    sent = asyncio.run(
        model.send([*messages(0)], response_format=FORM, seed=3, max_tokens=50, idempotency_key="anything")
    )
    completion = perform(request((system, user), InstructionDraft, seed=3))
    reply = received(sent)
    assert reply.text == said(completion)
    assert reply.finish_reason == "stop"
    assert reply.tokens_in == completion["usage"]["prompt_tokens"]
    assert reply.tokens_out == completion["usage"]["completion_tokens"]
    assert reply.simulation == completion["x_rehearsal"]


def test_langchain_calls_it_as_any_model() -> None:
    model = RehearsalChat(model="rehearsal:defects=0")
    said_once = model.invoke(messages(0), response_format=FORM, seed=1).text
    assert InstructionDraft.model_validate_json(said_once)
    assert asyncio.run(model.ainvoke(messages(0), response_format=FORM, seed=1)).text == said_once


def test_tool_calls_come_as_langchain_has_them() -> None:
    tools = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
    said_once = RehearsalChat().invoke("Look.", tools=tools)
    assert [call["name"] for call in said_once.tool_calls] == ["look"]


def test_refusals_and_cut_offs_are_told_as_endpoints_tell_them() -> None:
    model, asked = RehearsalChat(model="rehearsal:sloppy"), messages(0)

    async def faults() -> set[ContentFault | None]:
        sent = [await model.send([*asked], response_format=FORM, seed=number) for number in range(200)]
        return {received(result).fault for result in sent}

    assert {ContentFault.REFUSAL, ContentFault.CUT_OFF, None} <= asyncio.run(faults())


def test_an_unknown_manner_is_refused_before_any_call() -> None:
    with pytest.raises(UsageError, match="rehearsal:rude"):
        RehearsalChat(model="rehearsal:rude")


def test_over_http_it_says_the_same() -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        return web.json_response(perform(await request.json()))

    async def both() -> list[tuple[ChatResult, ChatResult]]:
        asked, local = messages(0), RehearsalChat(model="rehearsal:sloppy")
        async with model_server(respond) as server:
            remote = LeanChatOpenAI(model=local.model, base_url=server.url, api_key=SecretStr("none"))
            replies: list[tuple[ChatResult, ChatResult]] = []
            for number in range(40):
                settings = {"response_format": FORM, "max_tokens": 4096, "seed": number}
                far = await remote.send([*asked], **settings, idempotency_key="k")
                replies.append((far, await local.send([*asked], **settings)))
            await remote.aclose()
            return replies

    for remote, local in asyncio.run(both()):
        far, near = received(remote), received(local)
        assert far.model_copy(update={"simulation": None}) == near.model_copy(update={"simulation": None})
