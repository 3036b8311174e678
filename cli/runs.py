"""Commands that make samples: preview, run, resume, retry-failed, status."""

from typing import TYPE_CHECKING, Annotated

import typer

from .options import (
    Concurrency,
    Directory,
    MaxCost,
    MaxTime,
    MaxTokens,
    Model,
    Number,
    Out,
    RandomSeed,
    ScenarioName,
    Seeds,
    limits,
)
from .report_page import show_report
from .screen import AsJson, command, err, out, print_json, safe

if TYPE_CHECKING:
    from rich.console import Console

    from ..graphs.report import Report
    from ..releases.row import Row
    from ..runtime.budget import Limits


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for made in (run, resume, status, preview, retry_failed):
        app.command(made.__name__.replace("_", "-"))(made)


def run(
    scenario: ScenarioName,
    number: Number = None,
    place: Out = None,
    seeds: Seeds = None,
    model: Model = None,
    random_seed: RandomSeed = None,
    concurrency: Concurrency = 16,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_time: MaxTime = None,
    as_json: AsJson = False,
) -> None:
    """Make samples. On a directory that holds a run of this scenario, go on with it."""
    from .front import directory_for, job, run_job

    most = limits(max_cost, max_tokens, max_time)
    work = job(scenario, seeds=seeds or (), models=model or (), random_seed=random_seed, limits=most)
    directory = directory_for(work.scenario, place)
    report = run_job(work, directory, number, concurrency, None if as_json else err())
    _finish(report, work.scenario.budget, as_json)


def resume(
    directory: Directory,
    number: Number = None,
    concurrency: Concurrency = 16,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_time: MaxTime = None,
    as_json: AsJson = False,
) -> None:
    """Go on with a run from its directory alone: scenario, seeds and limits are in its ledger; options replace them."""
    from .front import resume_job, run_job

    work = resume_job(directory, limits(max_cost, max_tokens, max_time))
    report = run_job(work, directory, number, concurrency, None if as_json else err())
    _finish(report, work.scenario.budget, as_json)


def retry_failed(
    directory: Directory,
    fault: Annotated[list[str] | None, typer.Option("--class", help="A failure class; may be repeated. [all]")] = None,
    as_json: AsJson = False,
) -> None:
    """Reopen failed briefs, to be asked anew by `resume`. What their failed calls cost stays counted."""
    from ..graphs.reopening import reopen
    from ..runtime.errors import ContentFault, UsageError

    unknown = set(fault or ()) - set(ContentFault)
    if unknown:
        raise UsageError(
            f"there is no failure class {sorted(unknown)[0]!r}", fix=f"name one of: {', '.join(ContentFault)}"
        )
    number = reopen(directory, frozenset(map(ContentFault, fault or ContentFault)))
    if as_json:
        print_json({"reopened": number})
    else:
        out().print(f"{number} reopened; go on with: {command()} resume {safe(directory)}", soft_wrap=True)


def status(directory: Directory, as_json: AsJson = False) -> None:
    """Count what a run holds; works while it runs."""
    from ..graphs.directory import reader
    from ..graphs.reliability import reliability
    from ..graphs.store import counts

    with reader(directory) as ledger:
        facts = {"wanted": ledger.get("wanted") or 0, **counts(ledger).model_dump()}
        attempts = reliability(ledger)
    if as_json:
        print_json(facts | ({"attempts": attempts.model_dump()} if attempts else {}))
        return
    console = out()
    for name, value in facts.items():
        console.print(f"{name:>11}  {'unknown' if value is None else value}")
    if attempts:
        console.print(f"{'attempts':>11}  {attempts.told}")


def preview(
    scenario: ScenarioName,
    number: Annotated[int, typer.Option("-n", min=1, help="Accepted samples wanted.")] = 3,
    seeds: Seeds = None,
    model: Model = None,
    random_seed: RandomSeed = None,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_time: MaxTime = None,
    as_json: AsJson = False,
) -> None:
    """Make a few samples in a place that is thrown away, and show them whole."""
    from ..releases.canonical import rows
    from .front import job, thrown_away

    most = limits(max_cost, max_tokens, max_time)
    work = job(scenario, seeds=seeds or (), models=model or (), random_seed=random_seed, limits=most)
    with thrown_away(work, number, None if as_json else err()) as (report, ledger):
        made = list(rows(ledger))
    if as_json:
        print_json({"rows": [row.model_dump(mode="json") for row in made], "ending": report.ending})
    else:
        for row in made:
            _show_row(out(), row)
        for note in report.notes:
            err().print(f"note      {safe(note)}", soft_wrap=True)
        if report.exit_code:
            err().print(f"[bold]{report.ending:<9}[/] {safe(report.message)}", soft_wrap=True)
    raise typer.Exit(report.exit_code)


def _show_row(console: "Console", row: "Row") -> None:
    from ..scenarios.kind import KINDS

    console.rule(f"{row.kind} {row.id}", align="left", style="dim")
    for person in (row.persona, *row.partners):
        console.print(f"[dim]persona[/]  {safe(person.text)}")
    for part, text in KINDS.get(row.kind).parts(row.payload).items():
        if text:
            console.print(f"[bold]{safe(part)}[/]\n{safe(text)}\n")


def _finish(report: "Report", budget: "Limits", as_json: bool) -> None:
    """Say how a run ended, and leave with its exit code."""
    if as_json:
        print_json(report.model_dump(mode="json") | {"exit_code": report.exit_code})
    else:
        show_report(err(), report, budget)
    raise typer.Exit(report.exit_code)
