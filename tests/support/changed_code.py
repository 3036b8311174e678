"""Small functions with their tests, their solutions with one thing changed, and what plain Python says of them.

Nothing here knows the code under test: changes are made token by token, and tests run as a program of their own.
"""

import io
import keyword
import random
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import yaml

_OTHERS: Final = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=", ">="),
    "!=": ("==",),
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
    "//": ("*",),
    "/": ("*",),
    "%": ("//",),
    "+=": ("-=",),
    "-=": ("+=",),
    "//=": ("-=",),
    "%=": ("//=",),
    "and": ("or",),
    "or": ("and",),
    "not": ("",),
    "True": ("False",),
    "False": ("True",),
    "if": ("if not", "if True or", "if False and"),
    "while": ("while not",),
    "continue": ("pass",),
}

# Limits of processor time and memory, so that neither an endless loop nor a busy machine decides.
_RUN: Final = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (4, 4))
resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
import checks
for name, each in list(vars(checks).items()):
    if name.startswith("test_"):
        each()
"""


class Small(NamedTuple):
    """A function, a module that defines it, and tests as a module."""

    entry: str
    solution: str
    tests: str

    @property
    def payload(self) -> dict[str, str]:
        """It as a draft of the kind `code`."""
        problem = f"Write `{self.entry}(…)` so that it does what its name says for every argument that it can get."
        return {"problem": problem, **self._asdict()}


class Changed(NamedTuple):
    """One thing that was changed in a solution."""

    of: Small
    change: str
    solution: str

    @property
    def payload(self) -> dict[str, str]:
        """The draft with the changed solution and the tests of record."""
        return self.of.payload | {"solution": self.solution}


def small_functions() -> list[Small]:
    """Return all of them."""
    held = yaml.safe_load(Path(__file__).with_name("small_functions.yaml").read_text(encoding="utf-8"))
    return [
        Small(name, each["solution"], f"from solution import {name}\n\n{each['tests']}") for name, each in held.items()
    ]


def changed(tested: Small, most: int, rng: random.Random) -> list[Changed]:
    """Return up to so many changes of one operator, constant or condition, drawn from all that compile."""
    found = [each for each in _changes(tested) if _compiles(each.solution)]
    return rng.sample(found, min(most, len(found)))


def passes(solution: str, tests: str, folder: Path) -> bool:
    """Whether the tests pass on a solution when Python runs them, outside of any sandbox."""
    folder.mkdir()
    (folder / "solution.py").write_text(solution, encoding="utf-8")
    (folder / "checks.py").write_text(tests, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-B", "-c", _RUN], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=300
    )
    return done.returncode == 0


def _changes(tested: Small) -> Iterator[Changed]:
    lines = tested.solution.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(tested.solution).readline):
        row, column = token.start
        for other in _instead(token):
            line = lines[row - 1]
            new = line[:column] + other + line[token.end[1] :]
            whole = "".join((*lines[: row - 1], new, *lines[row:]))
            yield Changed(tested, f"line {row}: {token.string} → {other or 'nothing'}", whole)


def _instead(token: tokenize.TokenInfo) -> tuple[str, ...]:
    if token.type == tokenize.NUMBER:
        return (str(int(token.string) + 1), str(int(token.string) - 1))
    if token.type == tokenize.OP or (token.type == tokenize.NAME and keyword.iskeyword(token.string)):
        return _OTHERS.get(token.string, ())
    return ()


def _compiles(source: str) -> bool:
    try:
        compile(source, "solution.py", "exec")
    except SyntaxError:
        return False
    return True
