"""The engine: issues briefs to workers, and has them settled in brief order."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Protocol

from ..runtime.errors import DramaturgError
from ..runtime.ledger import Ledger
from ..scenarios.brief import Brief
from ..scenarios.casting import Casting
from .history import History
from .producer import Producer
from .sample import Sample
from .settler import Outcome, Settler
from .store import Settlement, issued, settled

WINDOW = 2
"""Briefs that may be issued and unsettled, per worker. More keeps workers busy behind a slow brief; each may
be paid for in vain when its cell fills up."""

SPARE = 4
"""Per so many calls in flight, one brief more is worked on: it calls while another is verified or settled."""


class Observer(Protocol):
    """Who wants to know how a run goes on."""

    def settled(self, sample: Sample) -> None:
        """A brief was settled and is committed."""
        ...


class Engine:
    """Runs one scenario's briefs until every cell is full or out of candidates.

    Args:
        casting: gives the brief at a place.
        settler: decides outcomes.
        produce: makes an outcome of a brief.
        ledger: where issue and settlement are committed.
        candidates: cell → briefs that may be issued.
        history: is told what was settled, and says which briefs form a wave.
        finished: ids of briefs that earlier processes settled.
        concurrency: calls in flight, to which the models are limited.
        observer: told of every settled brief.
    """

    def __init__(
        self,
        casting: Casting,
        settler: Settler,
        produce: Producer,
        ledger: Ledger,
        candidates: Mapping[str, int],
        history: History,
        finished: frozenset[str],
        concurrency: int,
        observer: Observer,
    ) -> None:
        self._casting = casting
        self._settler = settler
        self._produce = produce
        self._ledger = ledger
        self._history = history
        self._finished = finished
        self._workers = concurrency + concurrency // SPARE
        self._observer = observer
        self._places = _places(candidates)
        self._next_place = next(self._places, None)
        self._unsettled: deque[Brief] = deque()
        self._outcomes: dict[str, Outcome] = {}
        self._running: dict[str, asyncio.Task[Outcome]] = {}
        self._moved = asyncio.Condition()
        self.stopped = False
        """Whether the run was stopped before its end."""
        self.cause: DramaturgError | None = None
        """What stopped the run before its end; briefs in flight stay pending."""

    async def run(self) -> None:
        """Work until there is nothing left to issue, or until stopped; then let what is in flight finish."""
        async with asyncio.TaskGroup() as workers:
            for _ in range(self._workers):
                workers.create_task(self._work())

    async def stop(self) -> None:
        """Issue nothing more and let what is in flight finish."""
        self.stopped = True
        async with self._moved:
            self._moved.notify_all()

    async def cancel(self) -> None:
        """Stop, and give up what is in flight: it stays pending."""
        await self.stop()
        for task in list(self._running.values()):
            task.cancel()

    async def _work(self) -> None:
        while (brief := await self._issue()) is not None:
            try:
                await self._settle(await self._attempt(brief))
            except DramaturgError as error:
                self.cause = self.cause or error
                await self.stop()

    async def _issue(self) -> Brief | None:
        """Return the next brief as soon as there is room for it, or None when no more are to be issued."""
        async with self._moved:
            while not self.stopped:
                place = self._next_open_place()
                if place is None:
                    return None
                if self._has_room(place[0]) and self._is_due(*place):
                    self._next_place = next(self._places, None)
                    brief = self._casting.brief(*place)
                    if brief.id not in self._finished:
                        self._unsettled.append(brief)
                        return brief
                else:
                    await self._moved.wait()
        return None

    def _next_open_place(self) -> tuple[str, int] | None:
        while self._next_place is not None and self._settler.is_full(self._next_place[0]):
            if all(map(self._settler.is_full, self._settler.missing)):
                return None
            self._next_place = next(self._places, None)
        return self._next_place

    def _has_room(self, cell: str) -> bool:
        """Whether another brief of this cell would neither overfill the window nor outrun the cell's need."""
        if len(self._unsettled) >= WINDOW * self._workers:
            return False
        ahead = Counter(brief.cell for brief in self._unsettled)[cell]
        missing = self._settler.missing[cell]
        return ahead < missing + missing // 2 + 1

    def _is_due(self, cell: str, index: int) -> bool:
        """Whether all earlier waves of the cell are settled: what a brief builds on must not depend on the pace.

        Briefs are issued in their order, so that an earlier one is settled or among the unsettled.
        """
        first = self._history.wave_of(index)
        return all(self._history.wave_of(held.index) == first for held in self._unsettled if held.cell == cell)

    async def _attempt(self, brief: Brief) -> Outcome | None:
        """Return the brief's outcome, or None where it was given up on the way."""
        task = asyncio.create_task(self._produce(brief))
        self._running[brief.id] = task
        try:
            # Submitted before the task takes its first step: on the disk no later than the brief's first reply.
            await self._ledger.commit(issued(brief))
            await asyncio.wait({task})
        finally:
            task.cancel()
            del self._running[brief.id]
        return None if task.cancelled() else task.result()

    async def _settle(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            self._outcomes[outcome.brief.id] = outcome
        decided = self._decide()
        if decided:
            # Commits reach the ledger in the order of the decisions: nothing is awaited in between.
            await self._ledger.commit(*settled(decided))
        for settlement in decided:
            self._observer.settled(settlement.sample)
        async with self._moved:
            self._moved.notify_all()

    def _decide(self) -> list[Settlement]:
        """Decide every outcome whose turn has come."""
        decided: list[Settlement] = []
        while self._unsettled and (ready := self._outcomes.pop(self._unsettled[0].id, None)):
            self._unsettled.popleft()
            sample = self._settler.settle(ready)
            self._history.add(sample)
            if self._settler.is_full(sample.brief.cell):
                self._close(sample.brief.cell)
            decided.append(Settlement(sample, self._settler.place, ready.steps))
        return decided

    def _close(self, cell: str) -> None:
        """Drop what is in flight for a cell that needs no more: its calls are kept, no more are made."""
        for brief in [brief for brief in self._unsettled if brief.cell == cell]:
            self._unsettled.remove(brief)
            self._outcomes.pop(brief.id, None)
            if brief.id in self._running:
                self._running[brief.id].cancel()


def _places(candidates: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield (cell, index) in the order (index, cell), as long as a cell has candidates left."""
    for index in count():
        open_cells = [cell for cell, limit in candidates.items() if index < limit]
        if not open_cells:
            return
        for cell in open_cells:
            yield cell, index
