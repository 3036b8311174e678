"""From what a sandbox reported and printed to how the execution is called."""

import re
import signal

from ..text import clean
from .enclosure import Ended
from .execution import Execution, Limits, Status, unexecuted

# A limit that Python reports as an exception ends the program like any other; the last line of its traceback tells
# which it was. The program could forge it, and would gain nothing but another name for its failure.
_LAST_WORDS = (
    (re.compile(r"MemoryError\b|OSError: \[Errno 12\]"), Status.MEMORY),
    (re.compile(r"BlockingIOError: \[Errno 11\]|RuntimeError: can't (start|create) new thread"), Status.PROCESSES),
    (re.compile(r"OSError: \[Errno (27|28)\]"), Status.DISK),
)


def as_execution(ended: Ended, limits: Limits) -> Execution:
    """Return what came of a program."""
    most = limits.output_kb * 1024
    stdout, stderr = _text(ended.stdout, most), _text(ended.stderr, most)
    begun, told = (*ended.reports, "", "")[:2]
    word, _, rest = told.partition(" ")
    if begun != "up" or word == Status.UNEXECUTED:
        return unexecuted(rest or _last_line(stderr) or "bubblewrap ended without a word")
    code = None
    if max(len(ended.stdout), len(ended.stderr)) > most:
        status = Status.OUTPUT
    elif word == "exit":
        code = int(rest)
        status = _failure(stderr) if code else Status.OK
    else:
        status = Status(word or Status.SIGNAL)
    why = _meaning(status, limits, code, rest)
    return Execution(status=status, exit_code=code, stdout=stdout, stderr=stderr, why=why)


def _text(printed: bytes, most: int) -> str:
    """Return what was printed as rows can hold it, with a mark where it was cut."""
    mark = f"\n[cut after {most // 1024} kB]" if len(printed) > most else ""
    return clean(printed[:most].decode(errors="replace")) + mark


def _last_line(text: str) -> str:
    return (text.rstrip().splitlines() or [""])[-1]


def _failure(stderr: str) -> Status:
    """Return why a program left with an exit code other than 0, from its last words."""
    # Python 3.13 may have no memory left for a traceback's last line; it gives the exception's repr then.
    told = _last_line(stderr.rstrip().removesuffix("lost sys.stderr")).removeprefix("object repr     : ")
    return next((status for pattern, status in _LAST_WORDS if pattern.match(told)), Status.NONZERO)


def _meaning(status: Status, limits: Limits, code: int | None, killer: str) -> str:
    name = signal.Signals(int(killer)).name if status is Status.SIGNAL and killer else "the end of its sandbox"
    return {
        Status.NONZERO: f"it left with exit code {code}",
        Status.TIMEOUT: f"it waited for {limits.seconds} s, or got no processor for {limits.longest} s",
        Status.CPU: f"it used more than {limits.seconds} s of processor time",
        Status.MEMORY: f"it wanted more than {limits.memory_mb} MB of memory",
        Status.PROCESSES: f"it wanted more than {limits.processes} processes and threads",
        Status.OUTPUT: f"it printed more than {limits.output_kb} kB",
        Status.DISK: f"it wanted more than {limits.disk_mb} MB of files, or too many of them",
        Status.SIGNAL: f"it was ended by {name}",
    }.get(status, "")
