"""The run directory: private to its owner, and held by one process at a time.

The lock is the kernel's (flock on `<directory>/lock`), so it goes with its process however that ends. What
the file says is for people: it is believed only while somebody holds the lock.
"""

import fcntl
import json
import os
import shlex
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from .clock import Clock, SystemClock
from .errors import RunDirectoryError, UsageError

LOCK_FILE = "lock"

_CLOCK = SystemClock()


def private_directory(directory: Path) -> None:
    """Make `directory`, open to its owner alone, if it is not there yet."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RunDirectoryError(
            f"{directory} cannot be made a run directory: {error.strerror}",
            fix="name a directory that you may write to, with `--out DIR`",
        ) from error


@contextmanager
def hold(directory: Path, *, create: bool = False, clock: Clock = _CLOCK) -> Generator[None]:
    """Hold `directory` for this process until the block ends.

    Raises:
        UsageError: it is missing.
        RunDirectoryError: another process holds it.
    """
    if create:
        private_directory(directory)
    handle = _open(directory)
    try:
        _take(handle, directory)
        _sign(handle, directory, clock.today())
        try:
            yield
        finally:
            with suppress(OSError):  # what the file says is for people only
                os.ftruncate(handle, 0)
            # Said aloud, because a forked child may still have the file open and would keep the lock.
            fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


def _open(directory: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(directory / LOCK_FILE, flags, 0o600)
    except FileNotFoundError as error:
        raise UsageError(
            f"there is no run directory {directory}",
            fix="check the path, or start a run there with `dramaturg run SCENARIO --out DIR`",
        ) from error
    except OSError as error:
        raise _cannot_lock(directory, error) from error


def _take(handle: int, directory: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RunDirectoryError(
            f"{directory} is in use by {_holder(handle)}",
            fix=f"wait for it or stop it; `dramaturg status {shlex.quote(str(directory))}` works meanwhile",
        ) from error
    except OSError as error:
        raise _cannot_lock(directory, error) from error


def _cannot_lock(directory: Path, error: OSError) -> RunDirectoryError:
    return RunDirectoryError(
        f"{directory} cannot be locked: {error.strerror}",
        fix="use a directory of your own on a local disk",
    )


def _sign(handle: int, directory: Path, started: str) -> None:
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "started_at": started}).encode(), 0)
    except OSError as error:
        raise _cannot_lock(directory, error) from error


def _holder(handle: int) -> str:
    try:
        holder = json.loads(os.pread(handle, 1024, 0))
        return f"process {holder['pid']} (since {holder['started_at']})"
    except (ValueError, KeyError, TypeError):  # it has the lock and has not signed yet
        return "another process"
