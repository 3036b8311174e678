"""The expansion graph: seeds → personas → related personas, each round through the near-duplicate gate."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypedDict

from langgraph.graph import START
from langgraph.runtime import Runtime

from ..agents.persona_to_persona import Ask, PersonaToPersona
from ..agents.text_to_persona import TextToPersona, Viewpoint
from ..personas.gate import Gate
from ..personas.graph import PersonaGraph, Rejection
from ..personas.persona import Candidate, Granularity, Persona
from ..runtime.errors import ContentError
from ..runtime.identity import stream
from ..runtime.orders import orders_in
from ..runtime.shares import turns
from ..scenarios.people import PersonaSettings, given_persona
from ..scenarios.seed import Seed
from .machine import Machine, builder

Question = Callable[[], Awaitable[tuple[Candidate, ...]]]
"""Something to ask an agent, once there is room for it."""


class Expansion(TypedDict):
    """The state: the round, who came forward in it, and who was admitted in it (the next parents)."""

    round: int
    candidates: tuple[Candidate, ...]
    newcomers: tuple[Persona, ...]


class Change(TypedDict, total=False):
    """What a node changes in the state."""

    round: int
    candidates: tuple[Candidate, ...]
    newcomers: tuple[Persona, ...]


@dataclass(frozen=True)
class Growth:
    """What an expansion works with. The persona graph grows in `admit` alone, in a fixed order."""

    settings: PersonaSettings
    seeds: Sequence[Seed]
    given: Sequence[Persona]
    """Whom the user brings, the owners of seeds included."""
    graph: PersonaGraph
    gate: Gate
    infer: TextToPersona
    relate: PersonaToPersona
    concurrency: int
    random_seed: int
    failed: list[ContentError]
    """Asks whose replies stayed unusable; they cost a persona, not the run."""


async def infer(state: Expansion, runtime: Runtime[Growth]) -> Change:
    """Infer personas from every seed, through lenses drawn for it."""
    growth = runtime.context
    asks = [partial(_infer_from, growth, seed) for seed in _seeds_used(growth)]
    return {"candidates": await _gathered(growth, asks)}


async def relate(state: Expansion, runtime: Runtime[Growth]) -> Change:
    """Follow a relation from every parent of this round."""
    growth, number = runtime.context, state["round"] + 1
    parents = _parents(growth, number, state["newcomers"])
    relations = _relations(growth, number, len(parents))
    pairs = zip(parents, relations, strict=True)
    asks = [partial(_relate_to, growth, parent, name, number) for parent, name in pairs]
    return {"round": number, "candidates": await _gathered(growth, asks)}


async def admit(state: Expansion, runtime: Runtime[Growth]) -> Change:
    """Let the candidates through the gate in the order (round, parent, ordinal)."""
    growth = runtime.context
    newcomers = [p for candidate in state["candidates"] if (p := _admitted(growth, candidate))]
    first = growth.given if state["round"] == 0 else ()
    return {"newcomers": (*first, *newcomers), "candidates": ()}


async def after_admit(state: Expansion, runtime: Runtime[Growth]) -> Literal["relate", "__end__"]:
    """Go on until the rounds are done or nobody new came in."""
    done = state["round"] >= runtime.context.settings.rounds or not state["newcomers"]
    return "__end__" if done else "relate"


def build() -> Machine:
    """Return the compiled graph."""
    graph = builder(Expansion, Growth)
    graph.add_node("infer", infer)
    graph.add_node("relate", relate)
    graph.add_node("admit", admit)
    graph.add_edge(START, "infer")
    graph.add_edge("infer", "admit")
    graph.add_edge("relate", "admit")
    graph.add_conditional_edges("admit", after_admit)
    return graph.compile()


async def expand(growth: Growth) -> None:
    """Grow the persona graph of `growth` to its end."""
    for seed in growth.seeds:
        growth.graph.add_seed(seed.id, seed.text, seed.source)
    owned = {given_persona(seed.persona).id: seed.id for seed in reversed(growth.seeds) if seed.persona}
    for persona in growth.given:
        growth.graph.give(persona, owned.get(persona.id, ""))
        growth.gate.admit(persona.id, persona.text)
    async for _ in build().astream({"round": 0}, context=growth, stream_mode="updates"):
        pass  # the persona graph of `growth` is the result


def _seeds_used(growth: Growth) -> list[Seed]:
    """Return the seeds that personas are inferred from: those whose owner is not known anyway."""
    limit, seeds = growth.settings.seeds_used, [seed for seed in growth.seeds if not seed.persona]
    if limit is None or limit >= len(seeds):
        return seeds
    chosen = stream(growth.random_seed, "seeds used").sample(range(len(seeds)), limit)
    return [seeds[place] for place in sorted(chosen)]


async def _infer_from(growth: Growth, seed: Seed) -> tuple[Candidate, ...]:
    settings, drawn = growth.settings, stream(growth.random_seed, "viewpoints", seed.id)
    lenses = drawn.choices(list(settings.lenses), list(settings.lenses.values()), k=settings.per_seed)
    grains = drawn.choices(list(settings.granularities), list(settings.granularities.values()), k=settings.per_seed)
    viewpoints = [Viewpoint(lens=lens, granularity=grain) for lens, grain in zip(lenses, grains, strict=True)]
    return await growth.infer(seed, viewpoints) if viewpoints else ()


def _parents(growth: Growth, number: int, newcomers: Sequence[Persona]) -> list[Persona]:
    """Return this round's parents: a drawn share of the last round's newcomers, in their order."""
    count = max(1, round(len(newcomers) * growth.settings.parents))
    chosen = stream(growth.random_seed, "parents", number).sample(range(len(newcomers)), count)
    return [newcomers[place] for place in sorted(chosen)]


def _relations(growth: Growth, number: int, count: int) -> list[str]:
    """Return one relation per parent, in shuffled order, each as often as its share says."""
    names = turns({name: relation.share for name, relation in growth.settings.relations.items()}, count)
    stream(growth.random_seed, "relations", number).shuffle(names)
    return names


async def _relate_to(growth: Growth, parent: Persona, name: str, number: int) -> tuple[Candidate, ...]:
    ask = Ask(
        relation=name,
        about=growth.settings.relations[name].about,
        count=growth.settings.per_persona,
        granularity=Granularity.FINE,
        round=number,
    )
    return await growth.relate(parent, ask)


async def _gathered(growth: Growth, asks: Iterable[Question]) -> tuple[Candidate, ...]:
    """Return all candidates in the order of the asks, however the replies come in."""
    places = asyncio.Semaphore(growth.concurrency)

    async def one(ask: Question) -> tuple[Candidate, ...]:
        async with places:
            try:
                return await ask()
            except ContentError as error:
                growth.failed.append(error)
                return ()

    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(one(ask)) for ask in asks]
    except ExceptionGroup as several:
        raise several.exceptions[0] from None  # the first to fail has cancelled the others
    return tuple(candidate for task in running for candidate in task.result())


def _admitted(growth: Growth, candidate: Candidate) -> Persona | None:
    orders = orders_in(candidate.text)
    if orders:
        reason = f"it addresses a model: {orders[0].passage[:120]}"
        growth.graph.reject(Rejection(candidate=candidate, stage="hygiene", reason=reason))
        return None
    match = growth.gate.check(candidate.text)
    if match is not None:
        growth.graph.reject(Rejection.near_duplicate(candidate, match))
        return None
    persona = candidate.admitted()
    growth.gate.admit(persona.id, persona.text)
    growth.graph.admit(candidate, persona)
    return persona
