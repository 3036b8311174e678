"""Word problems with worked solutions (Persona Hub; GSM8K); the answer is found again by who never saw it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ConfigDict, Field

from ...runtime.errors import UsageError
from ...runtime.frozen import Frozen, Reply
from ..brief import Brief
from ..chat_form import ChatForm, ChatMessage
from ..finding import Check, Evidence, Finding
from ..kind import Kind, Verifier, found_by, kind
from ..rubric import Criterion, Rubric
from ..verifiers.addressed_to_model import addressed_to_model
from ..verifiers.answer_leak import answer_leak
from ..verifiers.boilerplate import boilerplate
from ..verifiers.controls_met import controls_met
from ..verifiers.copied import copied
from ..verifiers.quantity import agree
from ..verifiers.repetition import repetition
from ..verifiers.solved import Posed, SolvedSettings, solved
from ..verifiers.well_formed import well_formed
from ..verifiers.working import consistent, stated_in
from ..witness import Question, Witnesses
from ..witnesses.programmer import PROGRAM
from ..witnesses.solver import SOLVE
from . import math_rehearsal as math_rehearsal  # plays this kind's part in rehearsals

PROBLEM: Final = "problem"


class MathDraft(Reply):
    """A problem, its worked solution and its answer."""

    model_config = ConfigDict(coerce_numbers_to_str=True)  # small models answer 18, without the marks

    problem: str = Field(min_length=1, description="the situation with all of its figures, and one question")
    solution: str = Field(min_length=1, description="the working, one step a line, each calculation written out")
    answer: str = Field(min_length=1, description="the final figure with its unit, and nothing else")


def untold(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find the answer in the problem."""
    yield from answer_leak(PROBLEM, parts[PROBLEM], parts["answer"], agree)


@kind
class Math(Kind):
    """Word problems."""

    name = "math"
    about = "a word problem of a persona's, its worked solution and the answer"
    proven_by = (
        "sums, and that they end with the answer, by code; the answer by solvers who do not see it and by a program"
        " written from the problem alone and executed"
    )
    task = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").strip()
    payload: type[Reply] = MathDraft
    rubric = Rubric(
        criteria=(
            Criterion(name="in_character", question="Could the problem come up in this person's life or work?"),
            Criterion(name="definite", question="Is everything stated that the answer needs, in one way only?"),
            Criterion(name="correctness", question="Does each step follow from what is given, and lead to the answer?"),
            Criterion(name="instructive", question="Would somebody who cannot solve it understand each step?"),
        )
    )
    verifiers: tuple[Verifier, ...] = (
        well_formed,
        controls_met,
        boilerplate,
        copied,
        repetition,
        addressed_to_model,
        consistent,
        untold,
    )
    questions: tuple[Question[Reply], ...] = (SOLVE, PROGRAM)
    settings: type[Frozen] = SolvedSettings

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind."""
        return {name: str(payload[name]) for name in (PROBLEM, "solution", "answer")}

    def gist(self, payload: Mapping[str, Any]) -> str:
        """See Kind: two samples are alike when their problems are."""
        return str(payload[PROBLEM])

    async def evidence(self, payload: Mapping[str, Any], brief: Brief, witnesses: Witnesses) -> Evidence:
        """See Kind: witnesses are asked about a draft that code has nothing against."""
        parts = self.parts(payload)
        found = found_by(self.verifiers, parts, brief)
        checks = (_check("consistent", "consistent", found), _check("answer_leak", "untold", found))
        if found:
            return Evidence(findings=found, checks=checks)
        posed = Posed(PROBLEM, parts[PROBLEM], parts["answer"], agree)
        heard = await solved(posed, SolvedSettings.model_validate(brief.settings), witnesses)
        return Evidence(findings=heard.findings, checks=(*checks, *heard.checks))

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """See Kind: the problem, and the solution that ends with the answer."""
        if trained is not None:
            raise UsageError("a problem has no sides to choose from", fix="leave out --train")
        solution = str(payload["solution"]).rstrip()
        told = solution if stated_in(solution) else f"{solution}\n\nAnswer: {payload['answer']}"
        return ChatForm(
            messages=(
                ChatMessage(role="user", content=self.gist(payload)),
                ChatMessage(role="assistant", content=told),
            )
        )


def _check(verifier: str, name: str, found: tuple[Finding, ...]) -> Check:
    against = [each.problem for each in found if each.source == f"verifier:{verifier}"]
    return Check(name=name, passed=not against, said="; ".join(against))
