"""One sandbox seen from outside: started, given its order, read up to a limit, ended, and awaited until it is gone."""

import asyncio
import os
import re
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import NamedTuple

from .bubblewrap import arguments
from .execution import Limits
from .seccomp import filter_program
from .users import map_users

GRACE = 60
"""Seconds that bubblewrap has to start or to end, and process 1 to end a program that is over its limits."""

CHUNK = 1 << 16
_FIRST = re.compile(rb'"child-pid": (\d+)')


class Ended(NamedTuple):
    """How a sandbox ended: what its process 1 reported, and what was printed, a byte more than allowed at most."""

    reports: tuple[str, ...]
    stdout: bytes
    stderr: bytes


class Enclosure(NamedTuple):
    """A sandbox under way. Letting go of its stdin ends it."""

    process: Process
    reports: asyncio.StreamReader
    ready: int
    """What bubblewrap waits for where the caller is root: a byte written here says that the users are mapped."""


async def carry_out(bwrap: str, order: bytes, limits: Limits) -> Ended:
    """Make a sandbox, have it carry out an order, and return when nothing of it is left.

    Raises:
        OSError: bubblewrap cannot be started, or users cannot be mapped.
    """
    async with _enclosure(bwrap, limits) as enclosure:
        try:
            async with asyncio.timeout(GRACE):
                number = await _first(enclosure.reports)
                failed = b"" if number else await _last_words(enclosure.process)
        except TimeoutError:
            return Ended((), b"", b"bubblewrap does not start")
        if number is None:
            return Ended((), b"", failed)
        async with _held(number) as kill:
            if os.geteuid() == 0:
                map_users(number)
                os.write(enclosure.ready, b"1")
            return await _result(enclosure, order, limits, kill)


async def _first(reports: asyncio.StreamReader) -> int | None:
    """Return the number that the sandbox's process 1 has out here, None where bubblewrap failed."""
    try:
        told = _FIRST.search(await reports.readuntil(b"}\n"))
    except asyncio.IncompleteReadError:
        return None
    return int(told[1]) if told else None


async def _last_words(process: Process) -> bytes:
    assert process.stderr
    return await process.stderr.read()


async def _result(enclosure: Enclosure, order: bytes, limits: Limits, kill: Callable[[], None]) -> Ended:
    assert enclosure.process.stdout
    assert enclosure.process.stderr
    most = limits.output_kb * 1024
    reading = asyncio.gather(
        enclosure.reports.read(),
        _caught(enclosure.process.stdout, most, kill),
        _caught(enclosure.process.stderr, most, kill),
        _give(enclosure.process, order),
    )
    try:
        async with asyncio.timeout(limits.longest + GRACE):
            said, stdout, stderr, _ = await reading
    except TimeoutError:
        return Ended(("up", "timeout"), b"", b"")
    return Ended(tuple(said.decode(errors="replace").splitlines()), stdout, stderr)


async def _give(process: Process, order: bytes) -> None:
    assert process.stdin
    with suppress(ConnectionError):  # it ended before it had read all
        process.stdin.write(order)
        await process.stdin.drain()


async def _caught(stream: asyncio.StreamReader, most: int, end_it: Callable[[], None]) -> bytes:
    """Read to the end, keeping a byte more than is allowed; who prints more is ended."""
    kept = b""
    while chunk := await stream.read(CHUNK):
        kept += chunk[: most + 1 - len(kept)]
        if len(kept) > most:
            end_it()
    return kept


@asynccontextmanager
async def _held(number: int) -> AsyncGenerator[Callable[[], None]]:
    """Hold process 1: end it with what is given, or else at the end, and wait until the kernel has ended all others.

    It cannot be another process by now, since this one waits for an order and bubblewrap for it.
    """
    loop = asyncio.get_running_loop()
    handle = os.pidfd_open(number)
    gone = asyncio.Event()
    loop.add_reader(handle, gone.set)

    def kill() -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGKILL)

    try:
        yield kill
    finally:
        kill()
        await gone.wait()
        loop.remove_reader(handle)
        os.close(handle)


@asynccontextmanager
async def _enclosure(bwrap: str, limits: Limits) -> AsyncGenerator[Enclosure]:
    """Start a sandbox; at the end let go of it, upon which it ends, and wait for bubblewrap."""
    with ExitStack() as ours, ExitStack() as leash, ExitStack() as theirs:
        ready, mapped = _pipe(leash, theirs)
        reports, reporting = await _reading(ours, theirs)
        info, filtered = _kept(theirs, os.dup(reporting)), _filter(theirs)
        words = arguments(
            limits, is_root=os.geteuid() == 0, report=reporting, info=info, filtered=filtered, mapped=mapped
        )
        # Never broken off half way: what it has started could not be ended then.
        starting = asyncio.ensure_future(_started([bwrap, *words], (reporting, info, filtered, mapped), theirs))
        try:
            yield Enclosure(await asyncio.shield(starting), reports, ready)
        finally:
            await _let_go(await starting, leash)


async def _started(command: list[str], handles: tuple[int, ...], theirs: ExitStack) -> Process:
    with theirs:  # the sandbox has them now; a pipe that we held too would never end
        return await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env={}, pass_fds=handles
        )


async def _let_go(process: Process, leash: ExitStack) -> None:
    """Close what a sandbox waits for. What it writes to stays open: bubblewrap would fail half way without."""
    assert process.stdin
    process.stdin.close()
    leash.close()
    try:
        async with asyncio.timeout(GRACE):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _reading(ours: ExitStack, theirs: ExitStack) -> tuple[asyncio.StreamReader, int]:
    """Open the pipe for bubblewrap's and process 1's reports."""
    read, write = os.pipe()
    _kept(theirs, write)
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read, "rb", buffering=0)
    )
    ours.callback(transport.close)
    return reader, write


def _pipe(ours: ExitStack, theirs: ExitStack) -> tuple[int, int]:
    """Open a pipe into the sandbox; return the end to write to, then the other."""
    read, write = os.pipe()
    return _kept(ours, write), _kept(theirs, read)


def _filter(theirs: ExitStack) -> int:
    """Return a descriptor from which the system call filter can be read."""
    write, read = _pipe(inner := ExitStack(), theirs)
    with inner:
        os.write(write, filter_program() or b"")
    return read


def _kept(stack: ExitStack, handle: int) -> int:
    stack.callback(os.close, handle)
    return handle
