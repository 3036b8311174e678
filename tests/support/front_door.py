"""The command line in process: arguments in, exit code and what was printed out."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

import pytest

from dramaturg.cli import main


class Said(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


def dramaturg(monkeypatch: pytest.MonkeyPatch, *arguments: object, columns: int = 80) -> Said:
    """Run one command as if it were typed into a pipe of that width."""
    monkeypatch.setattr(sys, "argv", ["dramaturg", *map(str, arguments)])
    monkeypatch.setenv("COLUMNS", str(columns))
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as left:
        main()
    return Said(_code(left.value.code), out.getvalue(), err.getvalue())


def _code(given: object) -> int:
    return given if isinstance(given, int) else 0
