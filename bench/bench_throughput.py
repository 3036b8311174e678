"""Wall and CPU time of the engine beside a stock ChatOpenAI loop, against a server that takes 200 ms a call.

    python bench/bench_throughput.py [--briefs 2000] [--rounds 3]

Ideal is what the latency alone would take: calls × latency ÷ concurrency. Every cell is run on one core, the
server on another. Exits with 1 where the engine's median wall ÷ ideal at 128 in flight is above the limit.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Literal, NamedTuple, Protocol

import aiohttp
from langchain_core.runnables import Runnable
from langchain_openai import ChatOpenAI
from pydantic import SecretStr
from sqlalchemy import select

from dramaturg.agents.critic import Critique
from dramaturg.agents.judge import Scores
from dramaturg.agents.planner import Plan
from dramaturg.graphs.engine import Engine
from dramaturg.graphs.run import produce
from dramaturg.graphs.sample import Sample
from dramaturg.graphs.session import open_session
from dramaturg.personas.graph import PersonaGraph
from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.ledger import calls
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.structured import Rung, response_format
from dramaturg.scenarios.kinds.instruction import InstructionDraft
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed_files import read_seeds

LATENCY = 0.2
GATED = 128
LIMIT = 1.3

REPLIES: Mapping[str, type[Reply]] = {
    "plan": Plan,
    "write": InstructionDraft,
    "critique": Critique,
    "judge": Scores,
}


class Structured(Protocol):
    """The part of ChatOpenAI that is measured; LangChain leaves its types open."""

    def with_structured_output(self, schema: type[Reply], *, method: Literal["json_schema"]) -> Runnable[Any, Any]: ...


class Asked(NamedTuple):
    """One request of the engine, as another client sends it again."""

    messages: list[tuple[str, str]]
    reply: type[Reply]


class Cell(NamedTuple):
    """What one client took at one concurrency."""

    client: str
    concurrency: int
    calls: int
    briefs: int
    wall: float
    cpu: float
    in_flight: int = 0
    """Calls that the server had in its hands at most."""

    @property
    def ideal(self) -> float:
        """Seconds of latency that nobody can avoid."""
        return self.calls * LATENCY / self.concurrency

    @property
    def over_ideal(self) -> float:
        """Wall ÷ ideal."""
        return self.wall / self.ideal

    def line(self) -> str:
        """Return the cell as a row of the table."""
        per_brief = f"{1000 * self.cpu / self.briefs:.2f}" if self.briefs else "-"
        return (
            f"{self.client:<22}{self.concurrency:>5}{self.calls:>8}{self.briefs or '-':>8}{self.wall:>9.2f}"
            f"{self.ideal:>9.2f}{self.over_ideal:>8.2f}{1000 * self.cpu / self.calls:>13.2f}{per_brief:>14}"
            f"{self.in_flight or '-':>11}"
        )


HEADER = (
    f"{'client':<22}{'C':>5}{'calls':>8}{'briefs':>8}{'wall s':>9}{'ideal s':>9}{'÷ideal':>8}"
    f"{'CPU ms/call':>13}{'CPU ms/brief':>14}{'in flight':>11}"
)


class Mark(NamedTuple):
    """A moment on the wall clock and on this process's CPU clock."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> "Mark":
        """Return this moment."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return cls(time.perf_counter(), used.ru_utime + used.ru_stime)


class Stopwatch:
    """Notes when a run begins to produce, and how many calls it had made by then."""

    def __init__(self) -> None:
        self.began: Mark | None = None

    def expanded(self, graph: PersonaGraph) -> None:
        """See Audience."""

    def producing(self, engine: Engine, wanted: Mapping[str, int], done: Sequence[Sample]) -> None:
        """See Audience."""
        self.began = Mark.now()

    def settled(self, sample: Sample) -> None:
        """See Observer."""


class Server(NamedTuple):
    """The loopback server in its process."""

    url: str
    ask: IO[str]
    answers: IO[str]

    def most_in_flight(self) -> int:
        """Return how many calls were unanswered at most since this was last asked."""
        print(file=self.ask, flush=True)
        return int(self.answers.readline())


async def engine(server: Server, concurrency: int, briefs: int) -> tuple[list[Cell], list[Asked]]:
    """Run the library scenario on the real engine; return expansion, production and what was asked."""
    scenario, base = load("persona_instructions")
    few = scenario.personas.model_copy(update={"seeds_used": 24, "rounds": 1})
    models = {"default": ModelSpec(name="bench-model", url=server.url)}
    scenario = scenario.model_copy(update={"personas": few, "models": models})
    seeds, watch = read_seeds(scenario.seeds, base), Stopwatch()
    with TemporaryDirectory(prefix="bench-") as place:
        async with open_session(Path(place), scenario, seeds) as session:
            start = Mark.now()
            report = await produce(session, briefs, concurrency, watch)
            end, middle = Mark.now(), watch.began
            rows = session.ledger.read(select(calls.c.role, calls.c.step, calls.c.request))
    if middle is None or report.counts.accepted != briefs:
        sys.exit(f"the engine did not get to {briefs} samples: {report.message}; {report.counts}")
    asked = [_asked(row["step"], row["request"]) for row in rows if row["role"] != "persona"]
    grown = _cell("engine, personas", concurrency, len(rows) - len(asked), start, middle)
    made = _cell("engine", concurrency, len(asked), middle, end)
    return [grown, made._replace(briefs=report.counts.issued)], asked


def _asked(step: str, request: str) -> Asked:
    return Asked([(role, text) for role, text in json.loads(request)], REPLIES[step.partition("/")[0]])


def _cell(client: str, concurrency: int, number: int, start: Mark, end: Mark) -> Cell:
    return Cell(client, concurrency, number, 0, end.wall - start.wall, end.cpu - start.cpu)


async def stock(url: str, concurrency: int, asked: Sequence[Asked]) -> Cell:
    """Send requests of the engine with a plain ChatOpenAI, `with_structured_output` and a semaphore."""
    ways = _ways(ChatOpenAI(model="bench-model", base_url=url, api_key=SecretStr("none"), max_retries=0))

    async def ask(one: Asked) -> None:
        await ways[one.reply].ainvoke(one.messages)

    return await _loop("stock ChatOpenAI", concurrency, asked, ask)


def _ways(model: Structured) -> Mapping[type[Reply], Runnable[Any, Any]]:
    return {reply: model.with_structured_output(reply, method="json_schema") for reply in REPLIES.values()}


async def floor(url: str, concurrency: int, asked: Sequence[Asked]) -> Cell:
    """Send the same requests with aiohttp alone: what server, loop and machine take by themselves."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def ask(one: Asked) -> None:
            messages = [{"role": role, "content": text} for role, text in one.messages]
            form = response_format(one.reply, Rung.JSON_SCHEMA)
            body: dict[str, Any] = {"model": "bench-model", "messages": messages, "response_format": form}
            async with session.post(f"{url}/chat/completions", json=body) as response:
                one.reply.model_validate_json((await response.json())["choices"][0]["message"]["content"])

        return await _loop("aiohttp alone", concurrency, asked, ask)


