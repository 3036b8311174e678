"""Programming problems with a solution and unit tests that were run: on it, on empty ones and on changed ones."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from ...runtime.errors import UsageError
from ...runtime.frozen import Frozen, Reply
from ..brief import Brief
from ..chat_form import ChatForm, ChatMessage
from ..finding import Check, Evidence, Finding, Severity
from ..kind import Kind, Verifier, found_by, kind
from ..rubric import Criterion, Rubric
from ..verifiers.addressed_to_model import addressed_to_model
from ..verifiers.boilerplate import boilerplate
from ..verifiers.code_text import (
    code_contained,
    code_parses,
    problem_keeps_solution,
    solution_defines_entry,
    tests_formed,
)
from ..verifiers.code_trial import TrialSettings, trial_evidence
from ..verifiers.controls_met import controls_met
from ..verifiers.copied import copied
from ..verifiers.well_formed import well_formed
from ..witness import Witnesses
from . import code_rehearsal as code_rehearsal  # plays this kind's part in rehearsals


class CodeDraft(Reply):
    """A problem, and what proves that it can be solved and checked."""

    problem: str = Field(description="what is wanted, with the function's signature and one example")
    entry: str = Field(description="the function's name")
    solution: str = Field(description="a Python module that defines the function; no code fence")
    tests: str = Field(description="a Python module of functions test_... with plain asserts; no code fence")


OF_THE_PROBLEM: tuple[Verifier, ...] = (well_formed, boilerplate, copied, addressed_to_model)
OF_THE_CODE: tuple[Verifier, ...] = (
    code_parses,
    code_contained,
    solution_defines_entry,
    problem_keeps_solution,
    tests_formed,
)


@kind
class Code(Kind):
    """Programming problems."""

    name = "code"
    about = "a programming problem from a persona's life, a solution in Python, and unit tests"
    proven_by = (
        "the tests are run in a sandbox: they pass on the solution twice, fail on empty ones and on most of those with"
        " one thing changed; whether the problem tells all that the tests ask for is judged"
    )
    task = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").strip()
    payload: type[Reply] = CodeDraft
    rubric = Rubric(
        criteria=(
            Criterion(name="in_character", question="Would this person, in their work or life, want this function?"),
            Criterion(
                name="completeness",
                question="Does the problem tell all that the tests ask for, edges included, without contradiction?",
            ),
            Criterion(name="clarity", question="Can it be read in one way only, without the solution beside it?"),
            Criterion(name="quality", question="Is the solution plain Python that does what is wanted and no more?"),
        )
    )
    verifiers: tuple[Verifier, ...] = (*OF_THE_PROBLEM, *OF_THE_CODE, controls_met)
    settings: type[Frozen] = TrialSettings

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind."""
        return {name: str(payload[name]).rstrip() for name in ("problem", "entry", "solution", "tests")}

    def gist(self, payload: Mapping[str, Any]) -> str:
        """See Kind: two samples are alike when their problems are."""
        return str(payload["problem"]).strip()

    async def evidence(self, payload: Mapping[str, Any], brief: Brief, witnesses: Witnesses) -> Evidence:
        """See Kind: nothing is run before it is known to be a function with tests that keeps to itself."""
        parts = self.parts(payload)
        prose = {"problem": parts["problem"]}
        read = (*found_by(OF_THE_PROBLEM, prose, brief), *found_by((controls_met,), parts, brief))
        form = found_by(OF_THE_CODE, parts, brief)
        if any(finding.severity is Severity.BLOCKING for finding in form):
            return Evidence(findings=(*read, *form), checks=(_formed(form),))
        ran = await trial_evidence(parts, TrialSettings.model_validate(brief.settings), witnesses)
        return Evidence(findings=(*read, *form, *ran.findings), checks=(_formed(form), *ran.checks))

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """See Kind: the problem, answered by the solution; the tests stay in the row."""
        if trained is not None:
            raise UsageError("a programming problem has no sides to choose from", fix="leave out --train")
        answer = f"```python\n{str(payload['solution']).strip()}\n```"
        asked = ChatMessage(role="user", content=self.gist(payload))
        return ChatForm(messages=(asked, ChatMessage(role="assistant", content=answer)))


def _formed(found: tuple[Finding, ...]) -> Check:
    return Check(name="form", passed=not found, said=found[0].problem if found else "")
