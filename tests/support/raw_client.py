"""Talks to an endpoint with aiohttp alone: no client of ours, no retries, every byte and break as it came."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession


@dataclass(frozen=True)
class Heard:
    """An answer: its head, what came of its body, and what broke it off."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    broken: BaseException | None = None

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class RawClient:
    """Requests to one endpoint.

    Args:
        root: its address, without /v1.
        session: what they go through.
    """

    root: str
    session: ClientSession

    async def get(self, path: str) -> Any:
        async with self.session.get(self.root + path) as response:
            return await response.json()

    async def post(self, path: str, body: object, key: str | None = None, *, pieces: int | None = None) -> Heard:
        """Send a body, and read to its end, to a break, or so many pieces."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if key is None else {"Idempotency-Key": key}
        async with self.session.post(self.root + path, data=raw, headers=headers) as response:
            got: list[bytes] = []
            broken = None
            try:
                async for piece in response.content.iter_any():
                    got.append(piece)
                    if len(got) == pieces:
                        break
            except (ClientError, OSError) as error:
                broken = error
            return Heard(response.status, response.headers, b"".join(got), broken)

    async def stats_once(self, holds: Callable[[Any], bool]) -> Any:
        """Ask for the counts until they are as told; the server's own turns pass meanwhile."""
        while not holds(stats := await self.get("/stats")):
            pass
        return stats


@asynccontextmanager
async def raw_client(root: str) -> AsyncGenerator[RawClient]:
    """Open a client while the block runs."""
    async with ClientSession(trust_env=False) as session:
        yield RawClient(root, session)


async def given_up(task: asyncio.Task[Heard]) -> None:
    """Hang up on a request that is still waited for."""
    assert not task.done()
    task.cancel()
    await asyncio.wait({task})
