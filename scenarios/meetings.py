"""Meetings: which two people of the persona graph are brought together."""

import random
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from ..personas.embedders import HashedNgrams
from ..personas.graph import PersonaGraph
from ..personas.persona import Origin, Persona
from ..runtime.errors import UsageError
from .conversation import CONTRAST, RANDOM, Conversation

STRANGERS = 12
"""How many strangers are looked at for the one who has the least in common with a persona."""

Pair = tuple[Persona, Persona]


class Meetings:
    """Pairs along the edges of the persona graph, by contrast, or at random.

    Args:
        conversation: which ways of meeting there are.
        graph: the frozen persona graph.
        families: seed → ids of the personas that descend from it.
        required: ways of which there must be some, since a quota asks for them.

    Raises:
        UsageError: a required relation, or every one that is asked for, is one in which nobody stands; or there is
            nobody to meet.
    """

    def __init__(
        self,
        conversation: Conversation,
        graph: PersonaGraph,
        families: Mapping[str, Sequence[str]],
        required: Collection[str] = (),
    ) -> None:
        self._personas = graph.personas()
        self._pairs = {way: _pairs(graph, way) for way in conversation.meetings if way not in (CONTRAST, RANDOM)}
        self.empty = tuple(way for way, pairs in self._pairs.items() if not pairs)
        """Relations in which nobody stands: what few seeds bring is up to chance."""
        self._families = {seed: frozenset(members) for seed, members in families.items()}
        self._vector = lru_cache(maxsize=4096)(HashedNgrams().vector)
        self._refuse_empty(required, len(conversation.meetings))

    def related(self, way: str) -> tuple[Pair, ...]:
        """Return the pairs of a relation: who stands in it, to whom; none for the other ways."""
        return self._pairs.get(way, ())

    def related_from(self, way: str, seed_id: str) -> tuple[Pair, ...]:
        """Return those pairs of which both descend from one seed."""
        family = self._families.get(seed_id, frozenset())
        return tuple(pair for pair in self.related(way) if all(person.id in family for person in pair))

    def stranger(self, way: str, persona: Persona, drawn: random.Random) -> Persona:
        """Return somebody else: anybody, or the one of a few who has the least in common."""
        return self.stranger_among([other for other in self._personas if other.id != persona.id], way, persona, drawn)

    def stranger_among(self, others: Sequence[Persona], way: str, persona: Persona, drawn: random.Random) -> Persona:
        """Return one of these: anybody, or the one of a few who has the least in common with a persona."""
        if way == RANDOM:
            return drawn.choice(others)
        few = drawn.sample(others, min(STRANGERS, len(others)))
        return min(few, key=lambda other: self._likeness(persona, other))

    def _likeness(self, one: Persona, other: Persona) -> float:
        # Rounded, so that the last bits of a sum decide nothing.
        return round(float(self._vector(one.text) @ self._vector(other.text)), 4)

    def _refuse_empty(self, required: Collection[str], ways: int) -> None:
        for way in self.empty:
            if way in required or len(self.empty) == ways:
                raise UsageError(
                    f"conversation.meetings: no two personas stand in the relation {way!r}",
                    fix="give it a larger share under personas.relations, raise personas.rounds, or leave it out",
                )
        if len(self._personas) < 2:
            raise UsageError("there is only one persona, and nobody to meet", fix="add seeds or raise personas.rounds")


def _pairs(graph: PersonaGraph, way: str) -> tuple[Pair, ...]:
    return tuple(
        (held.persona, graph.persona(held.source))
        for held in graph.admissions()
        if held.persona.origin is Origin.RELATION and held.tie == way
    )
