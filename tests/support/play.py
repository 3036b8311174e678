"""Runs a scenario with the real engine, in process."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dramaturg.graphs.directory import reader
from dramaturg.graphs.engine import Engine
from dramaturg.graphs.report import Report
from dramaturg.graphs.run import produce
from dramaturg.graphs.sample import Sample
from dramaturg.graphs.session import SenderFactory, open_session
from dramaturg.personas.graph import PersonaGraph
from dramaturg.releases.canonical import write_jsonl
from dramaturg.runtime.senders import sender_for
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed import Seed
from dramaturg.scenarios.seed_files import read_seeds
from dramaturg.scenarios.spec import Scenario

MakeRun = Callable[[str], Path]
"""Name → a run directory whose counts are checked after the test (the fixture `run_directory`)."""


@dataclass
class Spectator:
    """Follows a run; asks the engine to stop after so many settled briefs."""

    stop_after: int | None = None
    cancel: bool = False
    samples: list[Sample] = field(default_factory=list[Sample])
    graph: PersonaGraph | None = None
    engine: Engine | None = None
    requests: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def expanded(self, graph: PersonaGraph) -> None:
        self.graph = graph

    def producing(self, engine: Engine, wanted: Mapping[str, int], done: Sequence[Sample]) -> None:
        self.engine = engine

    def settled(self, sample: Sample) -> None:
        self.samples.append(sample)
        if len(self.samples) == self.stop_after and self.engine is not None:
            leave = self.engine.cancel if self.cancel else self.engine.stop
            self.requests.add(asyncio.get_running_loop().create_task(leave()))


PROMISED = ("persona_instructions", "support_dialogue", "society_dialogue", "shop_trajectories")
"""Library scenarios that all promises are held to: one of every form."""

LONG = frozenset({"society_dialogue"})
"""Those of which the promises are tested by `make evidence`."""


class MakeJob(Protocol):
    """Makes a library scenario with a handful of its seeds, changed as asked (the fixture `job`)."""

    def __call__(self, **changes: object) -> tuple[Scenario, tuple[Seed, ...]]: ...


def library_job(of: str = PROMISED[0], **changes: object) -> tuple[Scenario, tuple[Seed, ...]]:
    """Return a library scenario with a handful of its seeds, changed as asked."""
    scenario, base = load(of)
    changed = Scenario.model_validate(scenario.model_dump() | changes)
    return changed, read_seeds(scenario.seeds, base)[:24]


def play(
    directory: Path,
    scenario: Scenario,
    seeds: Sequence[Seed],
    wanted: int,
    *,
    concurrency: int = 8,
    spectator: Spectator | None = None,
    senders: SenderFactory = sender_for,
) -> Report:
    """Run to the end and export."""

    async def whole() -> Report:
        async with open_session(directory, scenario, seeds, senders=senders) as session:
            return await produce(session, wanted, concurrency, spectator or Spectator())

    report = asyncio.run(whole())
    with reader(directory) as ledger:
        write_jsonl(ledger, directory / "dataset.jsonl")
    return report


def settled_order(directory: Path) -> list[tuple[str, int, str]]:
    """Return (cell, index, status) in the order of settlement, read with the standard library."""
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        query = 'SELECT cell, "index", status FROM briefs WHERE place IS NOT NULL ORDER BY place'
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def one_number(directory: Path, query: str) -> int:
    """Return the number that a query on a run's ledger gives."""
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()
