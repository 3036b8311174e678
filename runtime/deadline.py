"""A deadline that counts work, not waiting: a throttled endpoint is no fault of the brief that waits for it."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

_running: ContextVar[asyncio.Timeout | None] = ContextVar("running", default=None)


@asynccontextmanager
async def deadline(seconds: float) -> AsyncGenerator[asyncio.Timeout]:
    """Cancel the block with TimeoutError when it has worked for so long; ask `expired()` whether this was it."""
    async with asyncio.timeout(seconds) as limit:
        token = _running.set(limit)
        try:
            yield limit
        finally:
            _running.reset(token)


@contextmanager
def suspended() -> Generator[None]:
    """Stop the clock of the deadline that the current task works under, if any, while the block waits."""
    limit = _running.get()
    when = limit.when() if limit is not None else None
    if limit is None or when is None:
        yield
        return
    loop = asyncio.get_running_loop()
    left = when - loop.time()
    limit.reschedule(None)
    try:
        yield
    finally:
        if not limit.expired():
            limit.reschedule(loop.time() + left)
