"""A problem does not tell its answer: a solver who reads it there has solved nothing."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from ..finding import Finding
from .evidence import defect

_TOLD: Final = re.compile(
    r"####[ \t]*(?P<marked>[^\n]+)"
    r"|\\boxed\{(?P<boxed>[^{}]*)\}"
    r"|\b(?:answer|solution|result|outcome|hint)(?:[ \t]+to[^.?!:\n]{1,40}|[ \t]+of[^.?!:\n]{1,40})?"
    r"(?:[ \t]*[:=]|[ \t]+(?:is|was|are|will be|would be|should be|comes to)\b:?)[ \t]*(?P<said>[^.?!;)\n]+(?:\.\d+)?)",
    re.IGNORECASE,
)


def answer_leak(where: str, problem: str, answer: str, agree: Callable[[str, str], bool]) -> Iterator[Finding]:
    """Find the answer where the problem states it as such. A figure that merely occurs in it gives nothing away."""
    for found in _TOLD.finditer(problem):
        told = found[found.lastgroup or 0]
        if agree(told, answer):
            fix = "leave the answer out of it"
            yield defect("answer_leak", where, "it tells its own answer", fix, quote=found.group().strip())
