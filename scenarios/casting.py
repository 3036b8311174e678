"""Casting: which brief comes next in a quota cell. Pure: the same scenario, cell and index give the same brief."""

import random
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from ..personas.graph import PersonaGraph
from ..personas.persona import Persona
from ..runtime.identity import digest, stream
from .brief import EVERY, Brief
from .controls import Drawn
from .conversation import MEETING
from .meetings import Meetings, Pair
from .seed import Seed
from .setting import VARIANT, Setting
from .spec import Scenario

T = TypeVar("T")


class Casting:
    """Draws briefs from a scenario, its seeds and its frozen persona graph.

    Args:
        scenario: what to make.
        scenario_id: its identity, seeds and prompts included.
        seeds: all seeds, in order; at least one.
        graph: the frozen persona graph; at least one persona.
    """

    def __init__(self, scenario: Scenario, scenario_id: str, seeds: Sequence[Seed], graph: PersonaGraph) -> None:
        self._scenario = scenario
        self._id = scenario_id
        self._seeds = seeds
        self._personas = graph.personas()
        self._by_id = {persona.id: persona for persona in self._personas}
        self._family = graph.families()
        self._meetings = _meetings(scenario, graph, self._family)
        self._drawn_controls = scenario.drawn_controls()
        if self._meetings is not None:
            self._drawn_controls[MEETING] = self._drawn_controls[MEETING].without(self._meetings.empty)
        # Two turns per cell are in use at a time; to shuffle all personas for every brief would not scale.
        self._turns = lru_cache(maxsize=128)(self._shuffled)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the scenario asks for and nobody can be cast for, in words."""
        empty = self._meetings.empty if self._meetings is not None else ()
        return tuple(f"no two personas stand in the relation {way!r}, so nobody met by it" for way in empty)

    def brief(self, cell: str, index: int) -> Brief:
        """Return the brief at this place of a cell's stream."""
        drawn = stream(self._id, "cast", cell, index)
        seed = self._in_turn(self._seeds, cell, index)
        controls = self._controls(cell, drawn)
        persona, *partners = self._people(controls, seed, cell, index, drawn)
        return Brief(
            id=digest("brief", self._id, cell, index),
            cell=cell,
            index=index,
            persona=persona,
            partners=tuple(partners),
            conversation=self._scenario.conversation,
            setting=self._setting(controls, drawn),
            seed=seed,
            controls=controls,
            settings=self._scenario.settings,
            directions=tuple(control.direction(name) for name, control in controls.items()),
            examples=tuple(drawn.sample(self._scenario.examples, self._scenario.examples_per_brief)),
        )

    def _in_turn(self, things: Sequence[T], cell: str, index: int) -> T:
        """Go through all things in a shuffled order before any comes again."""
        lap, place = divmod(index, len(things))
        return things[self._turns(cell, lap, len(things))[place]]

    def _shuffled(self, cell: str, lap: int, number: int) -> Sequence[int]:
        order = array("L", range(number))
        stream(self._id, "turn", cell, lap, number).shuffle(order)
        return order

    def _setting(self, controls: Mapping[str, Drawn], drawn: random.Random) -> Setting | None:
        world = self._scenario.world
        return world.setting(controls[VARIANT].value, drawn) if world is not None else None

    def _people(
        self, controls: Mapping[str, Drawn], seed: Seed, cell: str, index: int, drawn: random.Random
    ) -> tuple[Persona, ...]:
        """Return who is cast: one persona, or two who meet."""
        if self._meetings is None:
            return (self._persona(seed, cell, index, drawn),)
        way = controls[MEETING].value
        if self._meetings.related(way):
            return self._pair(self._meetings, way, seed, cell, index, drawn)
        persona = self._persona(seed, cell, index, drawn)
        return (persona, self._meetings.stranger(way, persona, drawn))

    def _pair(self, meetings: Meetings, way: str, seed: Seed, cell: str, index: int, drawn: random.Random) -> Pair:
        near = meetings.related_from(way, seed.id)
        if near and drawn.random() < self._scenario.related_share:
            return drawn.choice(near)
        return self._in_turn(meetings.related(way), cell, index)

    def _persona(self, seed: Seed, cell: str, index: int, drawn: random.Random) -> Persona:
        family = self._family.get(seed.id, ())
        if family and drawn.random() < self._scenario.related_share:
            return self._by_id[drawn.choice(family)]
        return self._in_turn(self._personas, cell, index)

    def _controls(self, cell: str, drawn: random.Random) -> dict[str, Drawn]:
        quota = self._scenario.quota
        controls = {name: control.draw(drawn) for name, control in self._drawn_controls.items()}
        if quota is not None and cell != EVERY:
            controls[quota.control] = self._drawn_controls[quota.control].fixed(cell)
        return controls


def _meetings(scenario: Scenario, graph: PersonaGraph, families: Mapping[str, Sequence[str]]) -> Meetings | None:
    conversation, quota = scenario.conversation, scenario.quota
    if conversation is None or conversation.people < 2:
        return None
    required = quota.shares if quota is not None and quota.control == MEETING else {}
    return Meetings(conversation, graph, families, required)
