"""Commands about what there is: list, validate, approve, doctor."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import ScenarioName, Seeds
from .screen import AsJson, out, print_json, safe

if TYPE_CHECKING:
    from ..scenarios.fit import Marginal
    from ..scenarios.setting import WorldSettings
    from ..scenarios.spec import Scenario
    from .front import Job

MOST_TOLD = 8
"""Values of a control whose fit is told on the screen; all of them are in --json."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("list")(list_things)
    app.command()(validate)
    app.command()(approve)
    app.command()(doctor)


def list_things(
    things: Annotated[str, typer.Argument(metavar="scenarios|kinds|worlds|exporters")], as_json: AsJson = False
) -> None:
    """List what there is, a line each."""
    from ..runtime.errors import UsageError

    shelves = {"scenarios": _scenarios, "kinds": _kinds, "worlds": _worlds, "exporters": _exporters}
    if things not in shelves:
        raise UsageError(f"there is no list of {things!r}", fix=f"name one of: {', '.join(shelves)}")
    found = shelves[things]()
    if as_json:
        print_json({things: found})
        return
    for name, about in found.items():
        out().print(f"[bold]{safe(name)}[/]  {safe(about)}", soft_wrap=True)


def _scenarios() -> dict[str, str]:
    from ..scenarios.loading import listed

    return listed()


def _kinds() -> dict[str, str]:
    from ..scenarios.kind import KINDS

    return {name: kind.about for name, kind in KINDS.all().items()}


def _worlds() -> dict[str, str]:
    from ..scenarios.world import WORLDS

    return {name: world.about for name, world in WORLDS.all().items()}


def _exporters() -> dict[str, str]:
    from ..releases.exporter import EXPORTERS

    return {name: exporter.about for name, exporter in EXPORTERS.all().items()}


def validate(scenario: ScenarioName, seeds: Seeds = None, as_json: AsJson = False) -> None:
    """Check a scenario and read its seeds, without a single call."""
    from .front import job

    work = job(scenario, seeds=seeds or ())
    facts, fit = _facts(work.scenario, len(work.seeds)), _fit(work)
    if as_json:
        print_json({"valid": True, **facts, **({"fit": [each.model_dump() for each in fit]} if fit else {})})
        return
    for name, value in facts.items():
        out().print(f"{name:>9}  {safe(value)}", soft_wrap=True)
    for each in fit:
        out().print(f"{'fit':>9}  {safe(_told(each))}", soft_wrap=True)


def approve(
    world: Annotated[Path, typer.Argument(metavar="WORLD.yaml", help="The file of a world behind an MCP server.")],
) -> None:
    """Take what an MCP server says of its tools into its world's file: read it there before you use it."""
    import asyncio

    from ..scenarios.worlds.mcp.approval import approve as approved

    for change in asyncio.run(approved(world)) or ["it says what was approved"]:
        out().print(safe(change), soft_wrap=True)


def _facts(scenario: "Scenario", seeds: int) -> dict[str, object]:
    from ..scenarios.quotas import cells

    return {
        "scenario": scenario.name,
        "kind": scenario.kind,
        "seeds": seeds,
        "wanted": scenario.wanted,
        "cells": ", ".join(f"{cell} {number}" for cell, number in cells(scenario, scenario.wanted).items()),
        "controls": ", ".join(f"{name} ({len(c.options)})" for name, c in scenario.controls.items()) or "none",
        "models": ", ".join(f"{role}={spec.name}" for role, spec in scenario.models.items()),
        **({"world": _world(scenario.world)} if scenario.world else {}),
    }


def _fit(work: "Job") -> "tuple[Marginal, ...]":
    """Return how what would be drawn from tables fits them, over the samples wanted."""
    from ..graphs.identity import content, scenario_id
    from ..scenarios.fit import marginal_fit
    from ..scenarios.kind import kind_of

    if not work.scenario.tables:
        return ()
    identity = scenario_id(content(work.scenario, kind_of(work.scenario), work.seeds))
    return marginal_fit(work.scenario, identity, work.scenario.wanted)


def _told(fit: "Marginal") -> str:
    shares = ", ".join(f"{each.value} {each.drawn:.1%} of {each.expected:.1%}" for each in fit.shares[:MOST_TOLD])
    more = f" and {len(fit.shares) - MOST_TOLD} more" if len(fit.shares) > MOST_TOLD else ""
    gap = abs(fit.widest.drawn - fit.widest.expected) * 100
    return f"{fit.control}: {shares}{more}; widest gap {gap:.1f} points ({fit.widest.value})"


def _world(settings: "WorldSettings") -> str:
    return settings.name if settings.is_executed else f"{settings.name}, unexecuted: a model answers for its tools"


def doctor(as_json: AsJson = False) -> None:
    """Say what this machine has, and what is off because it has not."""
    from .examination import examine
    from .health_page import show_health

    findings = examine()
    if as_json:
        print_json({"checks": [finding._asdict() for finding in findings]})
    else:
        show_health(out(), findings)
    if not all(finding.ok or finding.optional for finding in findings):
        raise typer.Exit(1)
