"""Whether an answer is found again by who never saw it: solvers who vote, and a program that is executed.

A writer's own check proves nothing. Here a draft is verified when enough solvers find its answer from the problem
alone, or when a program that was written from the problem alone prints it; when either finds another, it is refuted.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Self

from pydantic import Field, model_validator

from ...runtime.frozen import Frozen
from ...runtime.sandbox import PROGRAM as MAIN
from ...runtime.sandbox import Execution, Limits, Status
from ...runtime.text import shorten
from ..finding import Check, Evidence, Finding
from ..witness import Witnesses
from ..witnesses.programmer import PROGRAM
from ..witnesses.solver import AMBIGUOUS, SOLVE, UNSOLVABLE
from .evidence import defect

LIMITS: Final = Limits(seconds=4)
_SHOWN: Final = 80
"""Characters of an answer that a reason quotes."""
_VOTES: Final = "votes"
_PROGRAM: Final = "program"
_FAULTS: Final = (UNSOLVABLE, AMBIGUOUS)


class SolvedSettings(Frozen):
    """How an answer is verified."""

    votes: int = Field(default=3, ge=0, le=15, description="solvers who see the problem alone; 0 asks none")
    needed: int = Field(default=2, ge=1, description="how many of them must find the answer, more than half")
    program: bool = Field(default=True, description="whether a program is written from the problem alone and executed")
    accept_unverified: bool = Field(default=False, description="whether a row may pass that nothing has verified")

    @model_validator(mode="after")
    def _can_verify(self) -> Self:
        if self.votes and not self.votes < 2 * self.needed <= 2 * self.votes:
            raise ValueError(f"needed: {self.needed} of {self.votes} votes; more than half, and no more than all")
        if not (self.votes or self.program or self.accept_unverified):
            raise ValueError("without votes and without a program nothing verifies a draft; or set accept_unverified")
        return self


class Posed(NamedTuple):
    """A problem, the answer that its writer gives, and how answers are compared."""

    where: str
    """The part that holds the problem."""
    problem: str
    answer: str
    agree: Callable[[str, str], bool]
    every: bool = False
    """Whether a program prints all answers that meet the conditions, of which there must be one."""


class Heard(NamedTuple):
    """What solvers, or a program, have to say about an answer."""

    name: str
    confirms: bool
    said: str
    against: Finding | None = None
    """Another answer that they find, or that the problem has none or several."""
    unexecuted: bool = False


async def solved(posed: Posed, settings: SolvedSettings, witnesses: Witnesses) -> Evidence:
    """Return what solvers and a program say about an answer, and whether that verifies it."""
    heard: list[Heard] = []
    if settings.votes:
        heard.append(_counted(posed, await _votes(posed, settings, witnesses), settings.needed))
    if settings.program:
        heard.append(await _programmed(posed, witnesses))
    confirming = [each.name for each in heard if each.confirms]
    findings = _against(heard, settings)
    by = " and ".join(confirming)
    verified = Check(
        name="verified",
        passed=bool(by) and not findings,
        said=f"by {by}" if by else "unverified",
        simulated=witnesses.simulated,
    )
    return Evidence(findings=findings, checks=(*(_check(each, witnesses) for each in heard), verified))


def _check(heard: Heard, witnesses: Witnesses) -> Check:
    return Check(
        name=heard.name,
        passed=heard.confirms,
        said=heard.said,
        simulated=witnesses.simulated,
        unexecuted=heard.unexecuted,
    )


def _against(heard: Sequence[Heard], settings: SolvedSettings) -> tuple[Finding, ...]:
    """Return what blocks a draft: whoever finds another answer, whatever the others say, or that nobody finds it."""
    against = tuple(each.against for each in heard if each.against)
    if against or settings.accept_unverified or any(each.confirms for each in heard):
        return against
    told = "; ".join(f"{each.name}: {each.said}" for each in heard)
    return (defect("solved", "answer", f"unverified: {told}", "make the problem definite and check the answer"),)


async def _votes(posed: Posed, settings: SolvedSettings, witnesses: Witnesses) -> list[str]:
    said = [await witnesses.ask(SOLVE, number, problem=posed.problem) for number in range(1, settings.votes + 1)]
    return [each.fault or each.answer.strip() for each in said]


def _counted(posed: Posed, said: Sequence[str], needed: int) -> Heard:
    """Return what a vote comes to."""
    told = _tally(posed, said)
    faults = sum(each in _FAULTS for each in said)
    if faults >= needed:
        problem = f"solvers find no one answer: {told}"
        fix = "state every figure and condition that the answer needs, so that it can be read in one way"
        return Heard(_VOTES, False, told, against=defect("solved", posed.where, problem, fix))
    if sum(posed.agree(posed.answer, each) for each in said) >= needed:
        return Heard(_VOTES, True, told)
    others = (each for each in said if each not in _FAULTS and sum(posed.agree(each, one) for one in said) >= needed)
    other = next(others, None)
    return Heard(_VOTES, False, told, against=None if other is None else _other(posed, f"solvers find another: {told}"))


def _tally(posed: Posed, said: Sequence[str]) -> str:
    """Return who said what in words: "2 of 3 say 18, 1 says 17"."""
    groups: list[list[str]] = []
    for each in said:
        like = (group for group in groups if group[0] == each or posed.agree(group[0], each))
        group = next(like, None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    groups.sort(key=len, reverse=True)
    told = [f"{len(group)} {'say' if len(group) > 1 else 'says'} {shorten(group[0], _SHOWN)}" for group in groups]
    return f"of {len(said)}, " + ", ".join(told)


async def _programmed(posed: Posed, witnesses: Witnesses) -> Heard:
    """Have a program written from the problem alone, execute it, and read what it prints."""
    written = await witnesses.ask(PROGRAM, problem=posed.problem, every=posed.every)
    execution = await witnesses.execute({MAIN: written.source}, limits=LIMITS)
    if execution.status is not Status.OK:
        unexecuted = execution.status is Status.UNEXECUTED
        return Heard(_PROGRAM, False, f"{execution.status}: {execution.why}".strip(": "), unexecuted=unexecuted)
    printed = _printed(execution, posed)
    if not printed:
        return Heard(_PROGRAM, False, "it prints nothing")
    told = "it prints " + shorten(" | ".join(printed), _SHOWN)
    if len(printed) > 1:
        flaw = defect("solved", posed.where, f"it has {len(printed)} answers: {told}", "add what decides between them")
        return Heard(_PROGRAM, False, told, against=flaw)
    if posed.agree(posed.answer, printed[0]):
        return Heard(_PROGRAM, True, told)
    return Heard(_PROGRAM, False, told, against=_other(posed, f"a program finds another: {told}"))


def _printed(execution: Execution, posed: Posed) -> list[str]:
    """Return the answers that a program prints, each once: its last line, or every line where all are asked for."""
    lines = [line.strip() for line in execution.stdout.splitlines() if line.strip()]
    if not posed.every:
        return lines[-1:]
    different: list[str] = []
    for line in lines:
        if not any(posed.agree(line, each) for each in different):
            different.append(line)
    return different


def _other(posed: Posed, problem: str) -> Finding:
    fix = "solve it again from what the problem states, and correct the problem or the solution with its answer"
    return defect("solved", "answer", problem, fix, quote=posed.answer)
