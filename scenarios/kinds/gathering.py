"""Gatherings: what is said in a group of a society, and what each member takes away from it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from ..brief import Brief
from ..chat_form import ChatForm, ChatMessage
from ..dialogue import Dialogue, Side, Turn, dialogue_of
from ..finding import Evidence
from ..kind import Form, found_by, kind
from ..memory import Meeting, Takeaway
from ..names import called
from ..rubric import Criterion, Rubric
from ..seed import Emerged
from ..spec import Scenario
from ..verifiers.dialogue.alternation import alternation
from ..verifiers.dialogue.floor import floor
from ..verifiers.dialogue.lengths import EACH_TURN
from ..witness import Witnesses
from .dialogue import OF_DIALOGUES, OF_TURNS, Talk

OF_GROUPS = tuple(floor if verifier is alternation else verifier for verifier in OF_DIALOGUES)
"""What only a group's talk can break."""


@kind
class Gathering(Talk):
    """Several people, turn by turn."""

    name = "gathering"
    about = "a conversation in a group of a society, whose members remember earlier meetings"
    proven_by = "who speaks, lengths, leaks, repeats and facts against the cards by code; the rest is judged"
    task = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").strip()
    form = Form.GROUP
    rubric = Rubric(
        criteria=(
            Criterion(name="in_character", question="Does everybody talk like who they are, with what they can know?"),
            Criterion(name="natural", question="Does each turn answer what was said, as people in a group do?"),
            Criterion(name="goals", question="Does everybody pursue a goal, and is the outcome a fair one?"),
            Criterion(name="correctness", question="Is what is stated right and free of contradiction?"),
            Criterion(name="specificity", question="Is it concrete, rather than what anybody could have said?"),
        )
    )
    verifiers = (*OF_TURNS, *OF_GROUPS)

    async def evidence(self, payload: Mapping[str, Any], brief: Brief, witnesses: Witnesses) -> Evidence:
        """See Kind: what any text must hold to, turn by turn, and what a group's talk must."""
        in_turns = found_by(OF_TURNS, self.parts(payload), brief)
        return Evidence(findings=(*in_turns, *found_by(OF_GROUPS, dialogue_of(payload), brief)))

    def backstage(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind: the situation, what each member wanted, knew and remembered, and what each took away."""
        dialogue, shown = dialogue_of(payload), super().backstage(payload)
        for side in dialogue.sides:
            card = f"card of {side.role}"
            shown[card] = f"{called(side.role)}, {side.about}\n{shown[card]}"
        return {
            **shown,
            **{f"{side.role} remembers": _remembered(side) for side in dialogue.sides if side.memories},
            **{f"{taken.role} takes away": _taken(taken) for taken in dialogue.takeaways},
        }

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """See Kind: the trained side is the last member, by default. The words of the others bear their names.

        Names differ from group to group: where nobody is called so, nothing is to be learnt.
        """
        dialogue = dialogue_of(payload)
        names = [side.role for side in dialogue.sides]
        learner = names[-1] if trained is None else trained
        own = next((side for side in dialogue.sides if side.role == learner), None)
        return ChatForm(
            system=_told(own, dialogue) if own else "",
            messages=tuple(_messages(dialogue.turns, learner)),
        )

    def remembered(self, payload: Mapping[str, Any], brief: Brief) -> Meeting:
        """See Kind: who was there, and what they took away."""
        dialogue = dialogue_of(payload)
        people = {person.id: side.role for person, side in zip(brief.people, dialogue.sides, strict=True)}
        return Meeting(people=people, takeaways=dialogue.takeaways)

    def emerged(self, payload: Mapping[str, Any]) -> tuple[Emerged, ...]:
        """See Kind: what the members would now ask an AI assistant."""
        dialogue = dialogue_of(payload)
        personas = {side.role: side.persona for side in dialogue.sides}
        return tuple(
            Emerged(text=f"{wish.situation}\n{wish.request}", persona=personas[taken.role], name=called(taken.role))
            for taken in dialogue.takeaways
            for wish in taken.wishes
        )

    def checkable(self, scenario: Scenario) -> tuple[str, ...]:
        """See Kind: who will be there is not known beforehand."""
        return (EACH_TURN,)

    def objection(self, scenario: Scenario) -> str | None:
        """See Kind."""
        if scenario.conversation is None or scenario.conversation.society is None:
            return "a gathering needs `conversation: {society: …}` (see `society_dialogue` in the library)"
        return None


def _remembered(side: Side) -> str:
    return "\n\n".join(memory.told for memory in side.memories)


def _taken(taken: Takeaway) -> str:
    stands = (f"{called(name)}: {how}" for name, how in taken.stands.items())
    wishes = (f"Would ask: {wish.situation} {wish.request}" for wish in taken.wishes)
    return "\n".join((taken.remembers, *stands, *wishes))


def _messages(turns: Iterable[Turn], learner: str) -> Iterator[ChatMessage]:
    """Yield what the trained side says, and in between what the others say, as one message."""
    for is_own, run in groupby(turns, key=lambda turn: turn.speaker == learner):
        if is_own:
            yield from (ChatMessage(role="assistant", content=turn.text) for turn in run)
        else:
            said = "\n".join(f"{called(turn.speaker)}: {turn.text}" for turn in run)
            yield ChatMessage(role="user", content=said)


def _told(side: Side, dialogue: Dialogue) -> str:
    """Return what the trained side is told first: who it is, who else is there, what it knows; never its goal."""
    others = [f"- {called(other.role)}, {other.about}" for other in dialogue.sides if other.role != side.role]
    lines = [side.persona, f"You are {called(side.role)}, {side.about}.", dialogue.situation, "Who else is there:"]
    lines += others
    if side.knows:
        lines += ["What you know:", *(f"- {fact}" for fact in side.knows)]
    if side.memories:
        lines += ["What you remember:", *(f"- {memory.told}" for memory in side.memories)]
    return "\n".join(lines)
