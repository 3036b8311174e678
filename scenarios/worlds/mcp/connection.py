"""A server process under way, and questions to it that end within a deadline.

The process is started and left by a task of its own: the client cannot be left by another task than the one that
entered it, and a graph's steps are tasks of their own.
"""

import asyncio
import shutil
import sys
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from ....runtime.errors import UsageError
from .library import Answer, Described, Session, refusal, session
from .settings import Server

T = TypeVar("T")

# The client cannot put a server's messages anywhere but on our own screen; the shell can, and is gone by `exec`.
_QUIETLY = 'log=$1; shift; exec "$@" 2>"$log"'

_TOLD = 400
"""Characters of a server's messages that are told when it does not start."""


class Lost(Exception):
    """The server ended, or did not answer in time; nothing more can be asked of it."""


class Connection:
    """A server that was shaken hands with."""

    def __init__(self, opened: Session, keeper: asyncio.Task[None], patience: float) -> None:
        self._session = opened
        self._keeper = keeper
        self._patience = patience
        self._lost: str | None = None

    async def described(self) -> list[Described]:
        """Return all tools of the server.

        Raises:
            Lost: it is gone.
        """
        page = await self._asked(self._session.list_tools())
        found = list(page.tools)
        while page.nextCursor is not None:
            page = await self._asked(self._session.list_tools(page.nextCursor))
            found += page.tools
        return found

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Answer | str:
        """Return what a tool answered, or why the server refused the call.

        Raises:
            Lost: it is gone.
        """
        try:
            return await self._asked(self._session.call_tool(name, dict(arguments)))
        except refusal() as error:
            return str(error)

    async def _asked(self, question: Coroutine[Any, Any, T]) -> T:
        if self._lost is not None:
            question.close()
            raise Lost(self._lost)
        asking = asyncio.ensure_future(question)
        try:
            await asyncio.wait({asking, self._keeper}, timeout=self._patience, return_when=asyncio.FIRST_COMPLETED)
            if asking.done():
                return asking.result()
            raise Lost("has ended" if self._keeper.done() else f"did not answer within {self._patience:g} s")
        except Exception as error:
            # An answer that comes after we gave up would be taken for nothing, yet change the state.
            if (reason := _loss(error)) is None:
                raise
            self._lost = reason
            raise Lost(reason) from error
        finally:
            asking.cancel()


@asynccontextmanager
async def connected(server: Server, file: Path, folder: Path) -> AsyncGenerator[Connection]:
    """Return a fresh server, which works in a folder's `work` and is ended afterwards.

    Raises:
        UsageError: it cannot be started.
    """
    loop = asyncio.get_running_loop()
    begun: asyncio.Future[None] = loop.create_future()
    ready: asyncio.Future[Session] = loop.create_future()
    over = asyncio.Event()
    keeper = asyncio.create_task(_keep(_connection(server, file, folder), server.starts_within, begun, ready, over))
    try:
        await asyncio.wait({ready, keeper}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            raise _did_not_start(server, file, folder, keeper)
        yield Connection(ready.result(), keeper, server.answers_within)
    finally:
        over.set()
        if not ready.done():
            # The client leaves its streams open where it is cancelled while it starts the process.
            await asyncio.wait({begun, keeper}, return_when=asyncio.FIRST_COMPLETED)
            keeper.cancel()
        await asyncio.wait({keeper})
        # What it still complains of on its way out concerns nobody, and counts as seen.
        _ = keeper.cancelled() or keeper.exception()


async def _keep(
    connection: Mapping[str, object],
    patience: float,
    begun: asyncio.Future[None],
    ready: asyncio.Future[Session],
    over: asyncio.Event,
) -> None:
    async with session(connection) as opened:
        begun.set_result(None)
        async with asyncio.timeout(patience):
            await opened.initialize()
        ready.set_result(opened)
        await over.wait()


def _connection(server: Server, file: Path, folder: Path) -> Mapping[str, object]:
    work = folder / "work"
    work.mkdir()
    command = [_found(server, file), *server.arguments(file)]
    return {
        "transport": "stdio",
        "command": "/bin/sh",
        "args": ["-c", _QUIETLY, "sh", str(folder / "log"), *command],
        "env": {"HOME": str(work), "TMPDIR": str(work), "TZ": "UTC", **server.env},
        "cwd": str(work),
    }


def look_for(server: Server, file: Path) -> None:
    """Look whether what a server is started with is installed.

    Raises:
        UsageError: it is not.
    """
    _found(server, file)
    for module in server.modules:
        if find_spec(module) is None:
            raise UsageError(
                f"{file}: {sys.executable} has no module {module!r}", fix=server.install or f"install {module}"
            )


def _found(server: Server, file: Path) -> str:
    """Return the path of a server's program: beside our Python first, which need not be on the PATH."""
    program = server.program()
    found = shutil.which(program, path=str(Path(sys.executable).parent)) or shutil.which(program)
    if found is None:
        raise UsageError(
            f"{file}: there is no program {program!r} beside {sys.executable} or on the PATH",
            fix=server.install or "install it, or write its full path",
        )
    return found


def _did_not_start(server: Server, file: Path, folder: Path, keeper: asyncio.Task[None]) -> UsageError:
    error = _innermost(keeper.exception())
    if isinstance(error, UsageError):
        return error
    log = folder / "log"
    told = log.read_text(encoding="utf-8", errors="replace").strip()[-_TOLD:] if log.exists() else ""
    late = isinstance(error, TimeoutError)
    why = f"it did not answer within {server.starts_within:g} s" if late else f"{type(error).__name__}: {error}"
    said = f"; its last words: {told}" if told else ""
    line = " ".join([server.command, *server.args])
    return UsageError(f"{file}: the MCP server did not start: {why}{said}", fix=f"try it by hand: {line}")


def _loss(error: Exception) -> str | None:
    """Return how a server was lost; None where it is there and merely refused."""
    if isinstance(error, Lost):
        return str(error)
    if isinstance(error, refusal()):
        return "has ended" if str(error) == "Connection closed" else None
    return "has ended"


def _innermost(error: Any) -> BaseException | None:
    while isinstance(error, BaseExceptionGroup):
        error = _first(error)
    return error


def _first(group: Any) -> Any:
    return group.exceptions[0]
