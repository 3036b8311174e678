"""The persona graph: who was cast from which text and from whom, and who was turned away.

A NetworkX directed multigraph. Seeds and personas are nodes; an edge points from a persona to what it came
from: `inferred_from` a seed (by a lens: reads, writes, likes, dislikes), or by a typed relation from another
persona. A given persona starts a path of its own, or is the owner of a seed whose record says so.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple, Self

import networkx as nx
from pydantic import Field, ValidationError, model_validator

from ..runtime.errors import UsageError
from ..runtime.frozen import Frozen
from ..runtime.identity import digest
from .gate import Match
from .persona import Candidate, Lens, Origin, Persona

INFERRED_FROM = "inferred_from"
RELATION = "relation"
GIVEN = "given"
"""How the owner of a text comes from it: the record says so."""

_KINDS = {Origin.TEXT: INFERRED_FROM, Origin.RELATION: RELATION, Origin.GIVEN: GIVEN}

_GROW = "grow the personas again with `dramaturg personas grow`"


class SeedNode(Frozen):
    """A text that personas were inferred from; `source` says where it was read (file, line)."""

    id: str
    text: str
    source: str


class Admission(Frozen):
    """A persona in the graph with its place: what it came from, by which tie, as which of several."""

    persona: Persona
    source: str
    tie: str
    ordinal: int


class Rejection(Frozen):
    """A candidate that was turned away, and why."""

    candidate: Candidate
    stage: Literal["near_duplicate", "hygiene"]
    reason: str
    neighbour: str | None = None
    similarity: float | None = Field(default=None, ge=0.0, le=1.0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _names_its_neighbour(self) -> Self:
        if self.stage == "near_duplicate" and (self.neighbour is None or self.similarity is None):
            raise ValueError("a near-duplicate rejection names its neighbour and the similarity")
        return self

    @classmethod
    def near_duplicate(cls, candidate: Candidate, match: Match) -> Self:
        """Return the rejection of a candidate that the gate matched."""
        return cls(
            candidate=candidate,
            stage="near_duplicate",
            reason=match.reason,
            neighbour=match.neighbour,
            similarity=match.similarity,
        )


class Step(NamedTuple):
    """One step of a path back to the seed: by which tie, to which node."""

    tie: str
    node: str


class SavedGraph(Frozen):
    """The file format: everything in order, so that loading is growing again."""

    version: Literal[1] = 1
    seeds: tuple[SeedNode, ...]
    admissions: tuple[Admission, ...]
    rejections: tuple[Rejection, ...]


class PersonaGraph:
    """Seeds, personas and how they hang together; grows by admission and forgets nothing."""

    def __init__(self) -> None:
        self._graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._seeds: dict[str, SeedNode] = {}
        self._admissions: dict[str, Admission] = {}
        self._rejections: list[Rejection] = []

    def add_seed(self, seed_id: str, text: str, source: str) -> None:
        """Add a text that personas may be inferred from."""
        self._refuse_known(seed_id)
        self._seeds[seed_id] = SeedNode(id=seed_id, text=text, source=source)
        self._graph.add_node(seed_id, node="seed")

    def admit(self, candidate: Candidate, persona: Persona) -> None:
        """Add a persona and its tie to the seed or persona that the candidate came from.

        Raises:
            UsageError: the id is taken, the source is not in the graph, or the tie is no lens of a text.
        """
        self._add(Admission(persona=persona, source=candidate.source, tie=candidate.tie, ordinal=candidate.ordinal))

    def give(self, persona: Persona, seed_id: str = "") -> None:
        """Add a persona that the user brings; its path starts with itself, or ends at the seed whose owner it is.

        Raises:
            UsageError: the id is taken, or there is no such seed.
        """
        if seed_id and seed_id not in self._seeds:
            raise UsageError(f"persona {persona.id!r} comes from an unknown seed {seed_id!r}", fix=_GROW)
        self._add(Admission(persona=persona, source=seed_id, tie=GIVEN, ordinal=0))

    def reject(self, rejection: Rejection) -> None:
        """Record a candidate that was turned away."""
        self._rejections.append(rejection)

    def seeds(self) -> tuple[SeedNode, ...]:
        """Return the seeds in the order in which they were added."""
        return tuple(self._seeds.values())

    def personas(self) -> tuple[Persona, ...]:
        """Return the personas in the order of their admission."""
        return tuple(admission.persona for admission in self._admissions.values())

    def admissions(self) -> tuple[Admission, ...]:
        """Return the personas with their places, in the order of their admission."""
        return tuple(self._admissions.values())

    def persona(self, persona_id: str) -> Persona:
        """Return one persona."""
        return self._admission(persona_id).persona

    def rejections(self) -> tuple[Rejection, ...]:
        """Return the rejections in the order in which they were recorded."""
        return tuple(self._rejections)

    def path(self, persona_id: str) -> tuple[Step, ...]:
        """Return the steps from a persona back to its seed; none for a given persona."""
        node, steps = self._admission(persona_id).persona.id, list[Step]()
        while edges := list(self._graph.out_edges([node], data=True)):
            _, node, edge = edges[0]
            steps.append(Step(edge["tie"], node))
        return tuple(steps)

    def families(self) -> dict[str, tuple[str, ...]]:
        """Return seed → the ids of all personas whose path ends there, in the order of their admission."""
        roots: dict[str, str] = {seed_id: seed_id for seed_id in self._seeds}
        members: dict[str, list[str]] = {}
        # Whoever a persona comes from was admitted before it, so its root is known already.
        for persona_id, admission in self._admissions.items():
            roots[persona_id] = roots.get(admission.source, persona_id)
            members.setdefault(roots[persona_id], []).append(persona_id)
        return {seed_id: tuple(members.get(seed_id, ())) for seed_id in self._seeds}

    def relation_counts(self) -> dict[str, int]:
        """Return how many personas came by each relation, by name."""
        return self._ties(RELATION)

    def lens_counts(self) -> dict[str, int]:
        """Return how many personas were inferred through each lens, by name."""
        return self._ties(INFERRED_FROM)

    def network(self) -> "nx.MultiDiGraph[str]":
        """Return a copy of nodes and edges for the algorithms of NetworkX; the texts stay here."""
        return self._graph.copy()

    def to_json(self) -> str:
        """Return the whole graph as JSON text: the same graph always gives the same text."""
        saved = self._saved().model_dump(mode="json")
        return json.dumps(saved, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the graph that `to_json` wrote.

        Raises:
            UsageError: the text is no persona graph, or its parts do not fit together.
        """
        try:
            saved = SavedGraph.model_validate_json(text)
        except (ValidationError, UnicodeEncodeError) as error:
            raise UsageError(f"this is not a persona graph: {_first_fault(error)}", fix=_GROW) from error
        return cls.of(saved.seeds, saved.admissions, saved.rejections)

    @classmethod
    def of(cls, seeds: Iterable[SeedNode], admissions: Iterable[Admission], rejections: Iterable[Rejection]) -> Self:
        """Return the graph that these make, grown in their order."""
        graph = cls()
        for seed in seeds:
            graph.add_seed(seed.id, seed.text, seed.source)
        for admission in admissions:
            graph._add(admission)
        for rejection in rejections:
            graph.reject(rejection)
        return graph

    def digest(self) -> str:
        """Return the identity of the graph's content."""
        return digest("persona graph", self._saved())

    def _add(self, admission: Admission) -> None:
        persona_id, origin = admission.persona.id, admission.persona.origin
        self._refuse_known(persona_id)
        if origin is not Origin.GIVEN:
            self._refuse_misplaced(admission)
        self._admissions[persona_id] = admission
        self._graph.add_node(persona_id, node="persona")
        # Where a given persona comes from may be told in any words; only a seed is a place in the graph.
        if origin is not Origin.GIVEN or admission.source in self._seeds:
            kind = _KINDS[origin]
            self._graph.add_edge(
                persona_id, admission.source, key=f"{kind}:{admission.tie}", kind=kind, tie=admission.tie
            )

    def _admission(self, persona_id: str) -> Admission:
        if persona_id not in self._admissions:
            raise UsageError(f"the persona graph has no persona {persona_id!r}", fix="see `dramaturg personas show`")
        return self._admissions[persona_id]

    def _refuse_known(self, node_id: str) -> None:
        if node_id in self._seeds or node_id in self._admissions:
            raise UsageError(f"the persona graph already holds the node {node_id!r}", fix=_GROW)

    def _refuse_misplaced(self, admission: Admission) -> None:
        persona, source, tie = admission.persona, admission.source, admission.tie
        text = persona.origin is Origin.TEXT
        if source not in (self._seeds if text else self._admissions):
            sort = "seed" if text else "persona"
            raise UsageError(f"persona {persona.id!r} comes from an unknown {sort} {source!r}", fix=_GROW)
        if text and tie not in set(Lens):
            raise UsageError(f"persona {persona.id!r} has the lens {tie!r}", fix=f"use one of {', '.join(Lens)}")

    def _ties(self, kind: str) -> dict[str, int]:
        edges = (edge for _, _, edge in self._graph.edges(data=True))
        return dict(sorted(Counter(str(edge["tie"]) for edge in edges if edge["kind"] == kind).items()))

    def _saved(self) -> SavedGraph:
        return SavedGraph(
            seeds=self.seeds(),
            admissions=self.admissions(),
            rejections=tuple(self._rejections),
        )


def _first_fault(error: ValidationError | UnicodeEncodeError) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "it holds half a character (a lone surrogate)"
    fault = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{fault['msg']} (at {place})" if place else fault["msg"]
