"""Running a scenario from a command, a script or a notebook: the same steps, the same files, the same report."""

import asyncio
import difflib
from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError
from rich.console import Console

from ..graphs.directory import read_scenario, reader
from ..graphs.forecast import Forecast, expansion_calls, forecast, scaled
from ..graphs.report import Ending, Report
from ..graphs.run import produce
from ..graphs.session import open_session
from ..graphs.store import read_samples, spending
from ..releases.canonical import write_jsonl
from ..runtime.capabilities import Capabilities, probe
from ..runtime.clock import SystemClock
from ..runtime.errors import UsageError
from ..runtime.ledger import Reader
from ..runtime.log import run_log
from ..runtime.models import ModelSpec
from ..runtime.senders import close, sender_for
from ..scenarios.loading import is_loading, load
from ..scenarios.seed import Seed
from ..scenarios.seed_files import read_seeds
from ..scenarios.spec import ROLES, Scenario
from .interrupts import EndedEarly, Interrupts
from .progress import Progress
from .screen import err, safe

CONCURRENCY = 16
"""Calls in flight unless said otherwise."""

DATASET_FILE = "dataset.jsonl"


FEW_SEEDS, FEW_CALLS = 6, 4
"""Seeds that personas are inferred from, and calls in flight, where a few samples are made to be looked at."""

T = TypeVar("T")


class Job(NamedTuple):
    """A scenario with its seeds read."""

    scenario: Scenario
    seeds: tuple[Seed, ...]


def job(
    name: str,
    *,
    seeds: Sequence[str] = (),
    models: Sequence[str] = (),
    random_seed: int | None = None,
    limits: Mapping[str, float | None] | None = None,
) -> Job:
    """Return the job that a command line means.

    Raises:
        UsageError: the scenario or its seeds cannot be read, or it cannot be changed like that.
    """
    scenario, base = load(name)
    changes: dict[str, object] = {}
    if seeds:
        changes["seeds"] = tuple(_source(given, scenario) for given in seeds)
        base = Path.cwd()
    if models:
        changes["models"] = scenario.models | dict(map(_model, models))
    if random_seed is not None:
        changes["random_seed"] = random_seed
    scenario = _changed(scenario, changes | _budget(scenario, limits))
    return Job(scenario, read_seeds(scenario.seeds, base))


def run(
    scenario: Scenario,
    *,
    out: str | Path | None = None,
    n: int | None = None,
    concurrency: int = CONCURRENCY,
    quiet: bool = False,
) -> Report:
    """Run a scenario to its end; also from a notebook, where an event loop is running already.

    Args:
        scenario: what to make; its relative seed paths start at the working directory.
        out: the run directory, `runs/NAME` by default. A run that is there goes on.
        n: accepted samples wanted, the scenario's own number by default.
        concurrency: calls in flight.
        quiet: show nothing.

    Returns:
        How it ended; the accepted rows are in `dataset.jsonl` in the run directory.

    Raises:
        DramaturgError: something is wrong with the scenario, its seeds, the directory or the endpoint.
    """
    if is_loading.get():
        raise UsageError(
            "run() was called while the script was being read for its `scenario`",
            fix='put the call under `if __name__ == "__main__":`',
        )
    work = Job(scenario, read_seeds(scenario.seeds, Path.cwd()))
    return run_job(work, directory_for(scenario, out), n, concurrency, None if quiet else err())


def resume_job(directory: Path, limits: Mapping[str, float | None] | None = None) -> Job:
    """Return the job that a run directory was last asked for, with these limits in place of its own."""
    scenario, seeds = read_scenario(directory)
    with reader(directory) as ledger:
        wanted = ledger.get("wanted") or scenario.wanted
    return Job(_changed(scenario, {"wanted": wanted} | _budget(scenario, limits)), seeds)


def directory_for(scenario: Scenario, out: str | Path | None) -> Path:
    """Return where a scenario's run lies."""
    return Path(out) if out is not None else Path("runs") / scenario.name


def run_job(
    work: Job, directory: Path, n: int | None, concurrency: int, console: Console | None, examples: int = 0
) -> Report:
    """Bring a job to `n` accepted samples and write the dataset; tell the first `examples` steps in full."""
    wanted = n if n is not None else work.scenario.wanted
    report = _in_any_loop(lambda: _run(work, directory, wanted, concurrency, console, examples))
    with reader(directory) as ledger:
        write_jsonl(ledger, directory / DATASET_FILE)
    return report


@contextmanager
def thrown_away(work: Job, n: int, console: Console | None) -> Generator[tuple[Report, Reader]]:
    """Make `n` samples from a few seeds in a place that is gone when the block ends; give report and ledger."""
    personas = work.scenario.personas.model_copy(update={"seeds_used": FEW_SEEDS})
    few = work._replace(scenario=work.scenario.model_copy(update={"personas": personas}))
    with TemporaryDirectory(prefix="dramaturg-") as place:
        report = run_job(few, Path(place), n, FEW_CALLS, console)
        with reader(Path(place)) as ledger:
            yield report, ledger


