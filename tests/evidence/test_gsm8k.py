"""The maths evidence on GSM8K's 1,319 test problems: true solutions, changed answers, consistently wrong solutions.

Wrong solutions are built, and true programs derived, from GSM8K's calculator marks by tests/support/worked_chains.py.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from dramaturg.personas.persona import Origin, Persona
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.verifiers.answer_leak import answer_leak
from dramaturg.scenarios.verifiers.quantity import agree
from dramaturg.scenarios.verifiers.working import consistent
from outside_witnesses import Outside, executed
from sandboxed import fit
from worked_chains import Chain, Solved, chain_of, consistently_wrong, records

RECORDS: Final = 1_319
ACCEPTED: Final = 0.99

BRIEF: Final = Brief(
    id="0" * 24,
    cell="all",
    index=0,
    persona=Persona(id="p", text="A teacher of mathematics.", origin=Origin.GIVEN),
    seed=seed_of("Notes on a school garden.", "notes.txt"),
)


def is_consistent(solution: str, answer: str) -> bool:
    return not any(consistent({"solution": solution, "answer": answer}, BRIEF))


def test_true_solutions_are_consistent_and_no_problem_tells_its_answer() -> None:
    told = records()
    refused = [record for record in told if not is_consistent(record.solution, record.answer)]
    leaks = [each for each in told if any(answer_leak("problem", each.problem, each.answer, agree))]
    print(f"\nGSM8K, {len(told)} true solutions: {len(told) - len(refused)} consistent, {len(leaks)} leaks")
    assert len(told) == RECORDS
    assert len(refused) <= (1 - ACCEPTED) * RECORDS
    assert not leaks


def test_no_changed_answer_is_consistent() -> None:
    """One digit of the answer is changed: in the answer alone, in its line too, or where there is no such line."""
    tried, passed = 0, list[tuple[str, str]]()
    for record in records():
        if not is_consistent(record.solution, record.answer):
            continue  # its own end is not its answer: another figure may well be
        working, _, _ = record.solution.rpartition("\n#### ")
        for changed in _changed(record.answer):
            for solution in (record.solution, f"{working}\n#### {changed}", working):
                tried += 1
                passed += [(changed, solution)] if is_consistent(solution, changed) else []
    print(f"\nGSM8K, {tried} changed answers: {len(passed)} consistent")
    assert tried > 5 * RECORDS
    assert not passed


def _changed(answer: str) -> Iterator[str]:
    drawn = random.Random(answer)
    for place, digit in enumerate(answer):
        if digit.isdigit():
            yield answer[:place] + drawn.choice("0123456789".replace(digit, "")) + answer[place + 1 :]


@pytest.fixture(scope="module")
def chains() -> list[Chain]:
    return [chain for record in records() if (chain := chain_of(record))]


@pytest.fixture(scope="module")
def printed(chains: list[Chain]) -> dict[str, str]:
    fit()
    return executed([chain.program() for chain in chains])


@pytest.mark.parametrize(
    ("name", "settings", "right"),
    [
        ("program alone", {"votes": 0}, 0.0),
        ("votes of solvers who are right 4 times in 5, alone", {"program": False}, 0.8),
        ("votes of solvers who are right every other time, and the program", {}, 0.5),
        ("votes of solvers who are never right, alone", {"program": False}, 0.0),
    ],
)
def test_a_consistently_wrong_solution_is_never_verified(
    name: str, settings: dict[str, object], right: float, chains: list[Chain], printed: dict[str, str]
) -> None:
    brief, drawn = BRIEF.model_copy(update={"settings": settings}), random.Random(name)
    true, wrong = Counter[str](), Counter[str]()
    for chain in chains:
        true[_outcome(chain.record, brief, Outside(chain, printed, right, drawn))] += 1
        spoilt = _spoilt(chain)
        if spoilt is not None:
            wrong[_outcome(spoilt, brief, Outside(chain, printed, right, drawn))] += 1
    print(f"\nGSM8K, {name}\n  true  {dict(true.most_common())}\n  wrong {dict(wrong.most_common())}")
    assert wrong.total() > 0.9 * len(chains)
    assert set(wrong) <= {"refuted", "unverified", "other findings"}
    if settings == {"votes": 0}:
        assert true["verified"] > 0.97 * len(chains)
        assert wrong["refuted"] > 0.97 * wrong.total()


def _spoilt(chain: Chain) -> Solved | None:
    """Return the solution with one input a little off and every later step recomputed."""
    for name, figure in chain.inputs.items():
        for change in (1, 2, -1, 5, 10):
            if figure.isdigit() and int(figure) + change > 0:
                wrong = consistently_wrong(chain, name, int(figure) + change)
                if wrong is not None:
                    return wrong
    return None


def _outcome(solved: Solved, brief: Brief, witnesses: Outside) -> str:
    payload = solved._asdict()
    evidence = asyncio.run(KINDS.get("math").evidence(payload, brief, witnesses))
    passed = {check.name for check in evidence.checks if check.passed}
    said = " ".join(finding.problem for finding in evidence.findings)
    if not evidence.findings:
        return "verified" if "verified" in passed else "passed unverified"
    for sign, outcome in (("find another", "refuted"), ("finds another", "refuted"), ("unverified", "unverified")):
        if sign in said:
            return outcome
    return "other findings"
