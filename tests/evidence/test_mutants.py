"""What the code verifier says of wrong solutions is what plain Python says of them, and weak tests are turned down.

The changes are made token by token, and the tests are run as a program of their own, by tests/support/changed_code.py,
which knows nothing of the verifier.
"""

import asyncio
import random
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from changed_code import Changed, Small, changed, passes, small_functions
from dramaturg.personas.persona import Origin, Persona
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.finding import Evidence, Severity
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.seed import seed_of
from sandboxed import fit
from witnesses import Nobody

CASES = 240
EACH = 10
AT_ONCE = 4


class Case(NamedTuple):
    """A wrong solution: what the verifier said of it, and whether it passes the tests when Python runs them."""

    changed: Changed
    evidence: Evidence
    passes: bool


def brief() -> Brief:
    persona = Persona(id="p", text="A harbour engineer", origin=Origin.GIVEN)
    seed = seed_of("The pump on quay four was stopped at six.", "log.txt:1")
    return Brief(id="b", cell="all", index=0, persona=persona, seed=seed)


async def verified(payloads: list[dict[str, str]]) -> list[Evidence]:
    free = asyncio.Semaphore(AT_ONCE)

    async def one(payload: dict[str, str]) -> Evidence:
        async with free:
            return await KINDS.get("code").evidence(payload, brief(), Nobody())

    return await asyncio.gather(*map(one, payloads))


def is_blocked(evidence: Evidence) -> bool:
    return any(finding.severity is Severity.BLOCKING for finding in evidence.findings)


def says_pass(evidence: Evidence) -> bool:
    return any(check.name == "tests_pass" and check.passed for check in evidence.checks)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    fit()
    rng = random.Random("one thing changed")
    wrong = [each for small in small_functions() for each in changed(small, EACH, rng)][:CASES]
    said = asyncio.run(verified([each.payload for each in wrong]))
    place = tmp_path_factory.mktemp("plain")
    plain = [passes(each.solution, each.of.tests, place / str(number)) for number, each in enumerate(wrong)]
    return [Case(*case) for case in zip(wrong, said, plain, strict=True)]


def test_a_wrong_solution_is_rejected_unless_it_passes_the_tests_of_record(cases: list[Case]) -> None:
    alive = [case for case in cases if case.passes]
    blocked = sum(is_blocked(case.evidence) for case in cases if not case.passes)
    print(f"\n{len(cases)} solutions with one operator, constant or condition changed:")
    print(f"  {len(cases) - len(alive)} fail the tests when Python runs them, {blocked} of these are rejected")
    print(
        f"  {len(alive)} pass them, {sum(says_pass(case.evidence) for case in alive)} of these by the verifier's word"
    )
    print(f"  and {sum(is_blocked(case.evidence) for case in alive)} of these are rejected for their tests")
    assert len(cases) >= 200
    assert len(alive) > 5, "no weak tests among them: nothing was shown about mutants that pass"
    for case in cases:
        assert says_pass(case.evidence) == case.passes, (case.changed.change, case.changed.solution, case.evidence)
        assert case.passes or is_blocked(case.evidence)


def test_true_solutions_are_kept_unless_their_tests_are_loose() -> None:
    fit()
    held = small_functions()
    said = asyncio.run(verified([each.payload for each in held]))
    outcome = Counter((loose(each), is_blocked(evidence)) for each, evidence in zip(held, said, strict=True))
    print(f"\nkept {outcome[False, False]} of {outcome[False, False] + outcome[False, True]} with careful tests,")
    print(f"rejected {outcome[True, True]} of {outcome[True, True] + outcome[True, False]} with loose ones")
    assert all(says_pass(evidence) for evidence in said)
    assert outcome[False, True] == 0
    assert outcome[True, True] >= 2


def loose(small: Small) -> bool:
    return small.entry.startswith("loosely_tested")


def test_the_small_functions_pass_their_tests_in_plain_python(tmp_path: Path) -> None:
    for small in small_functions():
        assert passes(small.solution, small.tests, tmp_path / small.entry), small.entry
