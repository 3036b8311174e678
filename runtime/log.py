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
        RunDirectoryError: the log cannot be opened.
    """
    path = directory / LOG_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise RunDirectoryError(
            f"the log {path} cannot be written: {error.strerror}", fix="use a directory of your own"
        ) from error
    with os.fdopen(handle, "w", encoding="utf-8", buffering=1) as lines:
        yield structlog.wrap_logger(
            structlog.WriteLogger(lines),
            processors=[_stamp(clock), structlog.processors.JSONRenderer(ensure_ascii=False)],
            wrapper_class=structlog.make_filtering_bound_logger(0),
        )


def _stamp(clock: Clock) -> structlog.typing.Processor:
    def stamp(
        logger: structlog.typing.WrappedLogger, method: str, event: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        return {"at": clock.today(), "level": method, **event}

    return stamp
