"""One POST to an endpoint: shared connections, three time limits, a cap on the body, named failures.

Proxies, cookies, `.netrc` and redirects are all ignored: nothing but the configured address is ever reached.
"""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from weakref import WeakSet

from aiohttp import (
    ClientConnectorCertificateError,
    ClientError,
    ClientOSError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    ServerDisconnectedError,
    ServerTimeoutError,
    TCPConnector,
)
from yarl import URL

from .errors import EndpointError, EndpointFault, UsageError

REDACTED = "[redacted]"


@dataclass(frozen=True)
class Endpoint:
    """An address with its headers, and what of them must never be shown."""

    shown: str
    url: URL = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

    @classmethod
    def at(
        cls,
        base_url: str,
        path: str,
        *,
        key: str,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Self:
        """Return the endpoint at `path` below `base_url`.

        A user and password in the address take the place of the key, as they do in httpx.
        """
        base = _address(base_url)
        url = base.with_user(None).with_fragment(None)
        url = url.with_path(url.path.rstrip("/") + path, keep_query=True).update_query(query or {})
        sent = _headers(base, key, headers or {})
        values = [*sent.values(), *url.query.values(), url.raw_query_string]
        # Short words ("none", "EMPTY", "2024") are no secrets; blotting them out would garble every message.
        hidden = {word for word in (key, base.password or "") if len(word) > 5}
        hidden |= {part for value in values for part in (value, *value.split()) if len(part) > 7}
        return cls(str(url.with_query(None)), url, sent, tuple(sorted(hidden, key=len, reverse=True)))

    def redact(self, text: str) -> str:
        """Return `text` without any secret of this endpoint."""
        for secret in self.secrets:
            text = text.replace(secret, REDACTED)
        return text


def _address(base_url: str) -> URL:
    fix = "give the endpoint's address as in https://api.openai.com/v1"
    try:
        url = URL(base_url)
    except ValueError:
        raise UsageError("the model's base_url is no web address", fix=fix) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise UsageError("the model's base_url is no http or https address", fix=fix)
    return url


def _headers(base: URL, key: str, own: Mapping[str, str]) -> dict[str, str]:
    sent = dict(own)
    if "authorization" not in {name.lower() for name in own}:
        sent["Authorization"] = _authorization(base, key)
    for name, value in sent.items():
        if not value.isprintable():
            raise UsageError(
                f"the header {name} for {base.host} holds a line break or another control character",
                fix="look for one at the end of the API key",
            )
    return sent


def _authorization(base: URL, key: str) -> str:
    if base.user is None and base.password is None:
        return f"Bearer {key}"
    pair = f"{base.user or ''}:{base.password or ''}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


@dataclass(frozen=True)
class Limits:
    """How long a call may take, in seconds, and how large its reply may be."""

    connect: float
    read: float
    deadline: float
    body_bytes: int


@dataclass(frozen=True)
class Answer:
    """What came back: `broken` says why `body` is not the whole body, where it is not."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    broken: str | None = None


class Wire:
    """A sender of requests. All wires of one event loop share connections, which the last `aclose` closes."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._timeout = ClientTimeout(total=None, connect=limits.connect, sock_read=limits.read)

    async def post(self, endpoint: Endpoint, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send `body` and return what came back, whatever its status.

        Raises:
            EndpointError: nothing came back (network), or not in time (timeout).
        """
        try:
            async with asyncio.timeout(self._limits.deadline):
                return await self._exchange(endpoint, body, headers)
        except TimeoutError as error:
            raise self._late(endpoint, error) from None
        except (ClientError, OSError) as error:
            raise _unreachable(endpoint, error) from None

    async def aclose(self) -> None:
        """Give up this wire's share of the running loop's connections."""
        await _connections.release(self)

    async def _exchange(self, endpoint: Endpoint, body: bytes, headers: Mapping[str, str]) -> Answer:
        session = _connections.of(self)
        async with session.post(
            endpoint.url, data=body, headers=headers, allow_redirects=False, timeout=self._timeout
        ) as response:
            return await self._receive(response)

    async def _receive(self, response: ClientResponse) -> Answer:
        body, broken = bytearray(), None
        try:
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > self._limits.body_bytes:
                    response.close()
                    broken = f"is longer than {self._limits.body_bytes} bytes"
                    break
        except (ClientPayloadError, ClientOSError, ServerDisconnectedError):
            # White space is what servers send to keep a connection alive: no reply has arrived yet.
            if response.ok and not body.strip():
                raise
            broken = f"breaks off after {len(body)} bytes"
        return Answer(response.status, response.headers, bytes(body), broken)

    def _late(self, endpoint: Endpoint, error: TimeoutError) -> EndpointError:
        name, seconds, what = "deadline", self._limits.deadline, "sent no complete reply"
        if isinstance(error, ConnectionTimeoutError):
            name, seconds, what = "connect_timeout", self._limits.connect, "accepted no connection"
        elif isinstance(error, ServerTimeoutError):
            name, seconds, what = "read_timeout", self._limits.read, "sent nothing"
        return EndpointError(
            EndpointFault.TIMEOUT,
            f"{endpoint.shown} {what} for {seconds:g} s",
            fix=f"check the server's load, lower the concurrency or raise {name}; then resume",
        )


def _unreachable(endpoint: Endpoint, error: ClientError | OSError) -> EndpointError:
    words = str(error) or type(error).__name__
    why = endpoint.redact(words.replace(str(endpoint.url), endpoint.shown))
    fix = "check that the server runs and that base_url is right; then resume"
    if isinstance(error, ClientConnectorCertificateError):
        fix = "set SSL_CERT_FILE to a file with the authority that signed the server's certificate"
    return EndpointError(EndpointFault.NETWORK, f"no reply from {endpoint.shown}: {why}", fix=fix)


class _Connections:
    """One session per event loop, with the wires that use it."""

    def __init__(self) -> None:
        self._open: dict[asyncio.AbstractEventLoop, tuple[ClientSession, WeakSet[Wire]]] = {}

    def of(self, wire: Wire) -> ClientSession:
        loop = asyncio.get_running_loop()
        found = self._open.get(loop)
        if found is None or found[0].closed:
            self._forget_closed_loops()
            found = self._open[loop] = (_session(), WeakSet())
        found[1].add(wire)
        return found[0]

    def _forget_closed_loops(self) -> None:
        for loop in list(self._open):
            if loop.is_closed():
                self._open.pop(loop, None)

    async def release(self, wire: Wire) -> None:
        loop = asyncio.get_running_loop()
        session, users = self._open.get(loop, (None, WeakSet[Wire]()))
        users.discard(wire)
        if session is not None and not users:
            del self._open[loop]
            await session.close()


def _session() -> ClientSession:
    # limit=0: the scheduler alone decides how many calls are in flight.
    return ClientSession(
        connector=TCPConnector(limit=0),
        cookie_jar=DummyCookieJar(),
        headers={"User-Agent": "dramaturg", "Accept": "application/json", "Accept-Encoding": "identity"},
        trust_env=False,
    )


_connections = _Connections()
