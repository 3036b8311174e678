"""A run from its first call to its report: grow the personas, produce, settle, count."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import update

from ..agents.persona_to_persona import persona_to_persona
from ..agents.text_to_persona import text_to_persona
from ..personas.embedders import HashedNgrams, threshold_for
from ..personas.gate import Gate
from ..personas.graph import PersonaGraph
from ..personas.persona import Persona
from ..runtime import collector
from ..runtime.errors import BudgetReached, DramaturgError, EndpointError, UsageError
from ..runtime.ledger import briefs, fact
from ..scenarios.casting import Casting
from ..scenarios.quotas import cells
from ..scenarios.spec import given_persona
from .engine import Engine, Observer
from .expansion import Growth, expand
from .history import History
from .machine import untraced
from .playground import look_in
from .producer import producer
from .reliability import reliability
from .reopening import ATTEMPTS
from .report import Ending, Report
from .sample import Sample, Status
from .session import Session
from .settler import Settler
from .store import counts, grown, read_personas, read_samples

CANDIDATES_PER_WANTED = 4
"""Briefs that may be issued per accepted sample wanted, where the budget names no number."""

CANDIDATES_SPARE = 20
"""Briefs that may be issued besides, so that small runs are not ended by bad luck."""


class Audience(Observer, Protocol):
    """Who follows a run, and may stop it."""

    def expanded(self, graph: PersonaGraph) -> None:
        """The persona graph is frozen."""
        ...

    def producing(self, engine: Engine, wanted: Mapping[str, int], done: Sequence[Sample]) -> None:
        """Production begins; `done` was settled by earlier processes. The engine can be stopped from here."""
        ...


async def grow(session: Session, concurrency: int) -> PersonaGraph:
    """Return the run's frozen persona graph, growing it first where there is none.

    The graph is committed whole or not at all; a killed expansion starts over and finds its calls in the journal.
    """
    if session.ledger.get("personas_frozen") is not None:
        return read_personas(session.ledger, session.seeds)
    settings = session.scenario.personas
    growth = Growth(
        settings=settings,
        seeds=session.seeds,
        given=_given(session),
        graph=PersonaGraph(),
        gate=gate(session, session.scenario.near_duplicates.persona_threshold),
        infer=text_to_persona(session.models),
        relate=persona_to_persona(session.models),
        concurrency=concurrency,
        random_seed=session.scenario.random_seed,
        failed=[],
    )
    with untraced():
        await expand(growth)
    if not growth.graph.personas():
        raise UsageError(
            f"no persona came out of {len(session.seeds)} seeds ({len(growth.failed)} replies could not be used)",
            fix="try a stronger model for the role `persona`, or bring personas under `personas.given`",
        )
    lost = [{"fault": error.fault, "what": error.what} for error in growth.failed]
    await session.ledger.commit(
        *grown(growth.graph), fact("personas_frozen", growth.graph.digest()), fact("persona_asks_lost", lost)
    )
    return growth.graph


async def produce(session: Session, wanted: int, concurrency: int, audience: Audience) -> Report:
    """Bring the run to `wanted` accepted samples, or as far as it gets, and report.

    Raises:
        RunDirectoryError: the ledger cannot be written any more.
    """
    session.ledger.set("wanted", wanted)
    session.models.limit(concurrency)
    try:
        if session.ledger.get("personas_frozen") is None:
            await look_in(session.scenario)
        graph = await grow(session, concurrency)
    except DramaturgError as error:
        return _report(session, wanted, cells(session.scenario, wanted), error, stopped=True)
    audience.expanded(graph)
    needed = cells(session.scenario, wanted)
    done = _reopened(session, needed)
    casting = Casting(session.scenario, session.scenario_id, session.seeds, graph)
    settler = Settler(session.kind, gate(session, session.scenario.near_duplicates.threshold), needed, done)
    history = History(session.kind, session.scenario.wave, done)
    engine = Engine(
        casting=casting,
        settler=settler,
        produce=producer(
            session.models,
            session.kind,
            session.rubric,
            session.scenario.refinement,
            session.clock,
            attempts=session.ledger.get(ATTEMPTS) or {},
            history=history,
        ),
        ledger=session.ledger,
        candidates=_candidates(session, needed),
        history=history,
        finished=frozenset(sample.brief.id for sample in done),
        concurrency=concurrency,
        observer=audience,
    )
    audience.producing(engine, needed, done)
    with collector.held_back(), untraced():
        await engine.run()
    report = _report(session, wanted, settler.missing, engine.cause, stopped=engine.stopped)
    return report.model_copy(update={"notes": casting.notes})


def _given(session: Session) -> Sequence[Persona]:
    """Return the personas that the scenario and its seeds bring, each once."""
    owners = [given_persona(seed.persona) for seed in session.seeds if seed.persona]
    return [*{persona.id: persona for persona in (*session.scenario.given_personas(), *owners)}.values()]


def gate(session: Session, threshold: float | None) -> Gate:
    """Return an empty near-duplicate gate with the scenario's embedder."""
    return Gate(HashedNgrams(), threshold_for(HashedNgrams.name) if threshold is None else threshold)


