"""Where code that a model wrote is executed: in bubblewrap, or not at all."""

import asyncio
import marshal
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple
from weakref import WeakKeyDictionary

from ..errors import UsageError
from ..text import shorten
from .bubblewrap import USER, found
from .enclosure import carry_out
from .ending import as_execution
from .execution import Execution, Limits, Status, unexecuted
from .interpreter import interpreter
from .seccomp import filter_program

PROGRAM = "main.py"
"""The file that is started unless another command is given."""

STANDARD = Limits()

INSTALL = "install bubblewrap (apt, dnf and pacman have it), or pip install 'dramaturg[sandbox]'"
MACHINES = "use Linux on x86_64 or aarch64"
ALLOW = (
    "allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone,"
    " kernel.apparmor_restrict_unprivileged_userns; in a container its seccomp profile)"
)

# Uses what every execution uses, and a process more: a kernel before 5.14 counts those of the user everywhere.
_TRIAL = "import ctypes, hashlib, os\nos.fork() or os._exit(0)\nos.wait()\nprint(os.getuid())"


class Probe(NamedTuple):
    """Whether the sandbox is on, with what; or why not and what mends it."""

    ok: bool
    said: str
    fix: str = ""


class Seats(NamedTuple):
    """How many executions may go on at once, whoever asks for them."""

    free: asyncio.Semaphore
    probing: asyncio.Lock


_SEATS: WeakKeyDictionary[asyncio.AbstractEventLoop, Seats] = WeakKeyDictionary()


class Sandbox:
    """Runs Python programs without network, in a system of their own, within limits.

    Args:
        bwrap: bubblewrap's path; by default it is looked for.
    """

    def __init__(self, bwrap: str | None = None) -> None:
        self._bwrap = bwrap or found()
        self._probed: Probe | None = None

    async def probe(self) -> Probe:
        """Find out, once, whether programs can be run here."""
        async with _seats().probing:
            if self._probed is None:
                self._probed = await self._tried()
            return self._probed

    async def run(
        self, files: Mapping[str, str], command: Sequence[str] = (PROGRAM,), limits: Limits = STANDARD
    ) -> Execution:
        """Run a program and return how it ended, when nothing of it is left.

        Args:
            files: the program's files by their path below its working directory, which is empty otherwise.
            command: Python's arguments, as in ("-m", "unittest").
            limits: what it may use.

        Returns:
            What came of it; `unexecuted` where the sandbox is off. The program never runs outside it.

        Raises:
            UsageError: a file's name leads elsewhere, or its text is none.
        """
        order = _order(files, command, limits)
        probe = await self.probe()
        return await self._execute(order, limits) if probe.ok else unexecuted(f"the sandbox is off: {probe.said}")

    async def _execute(self, order: bytes, limits: Limits) -> Execution:
        assert self._bwrap
        async with _seats().free:
            try:
                ended = await carry_out(self._bwrap, order, limits)
            except OSError as error:
                return unexecuted(f"the sandbox could not be started: {error}")
        return as_execution(ended, limits)

    async def _tried(self) -> Probe:
        if self._bwrap is None:
            return Probe(False, "bubblewrap is not installed", INSTALL)
        if filter_program() is None or sys.platform != "linux":
            return Probe(False, f"no sandbox for {sys.platform} on {platform.machine()}", MACHINES)
        try:
            about = await asyncio.to_thread(_about, self._bwrap)
        except (OSError, subprocess.SubprocessError) as error:
            return Probe(False, f"{self._bwrap} or this Python cannot be used: {error}", INSTALL)
        ended = await self._execute(_order({PROGRAM: _TRIAL}, (PROGRAM,), STANDARD), STANDARD)
        if ended.status is not Status.OK:
            return Probe(False, shorten(f"{about} does not work here: {ended.why} {ended.stderr}", 240), ALLOW)
        return Probe(True, f"{about}; programs run as user {ended.stdout.strip()}, {_cores()} at once")


def _seats() -> Seats:
    loop = asyncio.get_running_loop()
    if loop not in _SEATS:
        _SEATS[loop] = Seats(asyncio.Semaphore(_cores()), asyncio.Lock())
    return _SEATS[loop]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _about(bwrap: str) -> str:
    """Return name and version; look for what Python needs, too, since that takes a moment."""
    interpreter()
    return subprocess.run([bwrap, "--version"], capture_output=True, text=True, timeout=10).stdout.strip() or bwrap


def _order(files: Mapping[str, str], command: Sequence[str], limits: Limits) -> bytes:
    """Return what the sandbox's process 1 is told. Both ends are ours and the same interpreter, hence marshal."""
    bounds = {
        "seconds": limits.seconds,
        "longest": limits.longest,
        "memory": limits.memory_mb,
        "processes": limits.processes,
        "disk": limits.disk_mb,
        "user": USER,
    }
    return marshal.dumps(({_name(name): _bytes(name, text) for name, text in files.items()}, [*command], bounds))


def _name(name: str) -> str:
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\0" in name:
        raise UsageError(f"a program's file is named {name!r}", fix="name it by a path below its folder: pkg/part.py")
    return name


def _bytes(name: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{name} holds half a character (a lone surrogate)", fix="clean the text first") from None
