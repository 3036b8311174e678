"""Dialogues between two minds: persona with persona, or persona with assistant."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ...runtime.errors import UsageError
from ...runtime.frozen import Reply
from ..brief import Brief
from ..chat_form import ChatForm, ChatMessage
from ..dialogue import Dialogue, Side, dialogue_of, name_of
from ..finding import Evidence, Finding
from ..kind import Form, Kind, Verifier, found_by, kind
from ..rubric import Criterion, Rubric
from ..spec import Scenario
from ..verifiers.addressed_to_model import addressed_to_model
from ..verifiers.arithmetic import arithmetic
from ..verifiers.copied import copied
from ..verifiers.dialogue.alternation import alternation
from ..verifiers.dialogue.closing import closing
from ..verifiers.dialogue.consistency import consistency
from ..verifiers.dialogue.goal_leak import goal_leak
from ..verifiers.dialogue.language import language
from ..verifiers.dialogue.lengths import EACH_TURN, lengths
from ..verifiers.dialogue.one_voice import one_voice
from ..verifiers.dialogue.repeated import repeated
from ..verifiers.dialogue.stock import stock
from ..verifiers.dialogue.whole_turns import whole_turns
from ..verifiers.repetition import repetition
from ..witness import Witnesses

OF_TURNS: tuple[Verifier, ...] = (copied, repetition, arithmetic, addressed_to_model)
"""What any text must hold to, asked of every turn."""

OF_DIALOGUES: tuple[Callable[[Dialogue, Brief], Iterable[Finding]], ...] = (
    alternation,
    whole_turns,
    one_voice,
    repeated,
    goal_leak,
    lengths,
    language,
    consistency,
    stock,
    closing,
)
"""What only a dialogue can break."""

OPENINGS = 2
"""Turns that the near-duplicate gate compares: who comes with what, and what is made of it. Whole talks are alike
in their courtesies."""


@kind
class Talk(Kind):
    """Two sides, turn by turn."""

    name = "dialogue"
    about = "a conversation of two sides with hidden goals, written turn by turn by separate minds"
    proven_by = "alternation, lengths, leaks, repeats and facts against the cards by code; the rest is judged"
    task = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").strip()
    form = Form.TURNS
    payload: type[Reply] = Dialogue
    rubric = Rubric(
        criteria=(
            Criterion(name="in_character", question="Does each side talk like who it is, with what it can know?"),
            Criterion(name="natural", question="Does each turn answer the one before, as people or good services do?"),
            Criterion(name="goals", question="Does each side pursue its goal, and is the outcome a fair one?"),
            Criterion(name="correctness", question="Is what is stated right and free of contradiction?"),
            Criterion(name="specificity", question="Is it concrete, rather than what anybody could have said?"),
        )
    )
    verifiers = (*OF_TURNS, *OF_DIALOGUES)

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind: a part is a turn."""
        return {name_of(place, turn): turn.text for place, turn in enumerate(dialogue_of(payload).turns)}

    def voice(self, part: str) -> str:
        """See Kind."""
        return part.split(" ", 2)[-1]

    def gist(self, payload: Mapping[str, Any]) -> str:
        """See Kind: two dialogues are alike when they open alike."""
        return "\n".join(turn.text for turn in dialogue_of(payload).turns[:OPENINGS])

    async def evidence(self, payload: Mapping[str, Any], brief: Brief, witnesses: Witnesses) -> Evidence:
        """See Kind: what any text must hold to, turn by turn, and what a dialogue must."""
        in_turns = found_by(OF_TURNS, self.parts(payload), brief)
        return Evidence(findings=(*in_turns, *found_by(OF_DIALOGUES, dialogue_of(payload), brief)))

    def backstage(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind: the situation, and what each side wanted and knew."""
        dialogue = dialogue_of(payload)
        return {"situation": dialogue.situation, **{f"card of {side.role}": _card(side) for side in dialogue.sides}}

    def secrets(self, payload: Mapping[str, Any]) -> tuple[str, ...]:
        """See Kind: what each side wanted."""
        return tuple(side.goal for side in dialogue_of(payload).sides)

    def learner(self, payload: Mapping[str, Any], trained: str | None) -> str:
        """See Kind."""
        return _learner(dialogue_of(payload).sides, trained).role

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """See Kind: the trained side is the assistant's part, by default; where there is none, the last role."""
        dialogue = dialogue_of(payload)
        learner = _learner(dialogue.sides, trained)
        return ChatForm(
            system=_brief_for(learner, dialogue.situation),
            messages=tuple(
                ChatMessage(role="assistant" if turn.speaker == learner.role else "user", content=turn.text)
                for turn in dialogue.turns
            ),
        )

    def checkable(self, scenario: Scenario) -> tuple[str, ...]:
        """See Kind."""
        roles = scenario.conversation.roles if scenario.conversation else ()
        return (EACH_TURN, *(role.name for role in roles))

    def objection(self, scenario: Scenario) -> str | None:
        """See Kind."""
        if scenario.conversation is None:
            return "a dialogue needs `conversation:` with two roles (see `support_dialogue` in the library)"
        if scenario.conversation.society is not None:
            return "conversation.society: a dialogue has two sides; what a group says is of the kind `gathering`"
        number = len(scenario.conversation.roles)
        return None if number == 2 else f"conversation.roles: a dialogue has two sides, not {number}"


def _card(side: Side) -> str:
    lines = [f"Goal: {side.goal}", *(f"Knows: {fact}" for fact in side.knows), f"Manner: {side.manner}"]
    return "\n".join([side.persona, *lines] if side.persona else lines)


def _learner(sides: tuple[Side, ...], trained: str | None) -> Side:
    by_role = {side.role: side for side in sides}
    if trained is None:
        return next((side for side in sides if side.played_by == "assistant"), sides[-1])
    if trained not in by_role:
        raise UsageError(f"there is no side {trained!r} in these dialogues", fix=f"name one of: {', '.join(by_role)}")
    return by_role[trained]


def _brief_for(side: Side, situation: str) -> str:
    """Return what the trained side is told first: who it is and what it knows, never its goal."""
    who = f"You are {side.about}." if side.played_by == "assistant" else f"{side.persona}\nYou are {side.about}."
    known = "\n".join(f"- {fact}" for fact in side.knows)
    return f"{who}\n{situation}" + (f"\nWhat you know:\n{known}" if known else "")
