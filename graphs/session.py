"""An opened run: its directory held, its scenario checked against the ledger, its models at hand."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ..runtime.budget import Spending
from ..runtime.capabilities import Capabilities, probe
from ..runtime.chat import Models
from ..runtime.clock import Clock, SystemClock
from ..runtime.identity import canonical
from ..runtime.journal import Journal
from ..runtime.ledger import Ledger, fact, ignore
from ..runtime.lock import hold
from ..runtime.models import ModelSpec
from ..runtime.received import Sender
from ..runtime.senders import Senders, close
from ..scenarios.kind import KINDS, Kind
from ..scenarios.rubric import Rubric
from ..scenarios.seed import Seed
from ..scenarios.spec import Scenario
from .directory import LEDGER_FILE
from .identity import PROMPTS, content, refuse_change, scenario_id
from .store import counts

SenderFactory = Callable[[ModelSpec], Sender]


@dataclass(frozen=True)
class Session:
    """What the steps of a run work with."""

    directory: Path
    scenario: Scenario
    scenario_id: str
    seeds: Sequence[Seed]
    kind: Kind
    rubric: Rubric
    ledger: Ledger
    models: Models
    clock: Clock
    throttled: Callable[[], str]
    """Why calls wait for their endpoint, or nothing."""


@asynccontextmanager
async def open_session(
    directory: Path,
    scenario: Scenario,
    seeds: Sequence[Seed],
    *,
    clock: Clock | None = None,
    senders: SenderFactory | None = None,
    on_commit: Callable[[str], None] = ignore,
) -> AsyncGenerator[Session]:
    """Hold a run directory and open what is in it, or start a run there.

    Args:
        directory: made where it is missing.
        scenario: what to make; must be the one that the directory was started with, `-n` and budget apart.
        seeds: its seeds.
        clock: where time comes from.
        senders: model → the way to it; by default each endpoint's scheduler stands in between.
        on_commit: told of the named points of every commit (see `ledger.Writer`).

    Raises:
        UsageError: the directory holds another scenario's run (with the differences), or a key is missing.
        RunDirectoryError: it is held by another process, or damaged.
        EndpointError: an endpoint cannot be probed.
    """
    clock = clock or SystemClock()
    kind = KINDS.get(scenario.kind)
    shape = content(scenario, kind, seeds)
    scheduled = Senders(clock)
    ways = {spec: (senders or scheduled)(spec) for spec in scenario.models.values()}
    try:
        with hold(directory, create=True, clock=clock), _ledger(directory, on_commit) as ledger:
            before = ledger.get("content")
            if before is not None:
                refuse_change(before, shape, str(directory))
            capabilities = await _pinned(ledger, scenario, ways)
            _record(ledger, scenario, seeds, shape, capabilities)
            journal = Journal(scenario_id(shape), ledger, _spending(ledger, scenario, clock), clock)
            yield Session(
                directory=directory,
                scenario=scenario,
                scenario_id=scenario_id(shape),
                seeds=seeds,
                kind=kind,
                rubric=scenario.rubric or kind.rubric,
                ledger=ledger,
                models=Models(scenario.models, ways, capabilities, journal),
                clock=clock,
                throttled=scheduled.throttled,
            )
    finally:
        for way in ways.values():
            await close(way)


def _ledger(directory: Path, on_commit: Callable[[str], None]) -> Ledger:
    return Ledger.open(directory / LEDGER_FILE, create=True, on_commit=on_commit)


async def _pinned(ledger: Ledger, scenario: Scenario, ways: dict[ModelSpec, Sender]) -> dict[ModelSpec, Capabilities]:
    """Return what each model's endpoint can do: as pinned at the run's start, or probed now."""
    known: dict[str, object] = ledger.get("capabilities") or {}
    found: dict[ModelSpec, Capabilities] = {}
    for spec in scenario.models.values():
        pinned = known.get(canonical(spec.identity()))
        found[spec] = Capabilities.model_validate(pinned) if pinned else await probe(spec, ways[spec])
    return found


def _record(
    ledger: Ledger,
    scenario: Scenario,
    seeds: Sequence[Seed],
    shape: dict[str, object],
    capabilities: dict[ModelSpec, Capabilities],
) -> None:
    """Keep what the run needs to go on without its files."""
    ledger.commit_now(
        fact("scenario", scenario.model_dump(mode="json")),
        fact("seeds", [seed.model_dump() for seed in seeds]),
        fact("content", shape),
        fact("prompts", PROMPTS),
        fact("capabilities", {canonical(spec.identity()): found.model_dump() for spec, found in capabilities.items()}),
    )


def _spending(ledger: Ledger, scenario: Scenario, clock: Clock) -> Spending:
    spent = counts(ledger)
    return Spending(
        scenario.budget,
        clock,
        calls=spent.calls,
        tokens=spent.tokens_in + spent.tokens_out,
        cost_usd=spent.cost_usd or 0.0,
    )
