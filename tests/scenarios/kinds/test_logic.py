"""The logic kind: one answer and no other, found by executing a search; answers compared item by item."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import TypeVar

import pytest
from pydantic import ValidationError

from dramaturg.personas.persona import Origin, Persona
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.sandbox import PROGRAM, Execution, Limits, Status
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.finding import Evidence
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.verifiers.named import alike
from dramaturg.scenarios.witness import Question
from dramaturg.scenarios.witnesses.known_puzzles import drawn, forms, recognised
from witnesses import Nobody

T = TypeVar("T", bound=Reply)

LOGIC = KINDS.get("logic")
DRAFT = {
    "puzzle": "Ana, Bo and Cy ran. Ana beat Bo. Cy was last. In what order did they finish? Names, with commas.",
    "solution": "Cy was last, so Ana and Bo were first and second.\nAna beat Bo: the order is Ana, Bo, Cy.",
    "answer": "Ana, Bo, Cy",
}


class Told:
    """Witnesses who say what the test says."""

    simulated = False

    def __init__(self, answers: Sequence[str], printed: str) -> None:
        self._answers = answers
        self._printed = printed

    async def ask(self, question: Question[T], number: int = 1, **shown: object) -> T:
        assert DRAFT["answer"] not in shown.values()
        if question.witness == "solver":
            return question.reply.model_validate({"steps": "", "answer": self._answers[number - 1]})
        assert shown["every"] is True
        return question.reply.model_validate({"approach": "", "program": "print()"})

    async def execute(
        self, files: Mapping[str, str], command: Sequence[str] = (PROGRAM,), limits: Limits | None = None
    ) -> Execution:
        return Execution(status=Status.OK, stdout=self._printed)


def evidence(witnesses: Told | Nobody, settings: Mapping[str, object] | None = None, /, **changed: str) -> Evidence:
    persona = Persona(id="p", text="A runner.", origin=Origin.GIVEN)
    brief = Brief(
        id="b", cell="all", index=0, persona=persona, seed=seed_of("Races.", "notes"), settings=dict(settings or {})
    )
    return asyncio.run(LOGIC.evidence(DRAFT | changed, brief, witnesses))


def test_one_answer_and_no_other_is_verified() -> None:
    found = evidence(Told(["Ana, Bo and Cy", "ana > bo > cy", "Bo, Ana, Cy"], "Ana, Bo, Cy\n"))
    assert not found.findings
    assert {check.name: check.passed for check in found.checks} == dict.fromkeys(
        ("concluded", "untold", "votes", "program", "verified"), True
    )


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        ("Ana, Bo, Cy\nBo, Ana, Cy\n", "it has 2 answers"),
        ("Bo, Ana, Cy\n", "a program finds another"),
    ],
)
def test_another_answer_blocks_whatever_the_votes_say(printed: str, problem: str) -> None:
    found = evidence(Told(["Ana, Bo, Cy"] * 3, printed))
    assert [finding.problem.startswith(problem) for finding in found.findings] == [True]


def test_what_prints_nothing_verifies_nothing() -> None:
    assert evidence(Told([], ""), {"votes": 0}).findings[0].problem == "unverified: program: it prints nothing"


@pytest.mark.parametrize(
    ("part", "text", "problem"),
    [
        ("answer", "Ana, Bo, Dee", "the solution does not end with it: its last line does not name dee"),
        ("solution", "Ana beat Bo.\nSo Cy was last.", "the solution does not end with it"),
        ("puzzle", DRAFT["puzzle"] + " (The answer is Ana, Bo and Cy.)", "it tells its own answer"),
    ],
)
def test_planted_faults_are_found_before_anybody_is_asked(part: str, text: str, problem: str) -> None:
    found = evidence(Nobody(), **{part: text})
    assert any(finding.problem.startswith(problem) for finding in found.findings)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana, Bo and Cy", "Ana > Bo > Cy"),
        ("The answer is: Ana.", "ana"),
        ("the drill", "Drill"),
        ("Yes, it follows.", "yes"),
        ("on Friday", "Friday"),
        ("3", "3.0"),
        ("14 March", "14 march."),
        ("Ana: knight, Bo: knave", "Ana is a knight and Bo is a knave"),
    ],
)
def test_answers_that_name_the_same_are_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana, Bo", "Bo, Ana"), ("Ana", "Ana, Bo"), ("yes", "no"), ("14 March", "14 April"), ("3", "4"), ("", "")],
)
def test_others_are_not(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


@pytest.mark.parametrize("form", forms())
def test_every_rehearsed_puzzle_has_one_answer_and_is_recognised(form: str) -> None:
    rng = random.Random(form)
    for number in range(20):
        puzzle = drawn(rng, form, 3 + number % 2)
        assert len(puzzle.answers) == 1
        assert recognised(f"As a nurse I read this. {puzzle.text}") == puzzle


def test_a_rehearsed_order_is_the_one_that_its_sentences_allow() -> None:
    """Read the clues again, by other means, from the text alone."""
    rng = random.Random(5)
    for _ in range(20):
        puzzle = drawn(rng, "order", 4)
        left = [
            order for order in permutations(puzzle.people) if all(_allows(puzzle.told(c), order) for c in puzzle.clues)
        ]
        assert [", ".join(order) for order in left] == puzzle.answers


def _allows(told: str, order: Sequence[str]) -> bool:
    at = [order.index(word.strip(".")) for word in told.split() if word.strip(".") in order]
    if "before" in told:
        return at[0] < at[1]
    if "right after" in told:
        return at[0] - at[1] == 1
    if "between" in told:
        return abs(at[0] - at[1]) > 1
    return at[0] != (0 if "first" in told else len(order) - 1)


def test_the_chat_and_the_payload() -> None:
    asked, told = LOGIC.chat(DRAFT, None).messages
    assert (asked.content, told.content) == (DRAFT["puzzle"], f"{DRAFT['solution']}\n\nAnswer: Ana, Bo, Cy")
    with pytest.raises(UsageError):
        LOGIC.chat(DRAFT, "user")
    for part in DRAFT:
        with pytest.raises(ValidationError):
            LOGIC.payload.model_validate({name: text for name, text in DRAFT.items() if name != part})
