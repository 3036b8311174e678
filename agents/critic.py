"""The critic: finds what is wrong with a draft, passage by passage."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from pydantic import Field

from ..runtime.chat import Models
from ..runtime.frozen import Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.brief import Brief
from ..scenarios.draft import Draft
from ..scenarios.finding import Finding, Severity
from ..scenarios.kind import Kind
from . import critic_rehearsal as critic_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)

SOURCE = "critic"


class Remark(Reply):
    """One finding as the model replies it."""

    where: str = Field(description="the part of the draft, by name")
    quote: str = Field(description="the passage, copied exactly from that part; empty if the whole part is meant")
    problem: str = Field(min_length=1, description="what is wrong, in one sentence")
    fix: str = Field(description="what to write instead, in one sentence")
    severity: Literal["minor", "major"]


class Critique(Reply):
    """All that was found; empty for a good draft."""

    findings: list[Remark] = Field(max_length=12)


Critic = Callable[[Brief, Draft], Awaitable[tuple[Finding, ...]]]


def critic(models: Models, account: Account, kind: Kind) -> Critic:
    """Return the agent that criticises a draft."""

    async def criticise(brief: Brief, draft: Draft) -> tuple[Finding, ...]:
        parts = kind.parts(draft.payload)
        step = f"critique/{draft.round}"
        prompt = PROMPT.render(brief.id, step, task=kind.task, brief=brief, parts=parts)
        reply = await models.chat("critic", account).ask(step, prompt, Critique)
        return tuple(_finding(remark, parts) for remark in reply.findings)

    return criticise


def _finding(remark: Remark, parts: Mapping[str, str]) -> Finding:
    """Anchor a remark. One whose passage is nowhere in the draft counts as minor: it cannot be acted on."""
    where = _part_of(remark, parts)
    anchored = where is not None
    return Finding(
        source=SOURCE,
        where=where or next(iter(parts)),
        quote=remark.quote if anchored else "",
        problem=remark.problem,
        fix=remark.fix,
        severity=Severity(remark.severity) if anchored else Severity.MINOR,
    )


def _part_of(remark: Remark, parts: Mapping[str, str]) -> str | None:
    """Return the part that a remark is about, or None where that cannot be told.

    It is the one that is named, if only by its beginning ("Turn 4" for "turn 4 agent"), and that holds the passage; or
    the only one that holds it.
    """
    told = remark.where.strip().casefold()
    named = [part for part in parts if part == remark.where] or [
        part for part in parts if told and f"{part.casefold()} ".startswith(f"{told} ")
    ]
    holding = [part for part in parts if remark.quote and remark.quote in parts[part]]
    for candidates in ([part for part in named if remark.quote in parts[part]], holding):
        if len(candidates) == 1:
            return candidates[0]
    return None
