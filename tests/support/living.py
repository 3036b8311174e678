"""Processes of this machine that a test looks for by a word of their command line."""

import os
import select
import time
from contextlib import suppress
from pathlib import Path


def living(word: str) -> list[int]:
    """Return the processes that were started with this word."""
    return [int(place.name) for place in Path("/proc").iterdir() if place.name.isdigit() and _has(place, word)]


def awaited(word: str, seconds: float = 30) -> list[int]:
    """Wait until there is such a process."""
    deadline = time.monotonic() + seconds
    while not (found := living(word)):
        assert time.monotonic() < deadline, f"no process with {word!r} was started"
    return found


def gone(processes: list[int], seconds: float = 30) -> bool:
    """Whether all of these processes end in time."""
    return all(_ends(process, seconds) for process in processes)


def children() -> list[str]:
    """Return the processes that this one has started and that still run."""
    found: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # a thread that has ended meanwhile
            found += task.joinpath("children").read_text().split()
    return found


def _ends(process: int, seconds: float) -> bool:
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


def _has(place: Path, word: str) -> bool:
    try:
        return word.encode() in place.joinpath("cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
