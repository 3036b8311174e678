"""Instructions that a persona would really give, with a response (Persona Hub, section 3.2; Self-Instruct)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from ...runtime.errors import UsageError
from ...runtime.frozen import Reply
from ..chat_form import ChatForm, ChatMessage
from ..kind import Kind, Verifier, kind
from ..rubric import Criterion, Rubric
from ..verifiers.addressed_to_model import addressed_to_model
from ..verifiers.arithmetic import arithmetic
from ..verifiers.boilerplate import boilerplate
from ..verifiers.controls_met import controls_met
from ..verifiers.copied import copied
from ..verifiers.repetition import repetition
from ..verifiers.well_formed import well_formed
from . import instruction_rehearsal as instruction_rehearsal  # plays this kind's part in rehearsals


class InstructionDraft(Reply):
    """An instruction, the material it works on, and the response."""

    instruction: str = Field(description="what the person asks, in their own voice")
    input: str = Field(description="the material it works on; empty if it needs none")
    response: str = Field(description="what a competent assistant answers")


@kind
class Instruction(Kind):
    """Single-turn instructions."""

    name = "instruction"
    about = "an instruction in a persona's own voice, optional input, and a response"
    proven_by = "form, lengths, copies and sums by code; whether the response is right is judged"
    task = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").strip()
    payload: type[Reply] = InstructionDraft
    rubric = Rubric(
        criteria=(
            Criterion(name="in_character", question="Would this person, with this knowledge and need, ask this?"),
            Criterion(name="helpfulness", question="Does the response do what was asked, fully and directly?"),
            Criterion(name="correctness", question="Is what the response states right and free of contradiction?"),
            Criterion(name="specificity", question="Is it concrete, rather than what anybody could have written?"),
        )
    )
    verifiers: tuple[Verifier, ...] = (
        well_formed,
        controls_met,
        boilerplate,
        copied,
        repetition,
        arithmetic,
        addressed_to_model,
    )

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind."""
        return {name: str(payload[name]) for name in ("instruction", "input", "response")}

    def gist(self, payload: Mapping[str, Any]) -> str:
        """See Kind: two samples are alike when their instructions are."""
        return f"{payload['instruction']}\n{payload['input']}".strip()

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """See Kind: one question and one answer."""
        if trained is not None:
            raise UsageError("an instruction has no sides to choose from", fix="leave out --train")
        asked, answer = self.gist(payload), str(payload["response"])
        return ChatForm(
            messages=(ChatMessage(role="user", content=asked), ChatMessage(role="assistant", content=answer))
        )
