"""Deduction puzzles (Persona Hub, section 3.1): one answer, found again by who never saw it, and no other."""

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
from ..verifiers.named import alike, concluded
from ..verifiers.repetition import repetition
from ..verifiers.solved import Posed, SolvedSettings, solved
from ..verifiers.well_formed import well_formed
from ..witness import Question, Witnesses
from ..witnesses.programmer import PROGRAM
from ..witnesses.solver import SOLVE
from . import logic_rehearsal as logic_rehearsal  # plays this kind's part in rehearsals

PUZZLE: Final = "puzzle"


class LogicDraft(Reply):
    """A puzzle, its solution and its answer."""

    model_config = ConfigDict(coerce_numbers_to_str=True)  # small models answer 3, without the marks

    puzzle: str = Field(min_length=1, description="who and what there is, every condition, and one question")
    solution: str = Field(min_length=1, description="the deduction, one step a line; the last states the answer")
    answer: str = Field(min_length=1, description="what the question asks for, and nothing else")


def untold(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find the answer in the puzzle."""
    yield from answer_leak(PUZZLE, parts[PUZZLE], parts["answer"], alike)


@kind
class Logic(Kind):
    """Deduction puzzles."""

    name = "logic"
    about = "a deduction puzzle of a persona's with one answer, and how it follows"
    proven_by = (
        "the answer by solvers who do not see it; that there is no other by a program, written from the puzzle alone,"
        " which goes through every possibility"
    )
    task = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").strip()
    payload: type[Reply] = LogicDraft
    rubric = Rubric(
        criteria=(
            Criterion(name="in_character", question="Could the situation come up in this person's life or work?"),
            Criterion(name="definite", question="Is every condition stated, in one way only, and none superfluous?"),
            Criterion(name="correctness", question="Does each step follow from the conditions that it names?"),
            Criterion(name="demanding", question="Does it take several steps that depend on each other?"),
        )
    )
    verifiers: tuple[Verifier, ...] = (
        well_formed,
        controls_met,
        boilerplate,
        copied,
        repetition,
        addressed_to_model,
        concluded,
        untold,
    )
    questions: tuple[Question[Reply], ...] = (SOLVE, PROGRAM)
    settings: type[Frozen] = SolvedSettings

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind."""
        return {name: str(payload[name]) for name in (PUZZLE, "solution", "answer")}

    def gist(self, payload: Mapping[str, Any]) -> str:
        """See Kind: two samples are alike when their puzzles are."""
        return str(payload[PUZZLE])

    async def evidence(self, payload: Mapping[str, Any], brief: Brief, witnesses: Witnesses) -> Evidence:
        """See Kind: witnesses are asked about a draft that code has nothing against."""
        parts = self.parts(payload)
        found = found_by(self.verifiers, parts, brief)
        checks = (_check("concluded", "concluded", found), _check("answer_leak", "untold", found))
        if found:
            return Evidence(findings=found, checks=checks)
        posed = Posed(PUZZLE, parts[PUZZLE], parts["answer"], alike, every=True)
        heard = await solved(posed, SolvedSettings.model_validate(brief.settings), witnesses)
        return Evidence(findings=heard.findings, checks=(*checks, *heard.checks))

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """See Kind: the puzzle, and the solution that ends with the answer."""
        if trained is not None:
            raise UsageError("a puzzle has no sides to choose from", fix="leave out --train")
        told = f"{str(payload['solution']).rstrip()}\n\nAnswer: {payload['answer']}"
        return ChatForm(
            messages=(
                ChatMessage(role="user", content=self.gist(payload)),
                ChatMessage(role="assistant", content=told),
            )
        )


def _check(verifier: str, name: str, found: tuple[Finding, ...]) -> Check:
    against = [each.problem for each in found if each.source == f"verifier:{verifier}"]
    return Check(name=name, passed=not against, said="; ".join(against))
