"""Asks the rehearsal model what agents ask: real prompts, real reply types, no engine."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from dramaturg.agents import critic, judge, persona_to_persona, planner, reviser, text_to_persona
from dramaturg.agents.critic import Critique, Remark
from dramaturg.agents.generator import PROMPT as GENERATOR
from dramaturg.agents.judge import Scores
from dramaturg.agents.persona_to_persona import Ask, RelatedPersonas
from dramaturg.agents.planner import Plan
from dramaturg.agents.text_to_persona import PersonasFromText, Viewpoint
from dramaturg.personas.persona import Granularity, Origin, Persona
from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.prompt import Message
from dramaturg.runtime.rehearsal.stage import perform
from dramaturg.runtime.structured import Rung, response_format, schema_notice
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.draft import Draft, Round
from dramaturg.scenarios.finding import Finding
from dramaturg.scenarios.kinds.instruction import Instruction, InstructionDraft
from dramaturg.scenarios.seed import seed_of

T = TypeVar("T", bound=Reply)

KIND = Instruction()

LIBRARY = Path(critic.__file__).parents[1] / "scenarios" / "library" / "seeds.jsonl"

SHORT_SEEDS = (
    "What is the relation between the given pairs?",
    "Suggest some games that can be played by a group of people.",
    "Write a python function that sorts a list from large to small.",
    "Give me a cooking recipe for the following food.",
    "Solve the equation and find the value of X. Show your steps.",
    "How can individuals and organizations reduce unconscious bias?",
    "Plan a syllabus for the class.",
    "Classify whether the following email is a spam or not. Output true or false.",
)

DIRECTIONS = (
    ("task: question (they ask for an explanation)", "length: short (20 to 80 words in the response)"),
    ("task: plan (they ask for steps)", "length: medium (60 to 160 words in the response)", "style: formal"),
    ("task: write (they ask for a text)", "length: long (120 to 320 words in the response)", "style: blunt"),
    ("task: decide (they ask which of several ways to take)", "format: bulleted list"),
    ("task: rework (they give a text)", "length: short (20 to 80 words in the response)", "style: plain"),
    ("format: numbered list", "length: medium (60 to 160 words in the response)"),
    (),
)


def library_texts() -> list[str]:
    return [json.loads(line)["text"] for line in LIBRARY.read_text(encoding="utf-8").splitlines()]


def request(
    messages: Sequence[Message],
    reply: type[Reply],
    *,
    model: str = "rehearsal",
    seed: int = 0,
    rung: Rung = Rung.JSON_SCHEMA,
) -> dict[str, Any]:
    """Return the request that an agent's line sends on this rung."""
    told = [message.model_dump() for message in messages]
    told[0]["content"] += schema_notice(reply, rung)
    body: dict[str, Any] = {"model": model, "messages": told, "seed": seed}
    form = response_format(reply, rung)
    return body if form is None else body | {"response_format": form}


def said(completion: Mapping[str, Any]) -> str:
    return completion["choices"][0]["message"]["content"]


def truth(completion: Mapping[str, Any]) -> Mapping[str, Any]:
    return completion["x_rehearsal"]


def played(messages: Sequence[Message], reply: type[T], *, model: str = "rehearsal", seed: int = 0) -> T:
    """Return a reply, which must fit its type as it stands."""
    return reply.model_validate_json(said(perform(request(messages, reply, model=model, seed=seed))), strict=True)


def personas_of(texts: Sequence[str], *, each: int = 1, model: str = "rehearsal") -> list[str]:
    """Return persona descriptions, through all viewpoints in turn."""
    granularities = (Granularity.FINE, Granularity.COARSE, Granularity.FINE, Granularity.FINE)
    found: list[str] = []
    for number, text in enumerate(texts):
        lenses = ("reads", "writes", "likes", "dislikes")
        views = [
            Viewpoint.model_validate({"lens": lenses[(number + i) % 4], "granularity": granularities[(number + i) % 4]})
            for i in range(each)
        ]
        prompt = text_to_persona.PROMPT.render(str(number), "infer", seed=text, viewpoints=views)
        reply = played(prompt, PersonasFromText, model=model, seed=number)
        assert [seen.number for seen in reply.personas] == list(range(1, each + 1))
        found += [seen.description for seen in reply.personas]
    return found


def relatives_of(persona: str, ask: Ask, seed: int = 0) -> RelatedPersonas:
    prompt = persona_to_persona.PROMPT.render(persona, "relate", persona=persona, ask=ask)
    return played(prompt, RelatedPersonas, seed=seed)


def brief_of(number: int, persona: str, seed: str, directions: tuple[str, ...] = ()) -> Brief:
    someone = Persona(id=f"persona{number}", text=persona, origin=Origin.TEXT)
    return Brief(
        id=f"brief{number}",
        cell="all",
        index=number,
        persona=someone,
        seed=seed_of(seed, "x"),
        directions=directions,
    )


def plan_for(brief: Brief) -> Plan:
    prompt = planner.PROMPT.render(brief.id, "plan", task=KIND.task, brief=brief)
    return played(prompt, Plan, seed=brief.index)


def generator_prompt(brief: Brief) -> tuple[Message, ...]:
    return GENERATOR.render(brief.id, "write", task=KIND.task, brief=brief, plan=plan_for(brief))


def draft_for(brief: Brief, model: str = "rehearsal") -> tuple[dict[str, str], list[str]]:
    """Return a first draft's parts and the names of the defects planted in it."""
    asked = request(generator_prompt(brief), InstructionDraft, model=model, seed=brief.index)
    completion = perform(asked)
    payload = InstructionDraft.model_validate_json(said(completion), strict=True).model_dump()
    return KIND.parts(payload), truth(completion)["planted"]


def critique_of(brief: Brief, parts: Mapping[str, str], model: str = "rehearsal") -> list[Remark]:
    prompt = critic.PROMPT.render(brief.id, "critique", task=KIND.task, brief=brief, parts=parts)
    return played(prompt, Critique, model=model, seed=brief.index).findings


def judge_prompt(brief: Brief, parts: Mapping[str, str]) -> tuple[Message, ...]:
    return judge.PROMPT.render(
        brief.id, "judge", task=KIND.task, brief=brief, parts=parts, backstage={}, rubric=KIND.rubric
    )


def scores_of(brief: Brief, parts: Mapping[str, str], model: str = "rehearsal") -> dict[str, int]:
    reply = played(judge_prompt(brief, parts), Scores, model=model, seed=brief.index)
    return {score.criterion: score.score for score in reply.scores}


def revision_of(brief: Brief, parts: Mapping[str, str], remarks: Sequence[Remark]) -> reviser.Revision:
    findings = tuple(Finding.model_validate(remark.model_dump() | {"source": "critic"}) for remark in remarks)
    held = Round(draft=Draft(round=0, payload=dict(parts)), findings=findings)
    prompt = reviser.PROMPT.render(brief.id, "1", task=KIND.task, brief=brief, held=held, parts=parts)
    return played(prompt, reviser.revision_of(InstructionDraft), seed=brief.index)


def cast(count: int) -> list[Brief]:
    """Return briefs over library and short seeds, every second persona from another text than the seed."""
    texts = [*library_texts(), *SHORT_SEEDS]
    personas = personas_of(texts)
    return [
        brief_of(
            number,
            personas[(number if number % 2 else number * 7 + 3) % len(personas)],
            texts[number % len(texts)],
            DIRECTIONS[number % len(DIRECTIONS)],
        )
        for number in range(count)
    ]
