"""A scenario: what to make. Frozen, hashed by content, written in Python or YAML."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeGuard, TypeVar

from pydantic import AfterValidator, Field, field_validator, model_validator

from ..personas.persona import Persona
from ..runtime.budget import Limits
from ..runtime.frozen import Frozen, by_name, is_list, is_mapping
from ..runtime.models import ModelSpec
from .chunks import ChunkSettings
from .controls import Control, Option
from .conversation import CONTRAST, MEETING, RANDOM, Conversation
from .extensions import fingerprint
from .grid import Cell
from .grid import Quota as Quota
from .passages import PassageSettings
from .people import PersonaSettings, given_persona
from .rubric import Rubric
from .setting import VARIANT, WorldSettings
from .tables import Table
from .world_files import is_world_file, name_of

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
        "world",
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
    persona: str | None = None
    """The column that says whose text it is, of records; by default `persona`, where there is one beside the text."""
    chunk: ChunkSettings | None = None
    """How long texts are cut into passages; None leaves paragraphs and records as they are."""


class NearDuplicates(Frozen):
    """The gate's settings. `threshold` None means the embedder's calibrated one."""

    embedder: Literal["hashed-char-ngrams"] = "hashed-char-ngrams"
    threshold: float | None = Field(default=None, gt=0, le=1)
    persona_threshold: float | None = Field(default=None, gt=0, le=1)


class Refinement(Frozen):
    """How often a draft may be revised, and how long a brief may take."""

    rounds: int = Field(default=2, ge=0, le=6)
    deadline_seconds: float = Field(default=900, gt=0)
    """Of each attempt at a brief; in most kinds there is one."""


def _is_tuple(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)


class Scenario(Frozen):
    """What to make.

    Identity is content: seeds' text, kind, controls, persona and rubric settings, prompts, models and the random
    seed; not where files lie, not endpoints, not how many are wanted, not the budget.
    """

    name: str = Field(default="scenario", pattern=r"^[A-Za-z][\w\-]*$")
    about: str = ""
    kind: str
    uses: tuple[str, ...] = ()
    """Files of your own that bring a kind or a world, relative to the scenario: Python, or a world's YAML."""
    seeds: tuple[SeedSource, ...] = Field(default=(SeedSource(path=LIBRARY_SEEDS),), min_length=1)
    personas: PersonaSettings = PersonaSettings()
    controls: Annotated[dict[str, Control], AfterValidator(by_name)] = {}
    tables: tuple[Table, ...] = ()
    """Populations in CSV files, whose rows are drawn whole into controls."""
    quota: Quota | None = None
    wave: int | None = Field(default=None, ge=1, exclude_if=lambda wave: wave is None)
    """Briefs of a quota cell that are settled before the next so many begin, which may build on them."""
    settings: dict[str, Any] = {}
    """What the kind lets be set; see `docs/kinds.md`."""
    conversation: Conversation | None = None
    """Who talks with whom, for kinds that are written by turns."""
    world: WorldSettings | None = None
    """Where it plays, for kinds that are acted out in a world."""
    passages: PassageSettings | None = Field(default=None, exclude_if=lambda passages: passages is None)
    """What briefs bring along besides their own text, for kinds that work from documents."""
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

    @model_validator(mode="before")
    @classmethod
    def _uses_the_file_of_its_world(cls, given: object) -> object:
        """Allow a world that is named by its file: it is one of the files in use, and its name is the file's."""
        world = given.get("world") if is_mapping(given) else None
        told = world.model_dump() if isinstance(world, WorldSettings) else world
        file = told.get("name") if is_mapping(told) else None
        if not (is_mapping(given) and is_mapping(told) and isinstance(file, str) and is_world_file(file)):
            return given
        uses = cls._one_file(given.get("uses", ()))
        others = [*uses] if is_list(uses) or _is_tuple(uses) else [uses]
        return {**given, "world": {**told, "name": name_of(file)}, "uses": [*others, file]}

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
                none = "a society's roles are not known beforehand" if self.conversation else "there is no conversation"
                known = f"use: {', '.join(roles)}" if roles else f"{none}; leave it out"
                raise ValueError(f"controls.{name}.told names no role: {control.told!r}; {known}")
        return self

    @model_validator(mode="after")
    def _a_society_remembers(self) -> Self:
        society = self.conversation.society if self.conversation else None
        if self.conversation is None or society is None:
            return self
        if self.conversation.roles:
            raise ValueError("conversation.roles: a society's roles are the members of a group; leave them out")
        if society.remembers and self.wave is None:
            raise ValueError(
                "conversation.society: what is remembered comes from earlier waves; set `wave` to a number of briefs,"
                " or `remembers` to 0"
            )
        if not (self.personas.per_seed or self.personas.rounds) and len(set(self.personas.given)) < society.size[1]:
            raise ValueError(
                f"personas: a group of {society.size[1]} needs as many; set per_seed or rounds, or give more"
            )
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
    def _tables_bring_new_controls(self) -> Self:
        names = [*self.drawn_controls(), *(name for table in self.tables for name in table.columns.values())]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"tables: there is a control {twice!r} already; map the column to another name")
        return self

    @model_validator(mode="after")
    def _quota_names_controls(self) -> Self:
        self.quota_cells()
        return self

    @model_validator(mode="after")
    def _examples_suffice(self) -> Self:
        if self.examples_per_brief > len(self.examples):
            raise ValueError(
                f"examples_per_brief is {self.examples_per_brief}, but there are {len(self.examples)} examples"
            )
        return self

    def quota_cells(self) -> dict[str, Cell]:
        """Return the cells of the quota, by name; none where there is no quota."""
        return self.quota.cells(self.drawn_controls()) if self.quota is not None else {}

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
        for told, table in zip(kept["tables"], self.tables, strict=True):
            told["path"] = {Path(table.path).name: fingerprint(table.path, "tables")}
        return kept | {"models": {role: spec.identity() for role, spec in self.models.items()}}

    def given_personas(self) -> tuple[Persona, ...]:
        """Return the personas that the user brings."""
        return tuple(map(given_persona, self.personas.given))
