"""What a judge is asked, and what is enough. The decision is arithmetic on scores, never the judge's own word."""

from collections.abc import Mapping
from typing import Self

from pydantic import Field, model_validator

from ..runtime.frozen import Frozen

LOWEST, HIGHEST = 1, 5


class Criterion(Frozen):
    """One thing that is scored from 1 to 5."""

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    question: str
    minimum: int = Field(default=3, ge=LOWEST, le=HIGHEST)


class Rubric(Frozen):
    """Criteria and the mean that a sample needs."""

    criteria: tuple[Criterion, ...] = Field(min_length=1)
    mean: float = Field(default=3.5, ge=LOWEST, le=HIGHEST)

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [criterion.name for criterion in self.criteria]
        if len(set(names)) < len(names):
            raise ValueError(f"two criteria share a name: {', '.join(names)}")
        return self

    def objection(self, scores: Mapping[str, int]) -> str | None:
        """Return why these scores are not enough, or None where they are."""
        for criterion in self.criteria:
            if scores[criterion.name] < criterion.minimum:
                return f"{criterion.name} scored {scores[criterion.name]}, below its minimum {criterion.minimum}"
        mean = sum(scores.values()) / len(scores)
        return f"mean score {mean:.2f} is below {self.mean:g}" if mean < self.mean else None
