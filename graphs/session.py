"""An opened run: its directory held, its scenario checked against the ledger, its models at hand."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ..runtime.budget import refuse_unpriced
from ..runtime.capabilities import Capabilities, probe_for_run
from ..runtime.chat import Models
from ..runtime.clock import Clock, SystemClock
from ..runtime.journal import Journal, spending_of
from ..runtime.ledger import Ledger, fact, ignore
from ..runtime.lock import hold
from ..runtime.models import ModelSpec
from ..runtime.received import Sender
from ..runtime.senders import Senders, close
from ..scenarios.kind import Kind, kind_of
from ..scenarios.rubric import Rubric
from ..scenarios.seed import Seed
from ..scenarios.spec import Scenario
from .directory import LEDGER_FILE
from .identity import content, refuse_change, scenario_id

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
        UsageError: the directory holds another scenario's run (with the differences), a key is missing, or cost
            is limited and a price unknown.
        RunDirectoryError: it is held by another process, or damaged.
        EndpointError: an endpoint cannot be probed.
    """
    clock = clock or SystemClock()
    refuse_unpriced(scenario.budget, scenario.models)
    kind = kind_of(scenario)
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
            journal = Journal(scenario_id(shape), ledger, spending_of(ledger, scenario.budget, clock), clock)
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
    """Return what each model's endpoint can do: as pinned for its role at the run's start, or probed now."""
    known: dict[str, object] = ledger.get("capabilities") or {}
    found: dict[ModelSpec, Capabilities] = {}
    for role, spec in scenario.models.items():
        pinned = known.get(role)
        if pinned:
            found[spec] = Capabilities.model_validate(pinned)
        elif spec not in found:
            found[spec] = await probe_for_run(spec, ways[spec])
    return found


def _record(
    ledger: Ledger,
    scenario: Scenario,
    seeds: Sequence[Seed],
    shape: dict[str, object],
    capabilities: dict[ModelSpec, Capabilities],
) -> None:
    """Keep what the run needs to go on without its files."""
    # Only what was tried: a run's probe leaves the rest open.
    pins = {role: capabilities[spec].model_dump(exclude_unset=True) for role, spec in scenario.models.items()}
    ledger.commit_now(
        fact("scenario", scenario.model_dump(mode="json")),
        fact("seeds", [seed.model_dump() for seed in seeds]),
        fact("content", shape),
        fact("capabilities", pins),
    )
