"""A warmed interpreter that forks engine processes: importing costs seconds, a fork milliseconds.

Started as a program, it reads one job a line (JSON) on stdin, forks a child for it, writes the child's pid, waits
for it, and writes how it ended. No thread is started before a fork.
"""

import asyncio
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

DEFECT = 99
"""The exit code of a child that ended with an exception that is none of ours."""


@dataclass(frozen=True)
class Job:
    """A run of a library scenario in a forked process.

    `kill_at` is (named commit point, how often it was passed); `faults` is (k, errno, sticky).
    """

    directory: str
    wanted: int
    scenario: str = "persona_instructions"
    seeds: int = 8
    candidates: int | None = None
    """Briefs at most, for a run of a fixed size."""
    concurrency: int = 8
    latency: float = 0.0
    served: str = ""
    """A file outside the run that gets a line per call served: what a real endpoint would bill."""
    kill_at: tuple[str, int] | None = None
    faults: tuple[int, int, bool] | None = None


class Child:
    """A forked process under way."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self._nursery = nursery
        # A handle on this very process: its number may belong to another by the time of the kill.
        self._handle = os.pidfd_open(pid)

    def kill(self) -> None:
        """Send SIGKILL, if it has not ended by itself."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def ended(self) -> dict[str, int]:
        """Wait and return its exit `code` (negative: the signal) and how many disk operations it made."""
        os.close(self._handle)
        return self._nursery.answer()


class Nursery:
    """The other end of the program."""

    def __init__(self, preload: Path | None = None) -> None:
        single = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        environment = {**os.environ, **single, **({"LD_PRELOAD": str(preload)} if preload else {})}
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        assert self.answer() == {"ready": 1}

    def start(self, job: Job) -> Child:
        self._pipe("stdin").write(json.dumps(asdict(job)) + "\n")
        self._pipe("stdin").flush()
        return Child(self, self.answer()["pid"])

    def run(self, job: Job) -> dict[str, int]:
        return self.start(job).ended()

    def answer(self) -> dict[str, int]:
        return json.loads(self._pipe("stdout").readline())

    def close(self) -> None:
        self._pipe("stdin").close()
        self._process.wait()
        self._pipe("stdout").close()

    def _pipe(self, name: str) -> TextIO:
        pipe: TextIO | None = getattr(self._process, name)
        assert pipe is not None
        return pipe


@contextmanager
def nursery(preload: Path | None = None) -> Generator[Nursery]:
    made = Nursery(preload)
    try:
        yield made
    finally:
        made.close()


def main() -> None:
    """Serve until stdin ends."""
    warm_up()
    say({"ready": 1})
    for line in sys.stdin:
        job = Job(**json.loads(line))
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            os._exit(live(job, writing))
        os.close(writing)
        say({"pid": pid})
        with os.fdopen(reading) as told:
            operations = told.read()
        _, status = os.waitpid(pid, 0)
        say({"code": os.waitstatus_to_exitcode(status), "operations": int(operations or -1)})


def warm_up() -> None:
    """Import, read and compile everything that a child needs, by a small run of our own."""
    import_module("dramaturg.cli.front")
    with TemporaryDirectory() as folder:
        live(Job(f"{folder}/run", wanted=1, seeds=1, candidates=2), -1)
    assert threading.active_count() == 1, "a thread would be lost in the fork"


def say(answer: dict[str, int]) -> None:
    print(json.dumps(answer), flush=True)


def live(job: Job, tell: int) -> int:
    """Run a job in a forked child and return its exit code."""
    from dramaturg.runtime.errors import DramaturgError

    try:
        return with_faults(job, tell) if job.faults else asyncio.run(run(job))
    except DramaturgError as error:
        print(f"child: {type(error).__name__}: {error.what}", file=sys.stderr)
        return error.exit_code
    except BaseException as error:
        import traceback

        traceback.print_exception(error, file=sys.stderr)
        return DEFECT


def with_faults(job: Job, tell: int) -> int:
    """Run as the command line does, with the k-th disk operation below the run directory failing."""
    from dramaturg.cli.front import Job as Work
    from dramaturg.cli.front import run_job

    disk = ctypes.CDLL(None)
    k, number, sticky = job.faults or (-1, 0, False)
    disk.faults_arm(os.path.realpath(job.directory).encode(), ctypes.c_long(k), number, int(sticky))
    try:
        return run_job(Work(*scenario_of(job)), Path(job.directory), job.wanted, job.concurrency, None).exit_code
    finally:
        disk.faults_seen.restype = ctypes.c_long
        os.write(tell, str(disk.faults_seen()).encode())


def scenario_of(job: Job) -> Any:
    from play import library_job

    changes = {"budget": {"candidates": job.candidates}} if job.candidates else {}
    scenario, seeds = library_job(job.scenario, **changes)
    return scenario, seeds[: job.seeds]


async def run(job: Job) -> int:
    from dramaturg.graphs.directory import reader
    from dramaturg.graphs.run import produce
    from dramaturg.graphs.session import open_session
    from dramaturg.releases.canonical import write_jsonl
    from play import Spectator

    directory = Path(job.directory)
    scenario, seeds = scenario_of(job)
    opened = open_session(directory, scenario, seeds, senders=billing(job), on_commit=killing(job))
    async with opened as session:
        report = await produce(session, job.wanted, job.concurrency, Spectator())
    with reader(directory) as ledger:
        write_jsonl(ledger, directory / "dataset.jsonl")
    return report.exit_code


def killing(job: Job) -> Callable[[str], None]:
    """Return a hook that kills this process when a commit point is passed for the n-th time."""
    passed = 0

    def pass_by(point: str) -> None:
        nonlocal passed
        if job.kill_at and point == job.kill_at[0]:
            passed += 1
            if passed == job.kill_at[1]:
                os.kill(os.getpid(), signal.SIGKILL)

    return pass_by


def billing(job: Job) -> Callable[[Any], Any]:
    """Return senders that write down every served call before its reply is seen, as an endpoint's bill does."""
    from dramaturg.runtime.senders import sender_for

    bill = os.open(job.served or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    class Billed:
        def __init__(self, spec: Any) -> None:
            self._inner = sender_for(spec)

        async def send(self, messages: Any, *, idempotency_key: str = "", **settings: Any) -> Any:
            result = await self._inner.send(messages, **settings)
            await asyncio.sleep(job.latency)
            os.write(bill, f"{idempotency_key}\n".encode())
            return result

    return Billed


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
