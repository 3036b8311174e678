"""A run's senders over real sockets: retries with one key, and one scheduler per endpoint."""

import asyncio

import pytest
from aiohttp import web
from langchain_core.messages import HumanMessage

from dramaturg.runtime.clock import SystemClock
from dramaturg.runtime.errors import EndpointError, EndpointFault
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.received import Sender, received
from dramaturg.runtime.rehearsal.model import RehearsalChat
from dramaturg.runtime.senders import Senders, close
from model_server import ModelServer, Respond, completion, model_server


class Counted:
    """Answers in turn; the last answer again and again."""

    def __init__(self, *answers: Respond) -> None:
        self._answers = list(answers)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return await answer(request)


async def busy(request: web.Request) -> web.StreamResponse:
    return web.json_response({"error": {"message": "slow down"}}, status=429, headers={"retry-after-ms": "20"})


async def fine(request: web.Request) -> web.StreamResponse:
    return web.json_response(completion("Good day."))


async def asked(sender: Sender) -> str:
    try:
        return received(await sender.send([HumanMessage("hello")], idempotency_key="k1")).text
    finally:
        await close(sender)


@pytest.mark.parametrize("client", ["lean", "stock"])
def test_a_429_is_tried_again_with_the_same_key(client: str) -> None:
    async def whole() -> tuple[str, ModelServer]:
        async with model_server(Counted(busy, fine)) as server:
            spec = ModelSpec.model_validate({"name": "m", "url": server.url, "client": client})
            return await asked(Senders(SystemClock())(spec)), server

    text, server = asyncio.run(whole())
    assert text == "Good day."
    keys = [
        {name.lower(): value for name, value in seen.headers.items()}["idempotency-key"] for seen in server.requests
    ]
    assert keys == ["k1", "k1"]
    assert len({seen.body for seen in server.requests}) == 1


def test_models_at_one_endpoint_share_a_scheduler_and_its_reasons_are_told() -> None:
    async def later(request: web.Request) -> web.StreamResponse:
        return web.json_response({"error": "full"}, status=429, headers={"Retry-After": "1000"})

    async def whole() -> tuple[list[EndpointFault], int, str, str]:
        senders = Senders(SystemClock())
        faults: list[EndpointFault] = []
        async with model_server(Counted(later)) as server:
            one = senders(ModelSpec(name="a", url=server.url))
            other = senders(ModelSpec(name="b", url=server.url + "/"))
            for sender in (one, other):
                with pytest.raises(EndpointError, match="left alone for 17 min") as caught:
                    await asked(sender)
                faults.append(caught.value.fault)
            alone = senders.throttled()
            senders(ModelSpec(name="c", url="http://localhost:1/v1"))
            return faults, len(server.requests), alone, senders.throttled()

    faults, requests, alone, named = asyncio.run(whole())
    assert faults == [EndpointFault.RATE_LIMITED] * 2
    assert requests == 1
    assert (alone, named) == ("429, 17 min", "127.0.0.1: 429, 17 min")


def test_the_rehearsal_in_process_needs_no_scheduler() -> None:
    assert isinstance(Senders(SystemClock())(ModelSpec()), RehearsalChat)
