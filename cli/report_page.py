"""How a run ended, in a few lines."""

from typing import TYPE_CHECKING

from .options import LIMIT_OPTIONS
from .screen import command, safe

if TYPE_CHECKING:
    from rich.console import Console

    from ..graphs.report import Report
    from ..runtime.budget import Limits


def show_report(console: "Console", report: "Report", budget: "Limits") -> None:
    """Say how a run ended, what it holds and cost, and how to go on."""
    from .front import DATASET_FILE

    now = report.counts
    parts = ("accepted", "rejected", "failed", "surplus", "pending")
    held = " + ".join(f"{getattr(now, part)} {part}" for part in parts if getattr(now, part))
    cost = "cost unknown" if now.cost_usd is None else f"${now.cost_usd:.2f}"
    directory = safe(report.directory)
    lines = [
        f"briefs    {now.issued} issued = {held or 0}",
        *([f"attempts  {report.attempts.told}"] if report.attempts else []),
        f"calls     {now.calls}: {now.tokens_in} tokens in, {now.tokens_out} out, {cost}",
        f"[bold]{report.ending:<9}[/] {safe(report.message)}",
        *(f"note      {safe(note)}" for note in report.notes),
        f"rows      {directory}/{DATASET_FILE}",
        f"look      {command()} traces show {directory}",
    ]
    if report.simulated:
        lines.insert(2, "simulated replies, scores and rates are the rehearsal model's; not for training")
    if report.unexecuted:
        lines.insert(2, "unexecuted a model answers for the tools: what they answer is not proven; rows say so")
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
