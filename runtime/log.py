"""The run's log: one JSON line per event in the run directory. What people see on a terminal is the CLI's matter."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import structlog

from .clock import Clock
from .errors import RunDirectoryError

LOG_FILE = "log.jsonl"


@contextmanager
def run_log(directory: Path, clock: Clock) -> Generator[structlog.typing.FilteringBoundLogger]:
    """Append to a run's log until the block ends.

    Raises:
        RunDirectoryError: the log cannot be opened; also later, from the logger, when it cannot be written.
    """
    lines = _Lines(directory / LOG_FILE)
    try:
        yield structlog.wrap_logger(
            lines,
            processors=[_stamp(clock), structlog.processors.JSONRenderer(ensure_ascii=False)],
            wrapper_class=structlog.make_filtering_bound_logger(0),
        )
    finally:
        lines.close()


class _Lines:
    """The file behind a logger: each line goes to the system in one write, and a full disk has a name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        with self._named():
            self._handle = os.open(path, flags, 0o600)

    def info(self, line: str) -> None:
        """Write a line. All levels come here: the level is in the line."""
        left = f"{line}\n".encode()
        with self._named():
            while left:
                left = left[os.write(self._handle, left) :]

    warning = error = info

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)

    @contextmanager
    def _named(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise RunDirectoryError(
                f"the log {self._path} cannot be written: {error.strerror}",
                fix="make room, or see who may write there; then run the same command again",
            ) from error


def _stamp(clock: Clock) -> structlog.typing.Processor:
    def stamp(
        logger: structlog.typing.WrappedLogger, method: str, event: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        return {"at": clock.today(), "level": method, **event}

    return stamp
