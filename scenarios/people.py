"""People of a scenario: how they are inferred from texts, grown from each other, or brought along."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, field_validator

from ..personas.persona import Granularity, Lens, Origin, Persona
from ..runtime.frozen import Frozen, by_name
from ..runtime.identity import digest

T = TypeVar("T")


class Relation(Frozen):
    """A relation between people, with its share of all that are asked for."""

    about: str
    share: float = Field(default=1.0, gt=0)


RELATIONS = {
    "works beside": Relation(about="a colleague or team mate with another task"),
    "is served by": Relation(about="a client, patient, pupil, passenger or customer of theirs"),
    "supplies": Relation(about="somebody whose goods, data or services they depend on"),
    "lives with": Relation(about="family, neighbour or flatmate, in an unrelated walk of life", share=0.5),
    "disagrees with": Relation(about="somebody whose interests or methods run against theirs", share=0.5),
}
"""The default relations: Persona Hub's (patient, colleague, supplier …) and two that lead out of a workplace."""


class PersonaSettings(Frozen):
    """How personas are inferred from seeds and grown from each other."""

    per_seed: int = Field(default=1, ge=0, le=4)
    """Personas asked for per text, each through another lens."""
    lenses: Annotated[dict[Lens, float], AfterValidator(by_name)] = Field(
        default={Lens.READS: 2, Lens.WRITES: 2, Lens.LIKES: 1, Lens.DISLIKES: 1}, validate_default=True
    )
    granularities: Annotated[dict[Granularity, float], AfterValidator(by_name)] = Field(
        default={Granularity.FINE: 3, Granularity.COARSE: 1}, validate_default=True
    )
    rounds: int = Field(default=2, ge=0, le=6)
    """Rounds of persona-to-persona; Persona Hub goes up to six."""
    per_persona: int = Field(default=1, ge=1, le=4)
    """People asked for per persona and round."""
    parents: float = Field(default=0.5, gt=0, le=1)
    """Share of a round's newcomers that become parents of the next, so that numbers do not explode."""
    relations: Annotated[dict[str, Relation], AfterValidator(by_name)] = Field(default=RELATIONS, validate_default=True)
    given: tuple[str, ...] = ()
    """Personas that the user brings."""
    seeds_used: int | None = Field(default=None, ge=1)
    """How many seeds personas are inferred from; None for all."""

    @field_validator("lenses", "granularities")
    @classmethod
    def _some_weight(cls, weights: dict[T, float]) -> dict[T, float]:
        if min(weights.values(), default=0) < 0 or not sum(weights.values()):
            raise ValueError("weights must not be negative, and one must be above 0")
        return weights

    @field_validator("relations")
    @classmethod
    def _some_relation(cls, relations: dict[str, Relation]) -> dict[str, Relation]:
        if not relations:
            raise ValueError("name at least one relation, or set rounds to 0")
        return relations


def given_persona(text: str) -> Persona:
    """Return the persona that a text of the user's describes."""
    return Persona(id=digest("persona", "given", text), text=text, origin=Origin.GIVEN)
