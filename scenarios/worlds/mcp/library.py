"""The MCP client as we use it, with types where it is not installed: a session over stdio, its tools, its answers."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, Protocol

from ....runtime.errors import UsageError


class Hints(Protocol):
    """What a server says of a tool's effect."""

    readOnlyHint: bool | None


class Described(Protocol):
    """A tool as its server describes it."""

    name: str
    description: str | None
    inputSchema: dict[str, Any]
    annotations: Hints | None


class Listing(Protocol):
    """A page of tools."""

    tools: Sequence[Described]
    nextCursor: str | None


class Block(Protocol):
    """A part of an answer."""

    def model_dump(self, *, mode: Literal["json"], exclude_none: bool) -> dict[str, Any]:
        """Return it as JSON."""
        ...


class Answer(Protocol):
    """What a tool answered."""

    isError: bool
    structuredContent: dict[str, Any] | None

    @property
    def content(self) -> Sequence[Block]:
        """Its parts."""
        ...


class Session(Protocol):
    """A conversation with a server."""

    async def initialize(self) -> object:
        """Shake hands."""
        ...

    async def list_tools(self, cursor: str | None = None) -> Listing:
        """Return a page of tools."""
        ...

    async def call_tool(self, name: str, arguments: dict[str, Any]) -> Answer:
        """Call a tool."""
        ...


def session(connection: Mapping[str, object]) -> AbstractAsyncContextManager[Session]:
    """Return a session with a server that is started for it.

    Raises:
        UsageError: the client is not installed.
    """
    try:
        sessions = import_module("langchain_mcp_adapters.sessions")
    except ImportError as error:
        raise _not_there(f"which cannot be imported: {error}") from error
    opened: AbstractAsyncContextManager[Session] = sessions.create_session(dict(connection))
    return opened


def look_for_client() -> None:
    """Look whether the client is installed, without importing it.

    Raises:
        UsageError: it is not.
    """
    if not all(map(find_spec, ("langchain_mcp_adapters", "mcp"))):
        raise _not_there("which is not installed")


def _not_there(why: str) -> UsageError:
    return UsageError(
        f"worlds behind MCP servers need langchain-mcp-adapters, {why}", fix="pip install 'dramaturg[mcp]'"
    )


def refusal() -> type[Exception]:
    """Return the error by which a server refuses a request, and by which the client says that it is gone."""
    error: type[Exception] = import_module("mcp").McpError
    return error
