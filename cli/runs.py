"""Commands that make samples: demo, preview, run, resume, status."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import (
    LIMIT_OPTIONS,
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
from .screen import AsJson, command, err, out, print_json, safe

if TYPE_CHECKING:
    from rich.console import Console

    from ..graphs.report import Report
    from ..releases.row import Row
    from ..runtime.budget import Limits

DEMO = "persona_instructions"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for made in (demo, run, resume, status, preview, retry_failed):
        app.command(made.__name__.replace("_", "-"))(made)


def demo(
    number: Number = 40,
    place: Out = None,
    random_seed: RandomSeed = None,
    concurrency: Concurrency = 16,
    as_json: AsJson = False,
) -> None:
    """Show the whole of it without a key: seeds, personas, briefs, drafts, verdicts."""
    from .front import job, run_job

    work = job(DEMO, random_seed=random_seed)
    directory = place or _fresh(Path("runs"), "demo")
    console = None if as_json else err()
    if console is not None:
        console.print(f"seeds     {len(work.seeds)} packaged texts; the rehearsal model plays every role")
    report = run_job(work, directory, number, concurrency, console, examples=4)
    _finish(report, work.scenario.budget, as_json)


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
    from ..graphs.store import counts

    with reader(directory) as ledger:
        facts = {"wanted": ledger.get("wanted") or 0, **counts(ledger).model_dump()}
    if as_json:
        print_json(facts)
        return
    console = out()
    for name, value in facts.items():
        console.print(f"{name:>11}  {'unknown' if value is None else value}")


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
        if report.exit_code:
            err().print(f"[bold]{report.ending:<9}[/] {safe(report.message)}", soft_wrap=True)
    raise typer.Exit(report.exit_code)


def _show_row(console: "Console", row: "Row") -> None:
    console.rule(f"{row.kind} {row.id}", align="left", style="dim")
    console.print(f"[dim]persona[/]  {safe(row.persona.text)}")
    for part, text in row.payload.items():
        if text:
            console.print(f"[bold]{safe(part)}[/]\n{safe(text)}\n")


def _fresh(parent: Path, name: str) -> Path:
    """Return a directory that does not exist yet: a demo never touches an earlier one."""
    place, number = parent / name, 1
    while place.exists():
        number += 1
        place = parent / f"{name}-{number}"
    return place


def _finish(report: "Report", budget: "Limits", as_json: bool) -> None:
    """Say how a run ended, and leave with its exit code."""
    if as_json:
        print_json(report.model_dump(mode="json") | {"exit_code": report.exit_code})
    else:
        _show_report(err(), report, budget)
    raise typer.Exit(report.exit_code)


def _show_report(console: "Console", report: "Report", budget: "Limits") -> None:
    from .front import DATASET_FILE

    now = report.counts
    parts = ("accepted", "rejected", "failed", "surplus", "pending")
    held = " + ".join(f"{getattr(now, part)} {part}" for part in parts if getattr(now, part))
    cost = "cost unknown" if now.cost_usd is None else f"${now.cost_usd:.2f}"
    directory = safe(report.directory)
    lines = [
        f"briefs    {now.issued} issued = {held or 0}",
        f"calls     {now.calls}: {now.tokens_in} tokens in, {now.tokens_out} out, {cost}",
        f"[bold]{report.ending:<9}[/] {safe(report.message)}",
        f"rows      {directory}/{DATASET_FILE}",
        f"look      {command()} traces show {directory}",
    ]
    if report.simulated:
        lines.insert(2, "simulated replies, scores and rates are the rehearsal model's; not for training")
    next_step = _go_on(report, budget)
    if next_step:
        lines.append(f"go on     {safe(next_step)}")
    console.print("\n".join(lines), soft_wrap=True)


def _go_on(report: "Report", budget: "Limits") -> str:
    """Return what brings this run on, after the way it ended."""
    from ..graphs.report import Ending

    again = f"{command()} resume {report.directory}"
    if report.ending is Ending.DONE:
        return ""
    if report.ending is Ending.SHORT:
        return f"raise budget.candidates in the scenario, then run it with --out {report.directory}; -n is not enough"
    if report.ending is Ending.BUDGET:
        named = [option for limit, option in LIMIT_OPTIONS.items() if getattr(budget, limit) is not None]
        if not named:
            return f"raise the limit in the scenario's budget, then run it with --out {report.directory}"
        return f"raise the limit: {again} {' '.join(named)}"
    return again
