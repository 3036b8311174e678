"""The judge: scores the best draft once, criterion by criterion. Whether that is enough is the rubric's decision."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache

from pydantic import Field, create_model, field_validator

from ..runtime.chat import Models
from ..runtime.frozen import Frozen, Reply
from ..runtime.journal import Account
from ..runtime.prompt import Prompt
from ..scenarios.brief import Brief
from ..scenarios.draft import Draft
from ..scenarios.kind import Kind
from ..scenarios.rubric import HIGHEST, LOWEST, Rubric
from . import judge_rehearsal as judge_rehearsal  # plays this agent's part in rehearsals

PROMPT = Prompt.beside(__file__)


class Score(Reply):
    """One criterion, scored after a reason was given."""

    criterion: str = Field(description="the criterion's name")
    reason: str = Field(min_length=1, description="one sentence that points at the draft")
    score: int = Field(ge=LOWEST, le=HIGHEST)


class Scores(Reply):
    """One score per criterion of the rubric."""

    scores: list[Score]


@cache
def scores_for(criteria: tuple[str, ...]) -> type[Scores]:
    """Return the reply type of these criteria: a reply that leaves one out is asked for again."""

    def complete(scores: list[Score]) -> list[Score]:
        missing = set(criteria) - {score.criterion for score in scores}
        if missing:
            raise ValueError(f"no score for {', '.join(sorted(missing))}; name each criterion exactly")
        return scores

    return create_model("Scores", __base__=Scores, __validators__={"complete": field_validator("scores")(complete)})


class Verdict(Frozen):
    """Scores and reasons by criterion, and what the rubric makes of them: `objection` is None for accepted."""

    scores: dict[str, int]
    reasons: dict[str, str]
    objection: str | None


Judge = Callable[[Brief, Draft], Awaitable[Verdict]]


def judge(models: Models, account: Account, kind: Kind, rubric: Rubric) -> Judge:
    """Return the agent that judges a draft by a rubric."""
    expected = scores_for(tuple(criterion.name for criterion in rubric.criteria))

    async def decide(brief: Brief, draft: Draft) -> Verdict:
        parts, backstage = kind.parts(draft.payload), kind.backstage(draft.payload)
        prompt = PROMPT.render(
            brief.id, "judge", task=kind.task, brief=brief, parts=parts, backstage=backstage, rubric=rubric
        )
        reply = await models.chat("judge", account).ask("judge", prompt, expected)
        return _verdict({score.criterion: score for score in reply.scores}, rubric)

    return decide


def _verdict(scored: Mapping[str, Score], rubric: Rubric) -> Verdict:
    kept = [scored[criterion.name] for criterion in rubric.criteria]
    scores = {score.criterion: score.score for score in kept}
    return Verdict(
        scores=scores,
        reasons={score.criterion: score.reason for score in kept},
        objection=rubric.objection(scores),
    )
