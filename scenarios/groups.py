"""Groups: who of a society comes together. Pure: the same persona graph and stream give the same group."""

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..personas.graph import PersonaGraph
from ..personas.persona import Origin, Persona
from ..runtime.errors import UsageError
from .conversation import Conversation, Role, Society, Tie
from .meetings import Meetings
from .names import called, names_of

STRANGER = "somebody whom nobody else here knows"
"""What a member is to the others where the persona graph says nothing."""


class Edge(NamedTuple):
    """A relation of the persona graph: one stands in it to the other."""

    one: str
    way: str
    other: str


class Member(NamedTuple):
    """Somebody in a group, and how they came into it; nothing for who was asked first."""

    persona: Persona
    tie: Tie | None = None


class Groups:
    """Groups along the edges of the persona graph, filled up with strangers where the edges end.

    Args:
        conversation: how large groups are, and whom they ask in where nobody else is related.
        graph: the frozen persona graph.
        about: relation → what somebody is who stands in it.
        scenario_id: whose society it is; names follow from it.

    Raises:
        UsageError: there are fewer people than a group needs.
    """

    def __init__(
        self, conversation: Conversation, graph: PersonaGraph, about: Mapping[str, str], scenario_id: str
    ) -> None:
        self._conversation = conversation
        self._society = conversation.society or Society()
        self._about = about
        self._personas = graph.personas()
        self._by_id = {persona.id: persona for persona in self._personas}
        self._names = names_of(self._personas, scenario_id)
        self._edges = _edges(graph)
        self._refuse_few(len(set(self._names.values())))
        self._meetings = Meetings(conversation, graph, {})

    def group(self, first: Persona, drawn: random.Random) -> tuple[Member, ...]:
        """Return a group around a persona, who comes first."""
        members = [Member(first)]
        for _ in range(drawn.randint(*self._society.size) - 1):
            members.append(self._related(members, drawn) or self._stranger(members, drawn))
        return tuple(members)

    def conversation(self, members: Sequence[Member]) -> Conversation:
        """Return the conversation of a group: a role for each member, who is to the others what all of them know."""
        edges = [edge for member in members for edge in self._edges.get(member.persona.id, ())]
        here = {member.persona.id for member in members}
        known = [edge for edge in dict.fromkeys(edges) if {edge.one, edge.other} <= here]
        roles = tuple(
            Role(name=self._names[member.persona.id], about=self._part(member.persona.id, known), tie=member.tie)
            for member in members
        )
        return self._conversation.model_copy(update={"roles": roles})

    def _related(self, members: Sequence[Member], drawn: random.Random) -> Member | None:
        """Return somebody who stands in a relation to a member, whichever of the two stands in it to the other."""
        taken = self._taken(members)
        edges = [edge for member in members for edge in self._edges.get(member.persona.id, ())]
        # Of an edge that leads out of the group, one end is a member, and the other bears no member's name.
        leading = [(edge, end) for edge in edges for end in (edge.one, edge.other) if self._names[end] not in taken]
        if not leading:
            return None
        edge, end = drawn.choice(leading)
        return Member(self._by_id[end], Tie(one=self._names[edge.one], way=edge.way, other=self._names[edge.other]))

    def _stranger(self, members: Sequence[Member], drawn: random.Random) -> Member:
        first, taken = members[0].persona, self._taken(members)
        able = [persona for persona in self._personas if self._names[persona.id] not in taken]
        ways = self._conversation.meetings
        way = drawn.choices([*ways], [*ways.values()])[0]
        found = self._meetings.stranger_among(able, way, first, drawn)
        return Member(found, Tie(one=self._names[found.id], way=way, other=self._names[first.id]))

    def _taken(self, members: Sequence[Member]) -> set[str]:
        """Return the names of those who are there: two namesakes never meet."""
        return {self._names[member.persona.id] for member in members}

    def _part(self, persona_id: str, known: Sequence[Edge]) -> str:
        """Return what somebody is to the others, without a word of who they are."""
        own = [(self._called(edge.other), self._about[edge.way]) for edge in known if edge.one == persona_id]
        theirs = [(self._called(edge.one), self._about[edge.way]) for edge in known if edge.other == persona_id]
        told = [f"who is, to {name}, {about}" for name, about in own]
        told += [f"to whom {name} is {about}" for name, about in theirs]
        return f"somebody {', and '.join(told)}" if told else STRANGER

    def _called(self, persona_id: str) -> str:
        return called(self._names[persona_id])

    def _refuse_few(self, people: int) -> None:
        if people < self._society.size[1]:
            raise UsageError(
                f"conversation.society: groups of up to {self._society.size[1]} are asked for, and there are"
                f" {people} people",
                fix="raise personas.rounds or personas.per_persona, add seeds, or ask for smaller groups",
            )


def _edges(graph: PersonaGraph) -> dict[str, tuple[Edge, ...]]:
    """Return persona id → the relations that it stands in and those in which others stand to it."""
    edges: dict[str, tuple[Edge, ...]] = {}
    for held in graph.admissions():
        if held.persona.origin is Origin.RELATION:
            edge = Edge(held.persona.id, held.tie, held.source)
            for end in (edge.one, edge.other):
                edges[end] = (*edges.get(end, ()), edge)
    return edges
