"""Lineage: the path from a persona back to the text that it grew from, with all texts on the way."""

from ..personas.graph import PersonaGraph
from ..runtime.frozen import Frozen


class Link(Frozen):
    """One step back: by which lens or relation, to whom or what. Only a seed has a `source`."""

    tie: str
    node: str
    text: str
    source: str | None = None


class Lineage:
    """Walks a persona graph back to its seeds.

    Args:
        graph: the frozen graph.
    """

    def __init__(self, graph: PersonaGraph) -> None:
        self._graph = graph
        self._seeds = {seed.id: seed for seed in graph.seeds()}

    def of(self, persona_id: str) -> tuple[Link, ...]:
        """Return the steps from a persona to its seed; none for a given persona."""
        return tuple(self._link(step.tie, step.node) for step in self._graph.path(persona_id))

    def _link(self, tie: str, node: str) -> Link:
        seed = self._seeds.get(node)
        if seed is not None:
            return Link(tie=tie, node=node, text=seed.text, source=seed.source)
        return Link(tie=tie, node=node, text=self._graph.persona(node).text)