def forecast_of(work: Job, sample: int, wanted: int, console: Console | None) -> Forecast:
    """Measure `sample` accepted samples and extrapolate to `wanted`.

    Raises:
        EndedEarly: the measured run was ended by a limit, an endpoint or a signal.
        UsageError: nothing was settled in it.
    """
    with thrown_away(work, sample, console) as (report, ledger):
        if report.ending not in (Ending.DONE, Ending.SHORT):
            raise EndedEarly(
                f"the measuring run ended early ({report.ending}): {report.message}",
                fix="mend that, then ask for the estimate again; nothing was extrapolated",
                exit_code=report.exit_code,
            )
        samples, growing = read_samples(ledger), spending(ledger, role="persona")
    if not samples:
        raise UsageError(f"nothing to extrapolate from: {report.message}", fix="see `dramaturg preview` for why")
    calls = expansion_calls(work.scenario.personas, *_owned(work.seeds))
    return forecast(samples, scaled(growing, calls), wanted)


def capabilities(scenario: Scenario) -> dict[str, Capabilities]:
    """Return role → what its model's endpoint can do."""

    async def ask() -> dict[str, Capabilities]:
        found: dict[str, Capabilities] = {}
        for role, spec in scenario.models.items():
            sender = sender_for(spec)
            try:
                found[role] = await probe(spec, sender)
            finally:
                await close(sender)
        return found

    return _in_any_loop(ask)


async def _run(
    work: Job, directory: Path, wanted: int, concurrency: int, console: Console | None, examples: int
) -> Report:
    clock = SystemClock()
    interrupts = Interrupts(lambda line: console.print(safe(line)) if console else None)
    if console is not None:
        names = sorted({spec.name for spec in work.scenario.models.values()})
        console.print(f"models    {safe(', '.join(names))}", soft_wrap=True)
    with interrupts.heeded():
        async with open_session(directory, work.scenario, work.seeds, clock=clock) as session:
            with (
                run_log(directory, clock) as log,
                _shown(Progress(console, log, clock, interrupts, session.throttled, examples)) as progress,
            ):
                log.info("run_started", scenario=session.scenario_id, wanted=wanted, concurrency=concurrency)
                is_grown = session.ledger.get("personas_frozen") is not None
                progress.begin(0 if is_grown else _texts_asked(work))
                async with progress.ticking():
                    report = await produce(session, wanted, concurrency, progress)
                log.info("run_ended", ending=report.ending, message=report.message, **report.counts.model_dump())
    return report.model_copy(update={"signal": interrupts.signal})


@contextmanager
def _shown(progress: Progress) -> Generator[Progress]:
    try:
        yield progress
    finally:
        progress.finish()


def _in_any_loop(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run to the end in a loop of our own: in this thread, or beside a loop that is running in it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _to_the_end(work)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_to_the_end, work).result()


def _to_the_end(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return asyncio.run(work())


def _texts_asked(work: Job) -> int:
    """Return how many seeds personas are inferred from."""
    settings, (ownerless, _) = work.scenario.personas, _owned(work.seeds)
    return min(ownerless, settings.seeds_used or ownerless) if settings.per_seed else 0


def _owned(seeds: Sequence[Seed]) -> tuple[int, int]:
    """Return how many seeds are nobody's, and how many people the others belong to."""
    return sum(not seed.persona for seed in seeds), len({seed.persona for seed in seeds if seed.persona})


def _changed(scenario: Scenario, changes: Mapping[str, object]) -> Scenario:
    """Return a scenario with other values, as valid as one from a file; a message repeats no value."""
    if not changes:
        return scenario
    try:
        return Scenario.model_validate({**scenario.model_dump(), **changes})
    except ValidationError as error:
        issue = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(map(str, issue["loc"])) or "the scenario"
        said = issue["msg"].removeprefix("Value error, ")
        raise UsageError(
            f"{place}: {said}", fix="correct the option that sets it; `--help` lists the options"
        ) from None


def _budget(scenario: Scenario, limits: Mapping[str, float | None] | None) -> dict[str, object]:
    """Return the change that sets these limits, None being no change of a limit."""
    named = {name: limit for name, limit in (limits or {}).items() if limit is not None}
    return {"budget": scenario.budget.model_dump() | named} if named else {}


def _source(given: str, scenario: Scenario) -> dict[str, str | None]:
    """Return a `--seeds` path, with the scenario's column where all its sources share one."""
    columns = {source.column for source in scenario.seeds}
    return {"path": given, "column": columns.pop() if len(columns) == 1 else None}


def _model(given: str) -> tuple[str, ModelSpec]:
    """Read [ROLE=]NAME[@URL]; a message never repeats the URL, which may hold a secret."""
    named, _, url = given.partition("@")
    is_role = "=" in named.split(":")[0]  # what follows a colon is a rehearsal's manner, as in defects=0.4
    role, _, name = named.partition("=") if is_role else ("default", "", named)
    if not name or not role:
        raise UsageError(f"--model {named!r} names no model", fix="write [ROLE=]NAME[@URL], as in judge=gpt-5-mini")
    _check_role(role)
    try:
        return role, ModelSpec(name=name, url=url or None)
    except ValidationError as error:
        said = error.errors(include_input=False, include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise UsageError(
            f"--model {named}: {said}", fix="write [ROLE=]NAME[@URL], the URL as in http://host:8000/v1"
        ) from None


def _check_role(role: str) -> None:
    if role not in ROLES:
        near = difflib.get_close_matches(role, ROLES, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise UsageError(f"--model: there is no role {role!r}", fix=f"{hint}name one of: {', '.join(sorted(ROLES))}")
