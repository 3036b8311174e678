"""A scenario: what to make. Frozen, hashed by content, written in Python or YAML."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, field_validator, model_validator

from ..personas.persona import Granularity, Lens, Origin, Persona
from ..runtime.budget import Limits
from ..runtime.frozen import Frozen, by_name, is_list, is_mapping
from ..runtime.identity import digest
from ..runtime.models import ModelSpec
from .controls import Control, Option
from .conversation import CONTRAST, MEETING, RANDOM, Conversation
from .extensions import fingerprint
from .rubric import Rubric
from .setting import VARIANT, WorldSettings

T = TypeVar("T")

ROLES = frozenset(
    {
        "default",
        "persona",
        "planner",
        "generator",
        "director",
        "architect",
        "speaker",
        "assistant",
        "critic",
        "witness",
        "judge",
    }
)
"""Who can be given a model of their own; `default` plays everybody else."""

LIBRARY_SEEDS = "library"
"""The name of the packaged seed texts."""


class SeedSource(Frozen):
    """Files to read seeds from: a path or a glob, relative to the scenario; for records, the text's column."""

    path: str = Field(min_length=1)
    column: str | None = None


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


class NearDuplicates(Frozen):
    """The gate's settings. `threshold` None means the embedder's calibrated one."""

    embedder: Literal["hashed-char-ngrams"] = "hashed-char-ngrams"
    threshold: float | None = Field(default=None, gt=0, le=1)
    persona_threshold: float | None = Field(default=None, gt=0, le=1)


class Refinement(Frozen):
    """How often a draft may be revised, and how long a brief may take."""

    rounds: int = Field(default=2, ge=0, le=6)
    deadline_seconds: float = Field(default=900, gt=0)


class Quota(Frozen):
    """Cells to fill: the values of one control, each with its share of the accepted samples."""

    control: str
    shares: Annotated[dict[str, Annotated[float, Field(gt=0)]], AfterValidator(by_name)] = Field(min_length=1)


