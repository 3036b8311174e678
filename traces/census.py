"""A persona graph in numbers: who is in it and how they came, and who was turned away and why."""

from collections import Counter
from collections.abc import Iterable

from ..personas.graph import PersonaGraph
from ..personas.persona import Persona
from ..runtime.frozen import Frozen
from .lineage import Lineage, Link
from .naming import chosen


class Refused(Frozen):
    """A candidate that was turned away; a near-duplicate with the persona that it repeats."""

    text: str
    stage: str
    reason: str
    round: int
    neighbour: str | None
    neighbour_text: str | None
    similarity: float | None


class RoundCensus(Frozen):
    """What one round of the expansion brought."""

    round: int
    proposed: int
    admitted: int
    near_duplicate: int
    hygiene: int


class Census(Frozen):
    """A persona graph, counted."""

    seeds: int
    personas: int
    by_origin: dict[str, int]
    by_lens: dict[str, int]
    by_relation: dict[str, int]
    by_granularity: dict[str, int]
    rounds: tuple[RoundCensus, ...]
    refused: tuple[Refused, ...]


class Child(Frozen):
    """A persona that was grown from another, and by which relation."""

    id: str
    tie: str
    text: str


class PersonaStory(Frozen):
    """One persona, the path back to its text, and who was grown from it."""

    persona: Persona
    path: tuple[Link, ...]
    children: tuple[Child, ...]


def census(graph: PersonaGraph) -> Census:
    """Count a persona graph."""
    people = graph.personas()
    return Census(
        seeds=len(graph.seeds()),
        personas=len(people),
        by_origin=_counted(person.origin for person in people),
        by_lens=graph.lens_counts(),
        by_relation=graph.relation_counts(),
        by_granularity=_counted(person.granularity for person in people),
        rounds=_rounds(graph),
        refused=_refused(graph),
    )


def persona_story(graph: PersonaGraph, persona_id: str) -> PersonaStory:
    """Return one persona's story.

    Args:
        graph: whom it is in.
        persona_id: its id, or a beginning that no other has.

    Raises:
        UsageError: no persona, or more than one, has such an id.
    """
    begin_so = [person.id for person in graph.personas() if person.id.startswith(persona_id)]
    found = chosen(persona_id, begin_so, noun="persona", see="dramaturg personas show DIR --full")
    children = (held for held in graph.admissions() if held.source == found)
    return PersonaStory(
        persona=graph.persona(found),
        path=Lineage(graph).of(found),
        children=tuple(Child(id=c.persona.id, tie=c.tie, text=c.persona.text) for c in children),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(str(value) for value in values).items()))


def _rounds(graph: PersonaGraph) -> tuple[RoundCensus, ...]:
    admitted = Counter(person.round for person in graph.personas())
    refused = Counter((held.candidate.round, held.stage) for held in graph.rejections())
    numbers = sorted({*admitted, *(number for number, _ in refused)})
    return tuple(
        RoundCensus(
            round=number,
            proposed=admitted[number] + refused[number, "near_duplicate"] + refused[number, "hygiene"],
            admitted=admitted[number],
            near_duplicate=refused[number, "near_duplicate"],
            hygiene=refused[number, "hygiene"],
        )
        for number in numbers
    )


def _refused(graph: PersonaGraph) -> tuple[Refused, ...]:
    texts = {person.id: person.text for person in graph.personas()}
    return tuple(
        Refused(
            text=held.candidate.text,
            round=held.candidate.round,
            **held.model_dump(include={"stage", "reason", "neighbour", "similarity"}),
            neighbour_text=texts.get(held.neighbour) if held.neighbour else None,
        )
        for held in graph.rejections()
    )
