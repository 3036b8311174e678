"""Runs `dramaturg rehearse` as users do: a process of its own on a free port, ended by a signal to that process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Rehearsal:
    """A running endpoint.

    Args:
        line: what it said first.
        process: itself.
    """

    line: str
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return self.line.split()[0]

    @property
    def root(self) -> str:
        return self.url.removesuffix("/v1")

    def end(self, number: int = signal.SIGINT) -> tuple[int, Any, str]:
        """Ask it to end; return its exit code, the counts it printed, and what it said on stderr."""
        self.process.send_signal(number)
        said, complained = self.process.communicate()
        return self.process.returncode, json.loads(said), complained


def without_keys() -> dict[str, str]:
    """Return this process's environment without a key or an address of a model."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}


@contextmanager
def rehearsing(*words: str, cwd: Path) -> Generator[Rehearsal]:
    """Start an endpoint, and see to it that it has ended after the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dramaturg", "rehearse", "--port", "0", *words],
        cwd=cwd,
        env=without_keys(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "it ended before it said anything"
        yield Rehearsal(line, process)
    finally:
        process.kill()
        process.communicate()
