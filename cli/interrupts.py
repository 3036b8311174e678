"""Ctrl-C: the first lets what is in flight finish, the second gives it up, the third leaves at once.

SIGTERM is a first Ctrl-C with a deadline.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import Any

from ..graphs.engine import Engine
from ..runtime.errors import DramaturgError

GRACE_SECONDS = 20.0
"""How long a SIGTERM lets what is in flight finish: most service managers wait 30 s or more before they kill."""


class EndedEarly(DramaturgError):
    """The work ended before it had anything to show. No KeyboardInterrupt: typer makes 130 of every one.

    Args:
        what: why it ended.
        fix: how to go on.
        exit_code: what the process leaves with.
    """

    def __init__(self, what: str, *, fix: str, exit_code: int) -> None:
        super().__init__(what, fix=fix)
        self.exit_code = exit_code


class Interrupts:
    """Turns signals into requests to the engine.

    Args:
        say: tells the user what was understood.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._engine: Engine | None = None
        self._work: asyncio.Task[object] | None = None
        self._count = 0
        self.signal = int(signal.SIGINT)
        """The last signal that came."""
        self._requests: set[asyncio.Task[None]] = set()

    def engine_started(self, engine: Engine) -> None:
        """See progress.Stop."""
        self._engine = engine

    @contextmanager
    def heeded(self) -> Generator[None]:
        """Heed SIGINT and SIGTERM while the current task works. Elsewhere than in the main thread nothing changes."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        self._work = asyncio.current_task()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._heed, number)
        try:
            yield
        except asyncio.CancelledError:
            raise EndedEarly(
                f"stopped by {signal.Signals(self.signal).name} before there were any samples",
                fix="run the same command again to go on: what was paid for is kept",
                exit_code=128 + self.signal,
            ) from None
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    def _heed(self, number: int) -> None:
        self._count += 1
        self.signal = number
        if self._count > 2:
            os._exit(128 + number)
        if self._engine is None:
            self._say("stopping")
            if self._work is not None:
                self._work.cancel()
        elif self._count == 1:
            self._say("stopping: what is in flight finishes first; Ctrl-C again gives it up")
            self._request(self._engine.stop())
            if number == signal.SIGTERM:
                asyncio.get_running_loop().call_later(GRACE_SECONDS, self._give_up)
        else:
            self._give_up()

    def _give_up(self) -> None:
        self._say("giving up what is in flight; it stays pending")
        if self._engine is not None:
            self._request(self._engine.cancel())

    def _request(self, request: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(request)
        self._requests.add(task)  # the loop keeps weak references only
        task.add_done_callback(self._requests.discard)
