"""How a run looks while it goes on: a line that is redrawn on a terminal, plain lines elsewhere; a log always."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.text import Text
from structlog.typing import FilteringBoundLogger

from ..graphs.engine import Engine
from ..graphs.sample import Sample, Status
from ..personas.graph import PersonaGraph
from ..personas.persona import Origin, Persona
from ..runtime.clock import Clock
from ..runtime.journal import Usage
from ..runtime.text import shorten
from .screen import safe

SECONDS_BETWEEN_LINES = 5.0
"""Where there is no terminal to redraw on."""

SECONDS_BETWEEN_TICKS = 1.0
"""How often the line is drawn again though nothing was settled."""

WIDTH_ELSEWHERE = 200
"""Columns of a line where there is no terminal."""


_DURATION = re.compile(r"\d+ (s|min|at a time)\b")
"""What of a reason for waiting changes all the time."""


class Stop(Protocol):
    """Who wants to be able to stop the engine."""

    def engine_started(self, engine: Engine) -> None:
        """The engine runs now."""
        ...


class Progress:
    """Shows a run on stderr and writes its log.

    Args:
        console: where people read; None for nobody.
        log: the run's log.
        clock: for rates and the expected end.
        stop: told of the engine, to be able to stop it.
        throttled: says why calls wait for their endpoint.
        examples: how many persona paths and settled briefs to tell in full.
    """

    def __init__(
        self,
        console: Console | None,
        log: FilteringBoundLogger,
        clock: Clock,
        stop: Stop,
        throttled: Callable[[], str],
        examples: int = 0,
    ) -> None:
        self._console = console
        self._examples = examples
        self._log = log
        self._clock = clock
        self._stop = stop
        self._throttled = throttled
        self._started = self._shown = clock.monotonic()
        self._wanted = 0
        self._by_status: Counter[Status] = Counter()
        self._accepted_before = 0
        self._usage = Usage()
        self._asked = 0
        self._cause = ""
        self._last: Sample | None = None
        # Redrawn by ticks in the loop, not by rich's thread: what it reads is changed in the loop.
        self._live = (
            Live(console=console, get_renderable=self._drawn, auto_refresh=False, transient=True)
            if _is_terminal(console)
            else None
        )

    def begin(self, texts: int) -> None:
        """Say what comes first.

        Args:
            texts: how many texts personas are about to be inferred from; 0 where the graph is there already.
        """
        self._asked = texts
        if texts:
            self._say("personas", f"asking about {texts} texts …")
        if self._live is not None:
            self._live.start()

    @asynccontextmanager
    async def ticking(self) -> AsyncGenerator[None]:
        """Tick while the block runs."""
        ticks = asyncio.create_task(self._ticks())
        try:
            yield
        finally:
            ticks.cancel()

    async def _ticks(self) -> None:
        while True:
            await self._clock.sleep(SECONDS_BETWEEN_TICKS)
            self.tick()

    def tick(self) -> None:
        """Show what changes though nothing is settled: rates, and why calls wait."""
        if self._live is not None:
            self._live.refresh()
            return
        why = self._throttled()
        cause = _DURATION.sub("", why)
        if cause != self._cause:
            self._cause = cause
            self._say("waiting" if why else "going on", why or self.line())

    def expanded(self, graph: PersonaGraph) -> None:
        """See Audience."""
        origins = Counter(persona.origin for persona in graph.personas())
        relations = origins[Origin.RELATION]
        refused = len(graph.rejections())
        self._log.info("personas_frozen", personas=len(graph.personas()), by_relation=relations, rejected=refused)
        self._say("personas", f"{len(graph.personas())}, {relations} of them by relation; {refused} turned away")
        for persona in graph.personas()[-self._examples :] if self._examples else ():
            self._tell_path(graph, persona)

    def producing(self, engine: Engine, wanted: Mapping[str, int], done: Sequence[Sample]) -> None:
        """See Audience."""
        self._stop.engine_started(engine)
        self._wanted = sum(wanted.values())
        self._by_status.update(sample.status for sample in done)
        self._accepted_before = self._by_status[Status.ACCEPTED]
        self._started = self._shown = self._clock.monotonic()
        self._log.info("production_started", wanted=self._wanted, settled_before=len(done))

    def settled(self, sample: Sample) -> None:
        """See Observer."""
        self._by_status[sample.status] += 1
        if self._by_status.total() <= self._examples:
            self._say(sample.status, _title(sample))
        self._usage = _sum(self._usage, sample.usage)
        brief = sample.brief
        self._log.info(
            "settled", brief=brief.id, cell=brief.cell, index=brief.index, status=sample.status,
            stage=sample.stage, reason=sample.reason, rounds=len(sample.rounds),
        )  # fmt: skip
        self._show(sample)

    def finish(self) -> None:
        """Leave the terminal as it was."""
        if self._live is not None:
            self._live.stop()

    def line(self) -> str:
        """Return the state of the run in one line."""
        if not self._wanted:
            return " · ".join(part for part in (self._growing(), self._waiting()) if part)
        now = self._by_status
        settled = sum(now.values())
        seconds = max(self._clock.monotonic() - self._started, 1e-6)
        tokens = self._usage.tokens_in + self._usage.tokens_out
        parts = [
            f"{now[Status.ACCEPTED]}/{self._wanted} accepted",
            f"{now[Status.REJECTED]} rejected",
            f"{now[Status.FAILED]} failed",
            f"{now[Status.ACCEPTED] / max(settled, 1):.0%}",
            self._waiting() or self._expected_end(seconds),
            f"{self._usage.calls / seconds:.0f} calls/s",
            f"{tokens / seconds:.0f} tok/s",
            _money(self._usage.cost_usd),
        ]
        return " · ".join(part for part in parts if part)

    def _growing(self) -> str:
        seconds = self._clock.monotonic() - self._started
        return f"personas from {self._asked} texts, {seconds:.0f} s" if self._asked else "reading what is there"

    def _waiting(self) -> str:
        why = self._throttled()
        return f"waiting: {why}" if why else ""

    def _expected_end(self, seconds: float) -> str:
        won = self._by_status[Status.ACCEPTED] - self._accepted_before
        left = self._wanted - self._by_status[Status.ACCEPTED]
        return f"{seconds / won * left:.0f} s left" if won and left > 0 else ""

    def _show(self, sample: Sample) -> None:
        self._last = sample
        if self._live is not None:
            self._live.refresh()
        elif self._clock.monotonic() - self._shown >= SECONDS_BETWEEN_LINES:
            self._shown = self._clock.monotonic()
            self._say("", self.line())

    def _drawn(self) -> Text:
        """Return what stands on a terminal now: the line, and what was settled last."""
        state, last = Text(self._fitted("", self.line())), self._last
        if last is None:
            return state
        style = "green" if last.status is Status.ACCEPTED else "yellow"
        return state.append(f"\n{last.status:<10}", style).append(self._fitted(" " * 10, _title(last)))

    def _tell_path(self, graph: PersonaGraph, persona: Persona) -> None:
        """Tell how a persona came to be: the text first, then who was found through whom."""
        texts = {seed.id: seed.text for seed in graph.seeds()} | {p.id: p.text for p in graph.personas()}
        steps = graph.path(persona.id)
        nodes = [persona.id, *(step.node for step in steps)]
        ties = ["text" if steps else "given", *(step.tie for step in reversed(steps))]
        for tie, node in zip(ties, reversed(nodes), strict=True):
            self._say(f"  {tie:<15}", texts[node])

    def _say(self, label: str, text: str) -> None:
        if self._console is not None:
            head = f"{label:<10}"
            self._console.print(safe(head + self._fitted(head, text)), soft_wrap=True)

    def _fitted(self, head: str, text: str) -> str:
        """Return as much of a text as fits on a line behind its head."""
        width = self._console.width if self._console and self._console.is_terminal else WIDTH_ELSEWHERE
        return shorten(text, max(width - len(head) - 1, 20))


def _is_terminal(console: Console | None) -> bool:
    return console is not None and console.is_terminal


def _title(sample: Sample) -> str:
    if sample.reason is not None:
        return sample.reason
    texts = sample.draft.payload.values() if sample.draft else ()
    return str(next(iter(texts), ""))


def _sum(one: Usage, other: Usage) -> Usage:
    cost = None if one.cost_usd is None or other.cost_usd is None else one.cost_usd + other.cost_usd
    return Usage(
        calls=one.calls + other.calls,
        tokens_in=one.tokens_in + other.tokens_in,
        tokens_out=one.tokens_out + other.tokens_out,
        cost_usd=cost,
    )


def _money(cost_usd: float | None) -> str:
    if cost_usd is None:
        return "cost unknown"
    return f"${cost_usd:.2f}" if cost_usd else ""