class Scenario(Frozen):
    """What to make.

    Identity is content: seeds' text, kind, controls, persona and rubric settings, prompts, models and the random
    seed; not where files lie, not endpoints, not how many are wanted, not the budget.
    """

    name: str = Field(default="scenario", pattern=r"^[A-Za-z][\w\-]*$")
    about: str = ""
    kind: str
    uses: tuple[str, ...] = ()
    """Python files of your own that bring a kind or a world, relative to the scenario."""
    seeds: tuple[SeedSource, ...] = Field(default=(SeedSource(path=LIBRARY_SEEDS),), min_length=1)
    personas: PersonaSettings = PersonaSettings()
    controls: Annotated[dict[str, Control], AfterValidator(by_name)] = {}
    quota: Quota | None = None
    settings: dict[str, Any] = {}
    """What the kind lets be set; see `docs/kinds.md`."""
    conversation: Conversation | None = None
    """Who talks with whom, for kinds that are written by turns."""
    world: WorldSettings | None = None
    """Where it plays, for kinds that are acted out in a world."""
    related_share: float = Field(default=0.5, ge=0, le=1)
    """Share of briefs whose persona descends from the brief's own seed; the others meet a foreign subject."""
    examples: tuple[Annotated[dict[str, str], AfterValidator(by_name)], ...] = ()
    examples_per_brief: int = Field(default=0, ge=0)
    models: dict[str, ModelSpec] = {"default": ModelSpec()}
    rubric: Rubric | None = None
    refinement: Refinement = Refinement()
    near_duplicates: NearDuplicates = NearDuplicates()
    budget: Limits = Limits()
    wanted: int = Field(default=40, ge=1)
    """Accepted samples, unless `-n` says otherwise."""
    random_seed: int = 7

    @field_validator("seeds", mode="before")
    @classmethod
    def _paths_alone(cls, seeds: object) -> object:
        """Allow a path, or a list of paths, for sources without a column."""
        if isinstance(seeds, str):
            return ({"path": seeds},)
        return [{"path": item} if isinstance(item, str) else item for item in seeds] if is_list(seeds) else seeds

    @field_validator("uses", mode="before")
    @classmethod
    def _one_file(cls, uses: object) -> object:
        """Allow one path."""
        return (uses,) if isinstance(uses, str) else uses

    @field_validator("models", mode="before")
    @classmethod
    def _names_alone(cls, models: object) -> object:
        """Allow one model name for all roles, or role → name."""
        if isinstance(models, str):
            return {"default": {"name": models}}
        if is_mapping(models):
            named = {str(r): {"name": m} if isinstance(m, str) else m for r, m in models.items()}
            return {"default": ModelSpec(), **named}
        return models

    @field_validator("models")
    @classmethod
    def _known_roles(cls, models: dict[str, ModelSpec]) -> dict[str, ModelSpec]:
        unknown = sorted(set(models) - ROLES)
        if unknown:
            raise ValueError(f"there is no role {unknown[0]!r}; use: {', '.join(sorted(ROLES))}")
        return models

    @model_validator(mode="after")
    def _somebody_is_told(self) -> Self:
        roles = [role.name for role in self.conversation.roles] if self.conversation else []
        for name, control in self.controls.items():
            if control.told is not None and control.told not in roles:
                known = f"use: {', '.join(roles)}" if roles else "there is no conversation; leave it out"
                raise ValueError(f"controls.{name}.told names no role: {control.told!r}; {known}")
        return self

    @model_validator(mode="after")
    def _people_can_meet(self) -> Self:
        if self.conversation is None or self.conversation.people < 2:
            return self
        if MEETING in self.controls:
            raise ValueError(f"controls.{MEETING}: this name is taken by conversation.meetings; rename the control")
        related = set(self.conversation.meetings) - {CONTRAST, RANDOM}
        unknown = sorted(related - set(self.personas.relations))
        if unknown:
            known = ", ".join((*self.personas.relations, CONTRAST, RANDOM))
            raise ValueError(f"conversation.meetings names no relation: {unknown[0]!r}; use: {known}")
        if related and not self.personas.rounds:
            raise ValueError("conversation.meetings names a relation, but personas.rounds is 0: nobody is related")
        if not (self.personas.per_seed or self.personas.rounds) and len(set(self.personas.given)) < 2:
            raise ValueError("personas: one persona alone has nobody to meet; give two, or set per_seed or rounds")
        taken = {CONTRAST, RANDOM} & set(self.personas.relations)
        if taken:
            raise ValueError(f"personas.relations.{min(taken)}: this name means a way for strangers to meet; rename it")
        return self

    @model_validator(mode="after")
    def _quota_names_a_control(self) -> Self:
        if self.quota is None:
            return self
        drawn = self.drawn_controls()
        control = drawn.get(self.quota.control)
        if control is None:
            raise ValueError(f"quota.control {self.quota.control!r} is none of the controls: {', '.join(drawn)}")
        unknown = set(self.quota.shares) - set(control.options)
        if unknown:
            raise ValueError(f"quota.shares names no option of {self.quota.control}: {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _examples_suffice(self) -> Self:
        if self.examples_per_brief > len(self.examples):
            raise ValueError(
                f"examples_per_brief is {self.examples_per_brief}, but there are {len(self.examples)} examples"
            )
        return self

    def drawn_controls(self) -> dict[str, Control]:
        """Return everything that is drawn for a brief: controls, how two people meet, what is special about a task."""
        drawn = dict(self.controls)
        if self.conversation is not None and self.conversation.people > 1:
            drawn[MEETING] = self._meeting(self.conversation)
        if self.world is not None:
            drawn[VARIANT] = self.world.control()
        return drawn

    def _meeting(self, talk: Conversation) -> Control:
        first, second = [role.name for role in talk.roles if role.played_by == "persona"][:2]
        options = {
            way: Option(weight=weight, about=self._met(way, first, second)) for way, weight in talk.meetings.items()
        }
        return Control(options=options)

    def _met(self, way: str, first: str, second: str) -> str:
        if way == RANDOM:
            return "they happen upon each other"
        if way == CONTRAST:
            return "they have nothing in common"
        return f"to the {second}, the {first} is {self.personas.relations[way].about}"

    def content(self) -> dict[str, Any]:
        """Return what of this scenario shapes the data, apart from the seeds' text and the prompts."""
        kept = self.model_dump(mode="json", exclude={"name", "about", "uses", "seeds", "models", "budget", "wanted"})
        kept["refinement"].pop("deadline_seconds")
        kept["uses"] = {Path(path).name: fingerprint(path) for path in self.uses}
        return kept | {"models": {role: spec.identity() for role, spec in self.models.items()}}

    def given_personas(self) -> tuple[Persona, ...]:
        """Return the personas that the user brings."""
        return tuple(
            Persona(id=digest("persona", "given", text), text=text, origin=Origin.GIVEN) for text in self.personas.given
        )
