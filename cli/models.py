"""Commands about models before they are paid for: check-models, estimate."""

from typing import TYPE_CHECKING, Annotated

import typer

from .options import MaxCost, MaxTime, MaxTokens, Model, Number, ScenarioName, Seeds, limits
from .screen import AsJson, err, out, print_json, safe

if TYPE_CHECKING:
    from ..graphs.forecast import Forecast, Range

SAMPLE = 8
"""Samples that an estimate is made from, unless said otherwise."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(estimate)
    app.command("check-models")(check_models)


def check_models(scenario: ScenarioName, model: Model = None, as_json: AsJson = False) -> None:
    """Ask each endpoint of a scenario, with a few tiny requests, what it can do."""
    from .front import capabilities, job

    found = capabilities(job(scenario, models=model or ()).scenario)
    if as_json:
        print_json({role: can.model_dump() | {"rung": can.rung} for role, can in found.items()})
        return
    for role, can in found.items():
        able = ", ".join(name for name, holds in can.model_dump().items() if holds) or "plain text only"
        out().print(f"[bold]{safe(role)}[/]  {able}; structured output by {can.rung}", soft_wrap=True)


def estimate(
    scenario: ScenarioName,
    number: Number = None,
    seeds: Seeds = None,
    model: Model = None,
    sample: Annotated[int, typer.Option("--sample", min=2, help="Accepted samples to measure.")] = SAMPLE,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_time: MaxTime = None,
    as_json: AsJson = False,
) -> None:
    """Say what a run will take, as a range, from a few samples that are made, measured and thrown away."""
    from .front import forecast_of, job

    most = limits(max_cost, max_tokens, max_time)
    work = job(scenario, seeds=seeds or (), models=model or (), limits=most)
    made = forecast_of(work, sample, number or work.scenario.wanted, None if as_json else err())
    if as_json:
        print_json(made.model_dump())
    else:
        _show(made)


def _show(made: "Forecast") -> None:
    console = out()
    console.print(f"measured  {made.settled} briefs, {made.accepted} accepted", soft_wrap=True)
    console.print(f"to reach  {made.wanted} accepted samples:", soft_wrap=True)
    for name, held in (("briefs", made.briefs), ("calls", made.calls), ("tokens", made.tokens)):
        console.print(f"{name:<9} {_range(held, '{:,.0f}')}", soft_wrap=True)
    console.print(f"{'cost':<9} {_range(made.cost_usd, '${:,.2f}')}", soft_wrap=True)


def _range(held: "Range", form: str) -> str:
    if held.low is None:
        return "unknown"
    return f"{form.format(held.low)} to {'no limit in sight' if held.high is None else form.format(held.high)}"
