"""Every fault of an endpoint at 30 %, and all at once at 5 % each: every brief settles or waits for a named reason."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from dramaturg.graphs.report import Ending, Report
from dramaturg.graphs.run import produce
from dramaturg.graphs.session import open_session
from dramaturg.runtime.clock import SystemClock
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.received import Sender
from dramaturg.runtime.rehearsal.endpoint import Endpoint, listening
from dramaturg.runtime.rehearsal.faults import FaultKind, Faults
from dramaturg.runtime.scheduled import ScheduledSender
from dramaturg.runtime.scheduler import Scheduler
from dramaturg.runtime.senders import close, sender_for
from ledger_counts import assert_adds_up
from play import Spectator, library_job

WANTED, DEADLINE = 10, 2.0
BYTES_ARRIVE = {FaultKind(kind) for kind in ("cut", "html", "garbage", "schema", "null", "empty", "length", "filter")}
"""Kinds with a reply of sorts, whose text or usage must be kept."""

RATES = [*((f"{kind}=0.3",) for kind in FaultKind), tuple(f"{kind}=0.05" for kind in FaultKind)]


class Timed:
    """Notes how long each attempt takes."""

    def __init__(self, inner: Sender) -> None:
        self.inner = inner
        self.seconds: list[float] = []

    async def send(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        started = asyncio.get_running_loop().time()
        try:
            return await self.inner.send(messages, **settings)
        finally:
            self.seconds.append(asyncio.get_running_loop().time() - started)


class Outcome(NamedTuple):
    report: Report
    longest: float
    stats: dict[str, Any]


async def _run(directory: Path, faults: tuple[str, ...]) -> Outcome:
    clock = SystemClock()
    served = Endpoint(Faults.read(faults, 5), 0.0, clock)
    timed: list[Timed] = []
    async with listening(served, 0) as address:
        spec = ModelSpec(name="rehearsal", url=f"{address}/v1", deadline_seconds=DEADLINE)
        scenario, seeds = library_job(models={"default": spec})
        scheduler = Scheduler(clock)

        def way(to: ModelSpec) -> Sender:
            timed.append(Timed(sender_for(to)))
            return ScheduledSender(timed[-1], scheduler, to)

        async with open_session(directory, scenario, seeds[:6], senders=way) as session:
            report = await produce(session, WANTED, 8, Spectator())
        for each in timed:
            await close(each.inner)
        return Outcome(report, max(s for each in timed for s in each.seconds), served.tally.stats().model_dump())


@pytest.mark.parametrize("faults", RATES, ids=lambda faults: faults[0] if len(faults) == 1 else "all")
def test_every_brief_settles_or_waits_for_a_named_reason(tmp_path: Path, faults: tuple[str, ...]) -> None:
    directory = tmp_path / "run"
    ended = asyncio.run(_run(directory, faults))
    now = ended.report.counts
    assert ended.report.ending in (Ending.DONE, Ending.SHORT, Ending.ENDPOINT)
    assert_adds_up(directory / "ledger.sqlite")
    assert ended.longest <= DEADLINE * 1.1
    connection = sqlite3.connect(directory / "ledger.sqlite")
    silent = "SELECT count(*) FROM briefs WHERE status = 'pending' AND reason IS NULL"
    assert connection.execute(silent).fetchone()[0] == 0
    lost = "SELECT count(*) FROM calls WHERE fault IS NOT NULL AND text = '' AND tokens_out IS NULL"
    empty_handed = connection.execute(lost).fetchone()[0]
    faulty = connection.execute("SELECT count(*) FROM calls WHERE fault IS NOT NULL").fetchone()[0]
    connection.close()
    assert empty_handed == 0, "bytes arrived and neither text nor usage was kept"
    print(
        f"\n{' '.join(faults) if len(faults) == 1 else 'all at 5 %':<14} {ended.report.ending:<9} {now.issued} issued ="
        f" {now.accepted} accepted, {now.rejected} rejected, {now.failed} failed, {now.surplus} surplus,"
        f" {now.pending} pending; {ended.stats['calls']} calls served, {faulty} unusable replies kept,"
        f" longest attempt {ended.longest:.2f} s of {DEADLINE:g}"
    )
