"""What a program may use, and how it ended. No clock reading travels: the same program gives the same execution."""

from enum import StrEnum

from pydantic import Field

from ..frozen import Frozen


class Limits(Frozen):
    """What a program may use, all of its processes together."""

    seconds: int = Field(default=4, ge=1)
    """Of processor time; and as many of waiting for nothing, as in a sleep. How busy the machine is does not count."""
    memory_mb: int = Field(default=256, ge=48)
    """Python takes some 20 MB of it."""
    processes: int = Field(default=16, ge=1)
    """Processes and threads at one time."""
    output_kb: int = Field(default=64, ge=1)
    """Of stdout and of stderr, each."""
    disk_mb: int = Field(default=16, ge=1)
    """Of /tmp, where the program starts and the only place it can write to; its files count."""

    @property
    def longest(self) -> int:
        """Seconds after which even a program that never got a processor is ended."""
        return 20 * self.seconds + 10


class Status(StrEnum):
    """How an execution ended."""

    OK = "ok"
    NONZERO = "nonzero"
    TIMEOUT = "timeout"
    CPU = "cpu"
    MEMORY = "memory"
    PROCESSES = "processes"
    OUTPUT = "output"
    DISK = "disk"
    SIGNAL = "signal"
    UNEXECUTED = "unexecuted"


class Execution(Frozen):
    """What came of a program."""

    status: Status
    exit_code: int | None = None
    """None where the program did not end by itself."""
    stdout: str = ""
    stderr: str = ""
    why: str = ""
    """In one line, what the status means here; empty where it is `ok`."""


def unexecuted(why: str) -> Execution:
    """Return that nothing was run."""
    return Execution(status=Status.UNEXECUTED, why=why)
