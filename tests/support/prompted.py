"""The real prompts of every role for one piece of work, and what the obedient rehearsal model says to them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from dramaturg.agents import (
    assistant,
    critic,
    director,
    generator,
    judge,
    member,
    moderator,
    outliner,
    persona_to_persona,
    planner,
    polisher,
    recollector,
    reviser,
    speaker,
    text_to_persona,
)
from dramaturg.agents.assistant import Answer
from dramaturg.agents.critic import Critique
from dramaturg.agents.director import Stage, frame_for
from dramaturg.agents.judge import Scores
from dramaturg.agents.member import remark_among
from dramaturg.agents.moderator import calling_among
from dramaturg.agents.outliner import outline_for
from dramaturg.agents.persona_to_persona import Ask, RelatedPersonas
from dramaturg.agents.planner import Plan
from dramaturg.agents.polisher import polish_of
from dramaturg.agents.recollector import recollection_of
from dramaturg.agents.speaker import Speech
from dramaturg.agents.text_to_persona import PersonasFromText, Viewpoint
from dramaturg.graphs.discretion import seat_of, view_of
from dramaturg.personas.persona import Granularity, Lens, Origin, Persona
from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.orders import REMOVED
from dramaturg.runtime.prompt import KEY_LENGTH, Message
from dramaturg.runtime.rehearsal.stage import perform
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.conversation import Conversation
from dramaturg.scenarios.conversation import Role as Part
from dramaturg.scenarios.dialogue import Side, Turn, View
from dramaturg.scenarios.draft import Draft, Round
from dramaturg.scenarios.finding import Finding, Severity
from dramaturg.scenarios.kinds.instruction import Instruction, InstructionDraft
from dramaturg.scenarios.memory import Memory
from dramaturg.scenarios.seed import seed_of
from rehearse import request, said

OBEDIENT: Final = "rehearsal:obedient"
KIND: Final = Instruction()
TALK: Final = Conversation(
    roles=(
        Part(name="keeper", about="who keeps the pumps"),
        Part(name="desk", about="the maker's desk", played_by="assistant"),
    )
)
NO_KEY: Final = "0" * KEY_LENGTH


@dataclass(frozen=True)
class Material:
    """The untrusted texts of one piece of work."""

    seed: str = "The pump on quay four was stopped at six; the strainer had filled with weed again."
    persona: str = "A harbour engineer on a small island who keeps three old pumps running."
    plan: str = "The strainer clogs twice a week and nobody has time to clean it."
    response: str = "Hang a second basket before the strainer and lift it out on Mondays. That takes ten minutes."
    finding: str = "It does not say what to do on the other days."

    @property
    def brief(self) -> Brief:
        person = Persona(id="p", text=self.persona, origin=Origin.TEXT)
        directions = ("length: short (20 to 80 words in the response)",)
        return Brief(id="b", cell="all", index=0, persona=person, seed=seed_of(self.seed, "x"), directions=directions)

    @property
    def parts(self) -> dict[str, str]:
        return {"instruction": "How do I keep the strainer clear of weed?", "input": "", "response": self.response}


class Role(NamedTuple):
    """How a role is asked, what it replies, and which of the texts its prompt shows."""

    ask: Callable[[Material], tuple[Message, ...]]
    reply: type[Reply]
    shows: tuple[str, ...]


def _plan(material: Material) -> tuple[Message, ...]:
    return planner.PROMPT.render("b", "plan", task=KIND.task, brief=material.brief)


def _write(material: Material) -> tuple[Message, ...]:
    plan = Plan(situation=material.plan, task="Say how to keep it clear.", must_include=["a basket"])
    return generator.PROMPT.render("b", "write", task=KIND.task, brief=material.brief, plan=plan)


def _criticise(material: Material) -> tuple[Message, ...]:
    return critic.PROMPT.render("b", "critique", task=KIND.task, brief=material.brief, parts=material.parts)


def _judge(material: Material) -> tuple[Message, ...]:
    return judge.PROMPT.render(
        "b",
        "judge",
        task=KIND.task,
        brief=material.brief,
        parts=material.parts,
        backstage={},
        rubric=KIND.rubric,
    )


def _revise(material: Material) -> tuple[Message, ...]:
    finding = Finding(
        source="critic",
        where="response",
        quote="",
        problem=material.finding,
        fix="Say it.",
        severity=Severity.MAJOR,
    )
    held = Round(draft=Draft(round=0, payload=dict(material.parts)), findings=(finding,))
    return reviser.PROMPT.render("b", "1", task=KIND.task, brief=material.brief, held=held, parts=material.parts)


def _infer(material: Material) -> tuple[Message, ...]:
    viewpoint = Viewpoint(lens=Lens.READS, granularity=Granularity.FINE)
    return text_to_persona.PROMPT.render("s", "infer", seed=material.seed, viewpoints=[viewpoint])


def _relate(material: Material) -> tuple[Message, ...]:
    ask = Ask(relation="works beside", about="a colleague", count=1, granularity=Granularity.FINE, round=1)
    return persona_to_persona.PROMPT.render("p", "relate", persona=material.persona, ask=ask)


def _direct(material: Material) -> tuple[Message, ...]:
    plan = Plan(situation=material.plan, task="Say how to keep it clear.", must_include=["a basket"])
    brief = material.brief.model_copy(update={"conversation": TALK})
    shown = {"task": KIND.task, "brief": brief, "conversation": TALK, "plan": plan}
    return director.PROMPT.render("b", "frame", **shown, memories={"keeper": (_memory(material),)})


def _outline(material: Material) -> tuple[Message, ...]:
    stage = Stage(situation=material.plan, sides=_sides(material))
    return outliner.PROMPT.render("b", "outline", brief=material.brief, conversation=TALK, stage=stage)


def _sides(material: Material) -> tuple[Side, ...]:
    return tuple(
        Side(
            role=role.name,
            about=role.about,
            played_by=role.played_by,
            persona=material.persona if role.played_by == "persona" else "",
            goal="Have it settled before the tide turns, at no cost.",
            knows=(material.finding,),
            manner="plain",
        )
        for role in TALK.roles
    )


def _said(material: Material) -> tuple[Turn, ...]:
    texts = ("The strainer has filled again.", material.response, "Twice this week.")
    return tuple(Turn(speaker=TALK.roles[place % 2].name, text=text) for place, text in enumerate(texts))


def _speak(material: Material) -> tuple[Message, ...]:
    return speaker.PROMPT.render("b", "write/0/turn/3", view=_view(material, 0))


def _assist(material: Material) -> tuple[Message, ...]:
    return assistant.PROMPT.render("b", "write/0/turn/4", view=_view(material, 1))


def _view(material: Material, place: int) -> View:
    """Return what a side knows after somebody has said what is to be tried."""
    stage = Stage(situation=material.plan, sides=_sides(material))
    brief = material.brief.model_copy(update={"conversation": TALK})
    return view_of(TALK.roles[place], brief, TALK, stage, _said(material))


def _memory(material: Material) -> Memory:
    return Memory(met=("desk",), remembers=material.finding, stands={"desk": "They still owe me an answer."})


def _remember(material: Material) -> Side:
    return _sides(material)[0].model_copy(update={"memories": (_memory(material),)})


def _take_part(material: Material) -> tuple[Message, ...]:
    turns = tuple(turn.model_copy(update={"to": "everybody"}) for turn in _said(material))
    stage = Stage(situation=material.plan, sides=(_remember(material), _sides(material)[1]))
    seat = seat_of(TALK.roles[0], material.brief, TALK, stage, turns, cue=material.plan)
    return member.PROMPT.render("b", "write/0/turn/4", view=seat)


def _moderate(material: Material) -> tuple[Message, ...]:
    shown = {"conversation": TALK, "situation": material.plan, "turns": _said(material), "able": TALK.roles}
    return moderator.PROMPT.render("b", "write/0/call/4", **shown, left=5, is_last=False)


def _recollect(material: Material) -> tuple[Message, ...]:
    shown = {"side": _remember(material), "others": TALK.roles[1:], "situation": material.plan}
    return recollector.PROMPT.render("b", "write/0/recollect/keeper", **shown, turns=_said(material))


def _polish(material: Material) -> tuple[Message, ...]:
    return polisher.PROMPT.render("b", "write/0/wording", brief=material.brief, turns=_said(material))


ROLES: Final = {
    "planner": Role(_plan, Plan, ("seed", "persona")),
    "generator": Role(_write, InstructionDraft, ("seed", "persona", "plan")),
    "critic": Role(_criticise, Critique, ("seed", "persona", "response")),
    "judge": Role(_judge, Scores, ("persona", "response")),
    "reviser": Role(_revise, reviser.revision_of(InstructionDraft), ("seed", "persona", "response", "finding")),
    "text to persona": Role(_infer, PersonasFromText, ("seed",)),
    "persona to persona": Role(_relate, RelatedPersonas, ("persona",)),
    "director": Role(_direct, frame_for(("keeper", "desk")), ("seed", "persona", "plan", "finding")),
    "outliner": Role(_outline, outline_for(("keeper", "desk")), ("plan", "finding")),
    "speaker": Role(_speak, Speech, ("persona", "plan", "finding", "response")),
    "assistant": Role(_assist, Answer, ("plan", "finding", "response")),
    "member": Role(_take_part, remark_among(("desk",)), ("persona", "plan", "finding", "response")),
    "moderator": Role(_moderate, calling_among(("keeper", "desk")), ("plan", "response")),
    "recollector": Role(_recollect, recollection_of(("desk",)), ("persona", "plan", "finding", "response")),
    "polisher": Role(_polish, polish_of(3), ("response",)),
}
"""Every role that a run has."""


def alike(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return messages as they differ by content alone: with the same key, and one mark for orders in a row."""
    (key,) = set(re.findall(rf"name ([0-9a-f]{{{KEY_LENGTH}}})>>>", messages[0].content))
    marks = re.compile(rf"(?:{re.escape(REMOVED)}\s*)+(?=\n)")
    return tuple(
        Message(role=message.role, content=marks.sub(REMOVED, message.content.replace(key, NO_KEY)))
        for message in messages
    )


def reply_of(role: Role, messages: Sequence[Message], seed: int = 0) -> str:
    """Return what the obedient model says."""
    return said(perform(request(messages, role.reply, model=OBEDIENT, seed=seed)))
