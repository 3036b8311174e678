"""What can be said of a solution and its tests by running them: in the sandbox, or not at all."""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Final

from pydantic import Field

from ...runtime.frozen import Frozen
from ...runtime.sandbox import Status
from ...runtime.text import clean
from ..finding import Check, Evidence, Finding
from ..mutation import Mutant, mutants
from ..trial import Outcome, Trial, Variants, tried
from ..witness import Witnesses
from .code_text import test_names
from .evidence import defect

TOLD: Final = 6
"""How many unnoticed changes a finding names."""

FAILED: Final = 3
"""How many failed tests are findings of their own: more of them have the same cause."""

_OWN, _AGAIN, _NONE, _RAISES = "solution", "again", "returns None", "raises"
_PASS, _REPEAT, _EMPTY, _KILLED = "tests_pass", "deterministic", "fails_empty", "mutants_killed"
_CHECKS: Final = (_PASS, _REPEAT, _EMPTY, _KILLED)

_STUBS: Final = {_NONE: "return None", _RAISES: "raise NotImplementedError"}


class TrialSettings(Frozen):
    """How hard solution and tests are tried."""

    mutants: int = Field(default=12, ge=3, le=60, description="changed solutions that the tests are tried on")
    kill: float = Field(default=0.7, ge=0, le=1, description="share of them that the tests must notice")
    seconds: int = Field(default=1, ge=1, le=20, description="processor time of each run of the tests")
    memory_mb: int = Field(default=128, ge=64, le=1024, description="memory of each run of the tests")
    accept_unexecuted: bool = Field(
        default=False, description="keep samples whose tests were not run because there is no sandbox"
    )


async def trial_evidence(parts: Mapping[str, str], settings: TrialSettings, witnesses: Witnesses) -> Evidence:
    """Run the tests on the solution, on empty ones and on changed ones.

    Solution and tests must be Python that defines what it should (code_text.py).
    """
    changed = mutants(parts["solution"], settings.mutants, parts["entry"])
    variants = _variants(parts, changed)
    trial = await tried(variants, settings.seconds, settings.memory_mb, witnesses)
    if trial.status is Status.UNEXECUTED:
        return _unexecuted(trial.why, settings)
    if trial.status is not Status.OK:
        return _one_failure(f"the run as a whole was ended: {trial.why}")
    return _evidence(parts, trial, changed, settings)


def _variants(parts: Mapping[str, str], changed: tuple[Mutant, ...]) -> Variants:
    own = {_OWN: parts["solution"], _AGAIN: parts["solution"]}
    stubs = {name: f"def {parts['entry']}(*_, **__):\n    {body}\n" for name, body in _STUBS.items()}
    sources = own | stubs | {f"mutant {number}": each.source for number, each in enumerate(changed)}
    return Variants(sources, parts["tests"], test_names(parts["tests"]), (_OWN, *stubs), (_AGAIN,))


def _unexecuted(why: str, settings: TrialSettings) -> Evidence:
    problem, fix = f"its tests could not be run: {why}", "dramaturg doctor says what is missing"
    found = () if settings.accept_unexecuted else (_found("solution", problem, fix),)
    checks = (Check(name=name, passed=False, said=why, unexecuted=True) for name in _CHECKS)
    return Evidence(findings=found, checks=tuple(checks))


def _one_failure(why: str) -> Evidence:
    found = _found("solution", why, "make the solution simpler, and the tests smaller")
    return Evidence(findings=(found,), checks=(Check(name=_PASS, passed=False, said=why),))


def _evidence(parts: Mapping[str, str], trial: Trial, changed: tuple[Mutant, ...], settings: TrialSettings) -> Evidence:
    outcomes = trial.outcomes
    own, names = outcomes[_OWN], test_names(parts["tests"])
    if not own.passed:
        said = clean(own.said)
        return Evidence(findings=tuple(_failures(parts, own)), checks=(Check(name=_PASS, passed=False, said=said),))
    again, stubs = outcomes[_AGAIN], {name: outcomes[name] for name in _STUBS}
    alive = tuple(each for number, each in enumerate(changed) if outcomes[f"mutant {number}"].passed)
    repeated, empty = tuple(_unsteady(again)), tuple(_hollow(stubs, names))
    unnoticed = tuple(_unnoticed(alive, len(changed), settings))
    killed = f"{len(changed) - len(alive)} of {len(changed)}, needed {_needed(len(changed), settings)}"
    checks = (
        Check(name=_PASS, passed=True, said=f"{len(names)} tests"),
        Check(name=_REPEAT, passed=not repeated),
        Check(name=_EMPTY, passed=not any(stub.passed for stub in stubs.values())),
        Check(name=_KILLED, passed=not unnoticed, said=killed),
    )
    return Evidence(findings=(*repeated, *empty, *unnoticed), checks=checks)


def _failures(parts: Mapping[str, str], own: Outcome) -> Iterator[Finding]:
    """Yield what the solution's own tests say against it; nobody knows yet which of the two is wrong."""
    fix = "work the case out by hand, then correct the solution or the test"
    if not own.failed:
        yield _found("solution", f"the tests do not come to an end on it: {own.said}", fix)
    lines = parts["tests"].splitlines()
    for name, failure in list(own.failed.items())[:FAILED]:
        quote = lines[failure.line - 1].strip() if 0 < failure.line <= len(lines) else ""
        told = f"`{name}` fails on it" if name else "it cannot be loaded with its tests"
        error = clean(failure.error)
        yield _found("tests" if quote else "solution", f"the solution fails: {told}: {error}", fix, quote)


def _unsteady(again: Outcome) -> Iterator[Finding]:
    if not again.passed:
        problem = f"it passed its tests once and failed when run again: {clean(again.said)}"
        yield _found("solution", problem, "make it give the same for the same arguments, in the same order")


def _hollow(stubs: Mapping[str, Outcome], names: tuple[str, ...]) -> Iterator[Finding]:
    """Yield tests that an empty function passes: all of them on one, or one of them on every one."""
    for name, stub in stubs.items():
        if stub.passed:
            problem = f"all tests pass on a function that only {name}"
            yield _found("tests", problem, "assert the values that are to come out")
            return
    failed = {name for stub in stubs.values() for name in stub.failed}
    idle = [name for name in names if name not in failed]
    if idle and all(stub.outcome == "failed" for stub in stubs.values()) and "" not in failed:
        problem = f"these pass whatever the function does: {', '.join(idle[:TOLD])}"
        yield _found("tests", problem, "assert the values that are to come out", f"def {idle[0]}")


def _unnoticed(alive: tuple[Mutant, ...], made: int, settings: TrialSettings) -> Iterator[Finding]:
    if made == 0:
        problem = "there is nothing in it that could be wrong: no condition, no sum, no bound"
        yield _found("solution", problem, "ask for something that takes a decision or a calculation")
    elif made - len(alive) < _needed(made, settings):
        told = "; ".join(f"line {each.line}: {each.change}" for each in alive[:TOLD])
        problem = f"{len(alive)} of {made} wrong solutions pass the tests, such as these changes: {told}"
        yield _found("tests", problem, "add cases at the edges that tell them apart: the bound itself, empty, negative")


def _needed(made: int, settings: TrialSettings) -> int:
    return ceil(made * settings.kill - 1e-9)


def _found(where: str, problem: str, fix: str, quote: str = "") -> Finding:
    return defect("trial", where, problem, fix, quote=quote)