def _reopened(session: Session, needed: Mapping[str, int]) -> list[Sample]:
    """Return what is settled; where more is wanted now, briefs that were not needed wait again."""
    done = read_samples(session.ledger)
    short = [
        cell
        for cell, number in needed.items()
        if sum(s.status is Status.ACCEPTED and s.brief.cell == cell for s in done) < number
    ]
    waiting = {"status": Status.PENDING, "stage": None, "reason": None}
    session.ledger.commit_now(
        update(briefs).where(briefs.c.status == Status.SURPLUS, briefs.c.cell.in_(short)).values(waiting)
    )
    return done


def _candidates(session: Session, needed: Mapping[str, int]) -> dict[str, int]:
    """Return how many briefs each cell may be issued; a limit in the budget is shared out by need."""
    limit = session.scenario.budget.candidates
    if limit is None:
        return {cell: CANDIDATES_PER_WANTED * number + CANDIDATES_SPARE for cell, number in needed.items()}
    total = sum(needed.values())
    return {cell: max(1, limit * number // total) for cell, number in needed.items()}


def _report(
    session: Session, wanted: int, missing: Mapping[str, int], cause: DramaturgError | None, *, stopped: bool
) -> Report:
    short = {cell: number for cell, number in missing.items() if number > 0}
    _close(session, [cell for cell in missing if cell not in short], cause)
    now = counts(session.ledger)
    ending, message = _ending(short, cause, stopped)
    return Report(
        directory=str(session.directory),
        ending=ending,
        message=message,
        wanted=wanted,
        counts=now,
        attempts=reliability(session.ledger) if session.scenario.world else None,
        simulated=any(spec.is_rehearsal for spec in session.scenario.models.values()),
        unexecuted=not (session.scenario.world is None or session.scenario.world.is_executed),
        missing=short,
    )


def _close(session: Session, full: Sequence[str], cause: DramaturgError | None) -> None:
    """Say of every brief that still waits why: its cell was full, or what stopped the run."""
    waiting = update(briefs).where(briefs.c.status == Status.PENDING)
    session.ledger.commit_now(
        waiting.where(briefs.c.cell.in_(full)).values(status=Status.SURPLUS, stage="quota", reason="its cell was full"),
        waiting.where(briefs.c.cell.not_in(full)).values(reason=cause.what if cause else "the run was stopped"),
    )


def _ending(short: Mapping[str, int], cause: DramaturgError | None, stopped: bool) -> tuple[Ending, str]:
    if not short:
        return Ending.DONE, "all that was wanted is there"
    if isinstance(cause, BudgetReached):
        return Ending.BUDGET, f"{cause.what}; {cause.fix}"
    if isinstance(cause, EndpointError):
        return Ending.ENDPOINT, f"{cause.what}; {cause.fix}"
    if cause is not None:
        raise cause
    if stopped:
        return Ending.INTERRUPTED, "stopped on request; what was in flight is finished or pending"
    gaps = ", ".join(f"{cell} by {number}" for cell, number in short.items())
    return (
        Ending.SHORT,
        f"candidates are used up, short: {gaps}; raise budget.candidates, or see `dramaturg traces list`",
    )
