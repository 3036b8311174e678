"""A small society: a persona graph of families and loners, its scenario, and talks of a group."""

from collections.abc import Sequence

from dramaturg.personas.graph import PersonaGraph
from dramaturg.personas.persona import Candidate, Granularity, Lens, Origin, Persona
from dramaturg.scenarios.brief import EVERY, Brief
from dramaturg.scenarios.casting import Casting
from dramaturg.scenarios.conversation import Conversation, Floor, Role, Society
from dramaturg.scenarios.dialogue import Turn
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.spec import Scenario

SEEDS = [seed_of(f"Text number {number} about the mill.", f"a.txt:{number}") for number in range(4)]
GROUP = tuple(Role(name=name, about=f"somebody who is {name}") for name in ("ravi", "noa", "kim", "tal"))


def graph(loners: int = 0) -> PersonaGraph:
    """Return four families of a reader and a chain of two grown from each, and people without relations."""
    grown = PersonaGraph()
    for seed in SEEDS:
        grown.add_seed(seed.id, seed.text, seed.source)
    for number, seed in enumerate(SEEDS):
        parent = admitted(grown, f"A miller of the {number}. mill.", Origin.TEXT, seed.id, Lens.READS)
        for tie, trade in (("works beside", "carter"), ("is served by", "baker")):
            parent = admitted(grown, f"A {trade} of the {number}. mill.", Origin.RELATION, parent.id, tie)
    for number in range(loners):
        admitted(grown, f"A hermit on hill {number}.", Origin.TEXT, SEEDS[0].id, Lens.LIKES, number + 2)
    return grown


def admitted(grown: PersonaGraph, text: str, origin: Origin, source: str, tie: str, ordinal: int = 1) -> Persona:
    candidate = Candidate(
        text=text,
        origin=origin,
        granularity=Granularity.FINE,
        round=0 if origin is Origin.TEXT else 1,
        source=source,
        tie=tie,
        ordinal=ordinal,
    )
    persona = candidate.admitted()
    grown.admit(candidate, persona)
    return persona


def scenario(size: tuple[int, int] = (3, 4), **changes: object) -> Scenario:
    society = {"size": size, "remembers": 2}
    talk = {"society": society, "turns": [8, 20], "meetings": {"contrast": 1, "random": 1}}
    return Scenario.model_validate({"kind": "gathering", "wave": 3, "conversation": talk, **changes})


def briefs(made: Scenario, number: int = 60, people: PersonaGraph | None = None, cell: str = EVERY) -> list[Brief]:
    casting = Casting(made, "the scenario", SEEDS, people or graph())
    return [casting.brief(cell, index) for index in range(number)]


def company(floor: Floor = Floor.FREE, turns: tuple[int, int] = (6, 16), people: int = 3) -> Conversation:
    """Return the conversation of a group."""
    society = Society(size=(2, 4), floor=floor, remembers=0)
    return Conversation(roles=GROUP[:people], society=society, turns=turns)


def talk(marks: str, to: Sequence[str] = ()) -> tuple[Turn, ...]:
    """Return a turn for each two letters: the first of a name, and `.` goes on, `g` has its goal, `l` leaves."""
    by_letter = {role.name[0]: role.name for role in GROUP}
    said = [marks[place : place + 2] for place in range(0, len(marks), 2)]
    return tuple(
        Turn(
            speaker=by_letter[mark[0]],
            text="Well.",
            goal_met=mark[1] == "g",
            leaves=mark[1] == "l",
            to=to[place] if place < len(to) else "everybody",
        )
        for place, mark in enumerate(said)
    )
