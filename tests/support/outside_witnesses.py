"""Solvers and programmers from outside: what they say follows from GSM8K's own chains, and not from the product."""

import asyncio
import json
import random
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.sandbox import PROGRAM, Execution, Limits, Sandbox, Status
from dramaturg.scenarios.witness import Question
from worked_chains import Chain

T = TypeVar("T", bound=Reply)

_BATCH: Final = """\
import contextlib, io, json
for source in json.loads(open("programs.json").read()):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(source, {})
    print(json.dumps(printed.getvalue()))
"""
_AT_ONCE: Final = 200


class Outside:
    """Answer about one chain: solvers find its answer at a rate, the programmer hands in its program.

    Args:
        chain: what the problem's true solution computes.
        printed: program → what the sandbox had it print.
        right: share of solvers who find the answer; each of the others errs in a way of its own. What two who err alike
            would verify together no vote can tell from the truth; that is what the program is for.
        drawn: what decides which.
    """

    simulated = False

    def __init__(self, chain: Chain, printed: Mapping[str, str], right: float, drawn: random.Random) -> None:
        self._chain = chain
        self._printed = printed
        self._right = right
        self._drawn = drawn

    async def ask(self, question: Question[T], number: int = 1, **shown: object) -> T:
        """Answer from the problem alone."""
        assert shown["problem"] == self._chain.record.problem
        assert set(shown) <= {"problem", "every"}
        if question.witness == "programmer":
            return question.reply.model_validate({"approach": "", "program": self._chain.program()})
        return question.reply.model_validate({"steps": "", "answer": self._found(number)})

    async def execute(
        self, files: Mapping[str, str], command: Sequence[str] = (PROGRAM,), limits: Limits | None = None
    ) -> Execution:
        """Return what the program printed in the sandbox."""
        return Execution(status=Status.OK, stdout=self._printed[files[PROGRAM]])

    def _found(self, number: int) -> str:
        answer = int(self._chain.record.answer.replace(",", ""))
        if self._drawn.random() < self._right:
            return str(answer)
        return str(answer + 1_000 * number + self._drawn.randint(1, 999))


def executed(programs: Sequence[str]) -> dict[str, str]:
    """Run programs in the sandbox, many at a time; return what each prints."""
    printed: dict[str, str] = {}
    for start in range(0, len(programs), _AT_ONCE):
        batch = programs[start : start + _AT_ONCE]
        files = {PROGRAM: _BATCH, "programs.json": json.dumps(batch)}
        ran = asyncio.run(Sandbox().run(files))
        assert ran.status is Status.OK, ran
        printed |= dict(zip(batch, map(json.loads, ran.stdout.splitlines()), strict=True))
    return printed
