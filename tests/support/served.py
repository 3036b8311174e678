"""The rehearsal endpoint in this process, on a real socket, and what to ask it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from dramaturg.runtime.clock import SystemClock
from dramaturg.runtime.rehearsal.endpoint import Endpoint, listening
from dramaturg.runtime.rehearsal.faults import Faults
from dramaturg.runtime.rehearsal.stage import TRUTH, perform
from dramaturg.scenarios.kinds.instruction import InstructionDraft
from raw_client import Heard, RawClient, raw_client
from rehearse import cast, generator_prompt, request

T = TypeVar("T")

CHAT = "/v1/chat/completions"
EMBEDDINGS = "/v1/embeddings"
DRAFT = request(generator_prompt(cast(1)[0]), InstructionDraft, seed=3)
LOOK = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "required": ["at"]}}}
CALL = {"model": "rehearsal", "messages": [{"role": "user", "content": "Look."}], "tools": [LOOK]}
TEXTS = {"model": "rehearsal", "input": ["a harbour pilot", "a baker"]}


@asynccontextmanager
async def endpoint(*faults: str, latency: float = 0.0, seed: int = 0) -> AsyncGenerator[RawClient]:
    served = Endpoint(Faults.read(faults, seed), latency, SystemClock())
    async with listening(served, 0) as address, raw_client(address) as client:
        yield client


def asked(talk: Callable[[RawClient], Awaitable[T]], *faults: str, seed: int = 0) -> T:
    async def whole() -> T:
        async with endpoint(*faults, seed=seed) as client:
            return await talk(client)

    return asyncio.run(whole())


def posted(body: object, *faults: str, path: str = CHAT, seed: int = 0) -> Heard:
    return asked(lambda client: client.post(path, body), *faults, seed=seed)


def good(body: dict[str, Any] = DRAFT) -> dict[str, Any]:
    return {name: value for name, value in perform(body).items() if name != TRUTH}


def the_choice(heard: Heard) -> dict[str, Any]:
    return heard.json()["choices"][0]
