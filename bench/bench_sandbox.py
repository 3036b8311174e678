"""What a program costs in the sandbox, beside the same program in a bare subprocess.

    python bench/bench_sandbox.py [--programs 100] [--rounds 5]

Both are started from one event loop, one after the other, then as many at once as there are cores. A bare Python
without site-packages is the floor; the sandbox starts two, one of which watches the other. Exits with 1 where the
sandbox takes more than LIMIT times the bare one's processor time (all processes, ours included), which a busy machine
changes little, or where the sandbox is off.
"""

import argparse
import asyncio
import os
import resource
import statistics
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from dramaturg.runtime.sandbox import Sandbox, Status

LIMIT = 5.0
PROGRAM = "print(sum(range(1000)))"
ANSWER = "499500\n"

Run = Callable[[], Awaitable[None]]


def bare(folder: Path) -> Run:
    """Return what runs the program without a sandbox."""
    (folder / "main.py").write_text(PROGRAM)
    command = [os.path.realpath(sys.executable), "-I", "-S", "-B", str(folder / "main.py")]

    async def run() -> None:
        process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
        printed, _ = await process.communicate()
        assert printed.decode() == ANSWER

    return run


def sandboxed(sandbox: Sandbox) -> Run:
    """Return what runs the program in the sandbox."""

    async def run() -> None:
        execution = await sandbox.run({"main.py": PROGRAM})
        assert (execution.status, execution.stdout) == (Status.OK, ANSWER), execution

    return run


class Taken(NamedTuple):
    """Milliseconds for a program, in the middle of many or on average."""

    wall: float
    processor: float


async def one_by_one(run: Run, programs: int) -> Taken:
    """Return what a program takes."""
    walls: list[float] = []
    before = _processor_seconds()
    for _ in range(programs):
        begun = time.perf_counter()
        await run()
        walls.append(time.perf_counter() - begun)
    return Taken(1000 * statistics.median(walls), 1000 * (_processor_seconds() - before) / programs)


def _processor_seconds() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


async def at_once(run: Run, programs: int) -> float:
    """Return programs per second, as many at once as there are cores."""
    left = iter(range(programs))

    async def worker() -> None:
        for _ in left:
            await run()

    begun = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(len(os.sched_getaffinity(0)))))
    return programs / (time.perf_counter() - begun)


async def measured(programs: int, rounds: int) -> int:
    """Print all figures; return the exit code."""
    sandbox = Sandbox()
    probe = await sandbox.probe()
    print(f"sandbox: {probe.said}")
    if not probe.ok:
        return 1
    with TemporaryDirectory() as folder:
        runs = {"bare": bare(Path(folder)), "sandbox": sandboxed(sandbox)}
        # In turns, so that both meet the same moods of the machine.
        alone = [{name: await one_by_one(run, programs) for name, run in runs.items()} for _ in range(rounds)]
        rates = [{name: await at_once(run, programs) for name, run in runs.items()} for _ in range(rounds)]
    for name in runs:
        wall, processor = (_spread([each[name][part] for each in alone]) for part in (0, 1))
        rate = _spread([each[name] for each in rates])
        print(f"{name:<9} {wall} ms  {processor} ms of processor time  {rate} a second")
    ratio = statistics.median(each["sandbox"].processor / each["bare"].processor for each in alone)
    print(f"sandbox ÷ bare, processor time: {ratio:.2f}, limit {LIMIT}")
    return int(ratio > LIMIT)


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):6.1f} ({min(values):.1f}-{max(values):.1f})"


def main() -> int:
    """Run it and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--programs", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    return asyncio.run(measured(options.programs, options.rounds))


if __name__ == "__main__":
    sys.exit(main())
