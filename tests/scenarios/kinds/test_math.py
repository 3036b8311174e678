"""The maths kind: planted faults are found, answers are compared by value, and witnesses decide as they should."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TypeVar

import pytest
from pydantic import ValidationError

from dramaturg.personas.persona import Origin, Persona
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.sandbox import PROGRAM, Execution, Limits, Status
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.finding import Evidence
from dramaturg.scenarios.kind import KINDS, kind_of
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.verifiers.quantity import agree
from dramaturg.scenarios.witness import Question
from witnesses import Nobody

T = TypeVar("T", bound=Reply)

MATH = KINDS.get("math")
DRAFT = {
    "problem": "Janet's ducks lay 16 eggs a day. She keeps 3, bakes with 4, sells the rest at $2. How many dollars?",
    "solution": "She sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs.\nThat makes 9 * 2 = $<<9*2=18>>18 a day.",
    "answer": "$18",
}


class Told:
    """Witnesses who say what the test says."""

    simulated = True

    def __init__(self, answers: Sequence[str], printed: str = "", status: Status = Status.OK) -> None:
        self._answers = answers
        self._ran = Execution(status=status, stdout=printed, why="" if status is Status.OK else "no reason")

    async def ask(self, question: Question[T], number: int = 1, **shown: object) -> T:
        assert DRAFT["answer"] not in shown.values()
        if question.witness == "solver":
            return question.reply.model_validate({"steps": "", "answer": self._answers[number - 1]})
        return question.reply.model_validate({"approach": "", "program": "print()"})

    async def execute(
        self, files: Mapping[str, str], command: Sequence[str] = (PROGRAM,), limits: Limits | None = None
    ) -> Execution:
        return self._ran


def brief(**settings: object) -> Brief:
    persona = Persona(id="p", text="A farmer.", origin=Origin.GIVEN)
    return Brief(id="b", cell="all", index=0, persona=persona, seed=seed_of("Ducks.", "notes"), settings=settings)


def evidence(witnesses: Told | Nobody, settings: Mapping[str, object] | None = None, /, **changed: str) -> Evidence:
    return asyncio.run(MATH.evidence(DRAFT | changed, brief(**(settings or {})), witnesses))


def passed(found: Evidence) -> dict[str, bool]:
    return {check.name: check.passed for check in found.checks}


def test_votes_and_a_program_verify() -> None:
    found = evidence(Told(["18 dollars", "17", "18.00"], printed="18.0\n"))
    assert not found.findings
    assert passed(found) == dict.fromkeys(("consistent", "untold", "votes", "program", "verified"), True)
    assert [check.simulated for check in found.checks] == [False, False, True, True, True]
    assert {check.name: check.said for check in found.checks}["votes"] == "of 3, 2 say 18 dollars, 1 says 17"


@pytest.mark.parametrize(
    ("answers", "printed", "status", "problem"),
    [
        (["17", "17", "18"], "18", Status.OK, "solvers find another: of 3, 2 say 17, 1 says 18"),
        (["18", "18", "18"], "17", Status.OK, "a program finds another: it prints 17"),
        (["17", "18", "19"], "", Status.TIMEOUT, "unverified: votes: of 3, 1 says 17, 1 says 18, 1 says 19; program"),
        (["17", "18", "19"], "", Status.OK, "unverified"),
        (["unsolvable", "Ambiguous.", "18"], "18", Status.OK, "solvers find no one answer"),
        (["17", "18", "19"], "", Status.UNEXECUTED, "unverified"),
    ],
)
def test_what_is_not_verified_is_blocked(answers: list[str], printed: str, status: Status, problem: str) -> None:
    found = evidence(Told(answers, printed, status))
    assert found.findings[0].problem.startswith(problem)
    assert not passed(found)["verified"]
    (program,) = (check for check in found.checks if check.name == "program")
    assert program.unexecuted == (status is Status.UNEXECUTED)


def test_the_unverified_passes_where_it_may_and_the_refuted_never() -> None:
    lenient = {"accept_unverified": True, "program": False}
    unsure = evidence(Told(["17", "18", "19"]), lenient)
    assert (unsure.findings, passed(unsure)["verified"]) == ((), False)
    assert evidence(Told(["17", "17", "19"]), lenient).findings


def test_a_program_alone_verifies_where_no_vote_is_wanted() -> None:
    assert passed(evidence(Told([], printed="working\n18"), {"votes": 0})) == dict.fromkeys(
        ("consistent", "untold", "program", "verified"), True
    )


@pytest.mark.parametrize(
    ("part", "text", "problem"),
    [
        ("answer", "$17", "the solution does not end with it"),
        ("answer", "enough", "it holds no figure"),
        ("answer", "18 eggs and 9 ducks", "it is not one figure"),
        ("solution", DRAFT["solution"] + "\n#### 19", "the solution states another: 19"),
        (
            "solution",
            "She sells 16 - 3 - 4 = 8 eggs.\nThat makes 9 * 2 = $18.",
            "the sum does not come out: it makes 9",
        ),
        ("solution", "She sells 9 eggs.\nThat makes $<<9*2=19>>18.", "the sum does not come out: it makes 18"),
        ("problem", DRAFT["problem"] + " (The answer is 18 dollars.)", "it tells its own answer"),
        ("problem", DRAFT["problem"] + "\n#### 18", "it tells its own answer"),
    ],
)
def test_planted_faults_are_found_before_anybody_is_asked(part: str, text: str, problem: str) -> None:
    found = evidence(Nobody(), **{part: text})
    assert problem in [finding.problem for finding in found.findings]
    assert set(passed(found)) == {"consistent", "untold"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$18", "18 dollars"),
        ("3/4", "0.75"),
        ("1 1/2 hours", "90 minutes"),
        ("1 h 30 min", "1.5 hours"),
        ("25 %", "0.25"),
        ("25", "25 percent"),
        ("1,234.50", "1234.5"),
        ("1 234 euros", "€1234"),
        ("$0.25", "25 cents"),
        ("13.33", "13.333333333333334"),
        ("½", "0.5"),
        ("two dozen", "24"),
        ("x = 20 feet", "20"),
        ("1.2 million", "1200000"),
        ("-3", "−3 degrees"),
    ],
)
def test_equal_answers_agree(one: str, other: str) -> None:
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("18", "81"),
        ("$18", "€18"),
        ("18 km", "18 hours"),
        ("13.34", "13.3333"),
        ("13", "13.33"),
        ("-3", "3"),
        ("3:45", "3:46"),
        ("18", "18 to 20"),
        ("unsolvable", "18"),
        ("", ""),
    ],
)
def test_other_answers_do_not(one: str, other: str) -> None:
    assert not agree(one, other)
    assert not agree(other, one)


@pytest.mark.parametrize(
    "settings", [{"votes": 5}, {"votes": 1}, {"votes": 0, "program": False}, {"needed": 4}, {"vote": 3}]
)
def test_settings_that_could_verify_nothing_are_refused(settings: dict[str, object]) -> None:
    scenario = load("persona_math").scenario
    with pytest.raises(UsageError, match="settings"):
        kind_of(scenario.model_copy(update={"settings": settings}))


def test_the_chat_ends_with_the_answer_once() -> None:
    asked, told = MATH.chat(DRAFT, None).messages
    assert (asked.role, asked.content) == ("user", DRAFT["problem"])
    assert told.content == f"{DRAFT['solution']}\n\nAnswer: $18"
    stated = DRAFT | {"solution": f"{DRAFT['solution']}\n#### 18"}
    assert MATH.chat(stated, None).messages[1].content == stated["solution"]
    with pytest.raises(UsageError):
        MATH.chat(DRAFT, "user")


def test_a_payload_needs_all_of_its_parts() -> None:
    assert MATH.payload.model_validate(DRAFT | {"answer": 18}).model_dump()["answer"] == "18"
    for part in DRAFT:
        with pytest.raises(ValidationError):
            MATH.payload.model_validate({name: text for name, text in DRAFT.items() if name != part})