async def _loop(client: str, concurrency: int, asked: Sequence[Asked], ask: Callable[[Asked], Awaitable[None]]) -> Cell:
    places = asyncio.Semaphore(concurrency)

    async def one(request: Asked) -> None:
        async with places:
            await ask(request)

    start = Mark.now()
    await asyncio.gather(*map(one, asked))
    return _cell(client, concurrency, len(asked), start, Mark.now())


async def measure(server: Server, concurrency: int, briefs: int) -> list[Cell]:
    """Run all clients once at one concurrency; the plain loops send every fourth of the engine's requests."""
    server.most_in_flight()
    (grown, made), asked = await engine(server, concurrency, briefs)
    cells = [grown, made._replace(in_flight=server.most_in_flight())]
    for client in (stock, floor):
        cell = await client(server.url, concurrency, asked[:: len(REPLIES)])
        cells.append(cell._replace(in_flight=server.most_in_flight()))
    return cells


@contextmanager
def loopback_server() -> Generator[Server]:
    """Run the server in a process of its own."""
    script = Path(__file__).with_name("loopback_server.py")
    command = [sys.executable, str(script), "--latency-ms", str(1000 * LATENCY), *_core(1)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Server(f"http://127.0.0.1:{process.stdout.readline().strip()}/v1", process.stdin, process.stdout)
        finally:
            process.stdin.close()


def _core(number: int) -> list[str]:
    return ["--core", str(number)] if number < (os.cpu_count() or 1) else []


def main() -> int:
    """Run all cells, print them, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--briefs", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", type=int, nargs="+", default=[32, GATED])
    options = parser.parse_args()
    os.environ.update(LANGSMITH_TRACING="false", NO_PROXY="127.0.0.1")  # of which ours heeds neither
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    with loopback_server() as server:
        cells = asyncio.run(measured(server, options.concurrency * options.rounds, options.briefs))
    return conclude(cells)


async def measured(server: Server, concurrencies: Sequence[int], briefs: int) -> list[Cell]:
    """Run and print all cells, in one event loop: ChatOpenAI's shared client does not outlive its loop."""
    print(HEADER)
    cells = list[Cell]()
    for concurrency in concurrencies:
        for cell in await measure(server, concurrency, briefs):
            print(cell.line(), flush=True)
            cells.append(cell)
    return cells


def conclude(cells: Sequence[Cell]) -> int:
    """Print medians and spreads, and return 1 where the engine at the gated concurrency is too slow."""
    grouped: dict[tuple[str, int], list[Cell]] = {}
    for cell in cells:
        grouped.setdefault((cell.client, cell.concurrency), []).append(cell)
    print("\nmedians (least to most)")
    for (client, concurrency), same in sorted(grouped.items(), key=lambda held: held[0][::-1]):
        over = [cell.over_ideal for cell in same]
        cpu = [1000 * cell.cpu / cell.calls for cell in same]
        print(f"{client:<22}{concurrency:>5}  wall ÷ ideal {_spread(over)}  CPU ms/call {_spread(cpu)}")
    gated = grouped.get(("engine", GATED), [])
    if not gated:
        return 0
    reached = statistics.median(cell.over_ideal for cell in gated)
    print(f"\nengine at {GATED} in flight: {reached:.2f} × ideal, limit {LIMIT}")
    return int(reached > LIMIT)


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


if __name__ == "__main__":
    sys.exit(main())
