"""Casting: which brief comes next in a quota cell. Pure: the same scenario, cell and index give the same brief."""

import random
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from ..personas.graph import PersonaGraph
from ..personas.persona import Origin, Persona
from ..runtime.identity import digest, stream
from .brief import Brief
from .controls import Drawn
from .conversation import MEETING, Conversation
from .grid import chances
from .groups import Groups
from .meetings import Meetings, Pair
from .passages import Passages, PassageShelf
from .sampling import Sampling
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
        self._owners = _owners(seeds, self._personas)
        self._meetings = _meetings(scenario, graph, self._family)
        self._groups = _groups(scenario, scenario_id, graph)
        self._shelf = PassageShelf(seeds) if scenario.passages is not None else None
        self._drawn_controls = scenario.drawn_controls()
        if self._meetings is not None:
            self._drawn_controls[MEETING] = self._drawn_controls[MEETING].without(self._meetings.empty)
        self._cells = scenario.quota_cells()
        self._sampling = Sampling(scenario, scenario_id)
        # Two turns per cell are in use at a time; to shuffle all personas for every brief would not scale.
        self._turns = lru_cache(maxsize=max(128, min(1024, 4 * len(self._cells))))(self._shuffled)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the scenario asks for and nobody can be cast for, in words."""
        empty = self._meetings.empty if self._meetings is not None else ()
        unmet = tuple(f"no two personas stand in the relation {way!r}, so nobody met by it" for way in empty)
        return (*unmet, *self._too_few_passages())

    def _too_few_passages(self) -> tuple[str, ...]:
        options = [option for control in self._drawn_controls.values() for option in control.options.values()]
        asked = [each for each in (self._scenario.passages, *(option.passages for option in options)) if each]
        most = max((each.number for each in asked), default=0) if self._shelf is not None else 0
        if most <= len(self._seeds):
            return ()
        return (f"a brief is to have {most} passages, and there are {len(self._seeds)} texts; it got fewer",)

    def brief(self, cell: str, index: int) -> Brief:
        """Return the brief at this place of a cell's stream."""
        drawn = stream(self._id, "cast", cell, index)
        seed = self._in_turn(self._seeds, cell, index)
        controls = self._controls(cell, index, drawn)
        (persona, *partners), conversation = self._people(controls, seed, cell, index, drawn)
        return Brief(
            id=digest("brief", self._id, cell, index),
            cell=cell,
            index=index,
            persona=persona,
            partners=tuple(partners),
            conversation=conversation,
            setting=self._setting(controls, drawn),
            seed=seed,
            passages=self._passages(controls, seed, cell, index),
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

    def _passages(self, controls: Mapping[str, Drawn], seed: Seed, cell: str, index: int) -> Passages | None:
        asked = self._scenario.passages
        if self._shelf is None or asked is None:
            return None
        for control in controls.values():
            asked = control.option.passages or asked
        return self._shelf.take(seed, asked, stream(self._id, "passages", cell, index))

    def _people(
        self, controls: Mapping[str, Drawn], seed: Seed, cell: str, index: int, drawn: random.Random
    ) -> tuple[tuple[Persona, ...], Conversation | None]:
        """Return who is cast (one persona, two who meet, or a group), and the conversation that they have."""
        if self._groups is not None:
            members = self._groups.group(self._persona(seed, cell, index, drawn), drawn)
            return tuple(member.persona for member in members), self._groups.conversation(members)
        if self._meetings is not None:
            people = self._two(self._meetings, controls[MEETING].value, seed, cell, index, drawn)
            return people, self._scenario.conversation
        return (self._persona(seed, cell, index, drawn),), self._scenario.conversation

    def _two(self, meetings: Meetings, way: str, seed: Seed, cell: str, index: int, drawn: random.Random) -> Pair:
        if meetings.related(way):
            return self._pair(meetings, way, seed, cell, index, drawn)
        persona = self._persona(seed, cell, index, drawn)
        return (persona, meetings.stranger(way, persona, drawn))

    def _pair(self, meetings: Meetings, way: str, seed: Seed, cell: str, index: int, drawn: random.Random) -> Pair:
        near = meetings.related_from(way, seed.id)
        if near and drawn.random() < self._scenario.related_share:
            return drawn.choice(near)
        return self._in_turn(meetings.related(way), cell, index)

    def _persona(self, seed: Seed, cell: str, index: int, drawn: random.Random) -> Persona:
        family, owner = self._family.get(seed.id, ()), self._owners.get(seed.id)
        if (owner or family) and drawn.random() < self._scenario.related_share:
            return owner or self._by_id[drawn.choice(family)]
        return self._in_turn(self._personas, cell, index)

    def _controls(self, cell: str, index: int, drawn: random.Random) -> dict[str, Drawn]:
        controls = {name: control.draw(drawn) for name, control in self._drawn_controls.items()}
        if cell in self._cells:
            likely = chances(self._cells, cell)
            for name, value in self._cells[cell].values.items():
                controls[name] = self._drawn_controls[name].fixed(value, likely[name])
        return controls | self._sampling.drawn(cell, index)


def _owners(seeds: Sequence[Seed], personas: Sequence[Persona]) -> dict[str, Persona]:
    """Return seed → the persona whose text it is, of the seeds that say so."""
    given = {persona.text: persona for persona in personas if persona.origin is Origin.GIVEN}
    return {seed.id: given[seed.persona] for seed in seeds if seed.persona in given}


def _groups(scenario: Scenario, scenario_id: str, graph: PersonaGraph) -> Groups | None:
    conversation = scenario.conversation
    if conversation is None or conversation.society is None:
        return None
    about = {name: relation.about for name, relation in scenario.personas.relations.items()}
    return Groups(conversation, graph, about, scenario_id)


def _meetings(scenario: Scenario, graph: PersonaGraph, families: Mapping[str, Sequence[str]]) -> Meetings | None:
    conversation = scenario.conversation
    if conversation is None or conversation.people < 2:
        return None
    cells = scenario.quota_cells().values()
    required = dict.fromkeys(cell.values[MEETING] for cell in cells if MEETING in cell.values)
    return Meetings(conversation, graph, families, required)
