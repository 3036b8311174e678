"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A library name, or a .yaml or .py file.")]
Directory = Annotated[Path, typer.Argument(metavar="DIR", help="A run directory.")]
Number = Annotated[int | None, typer.Option("-n", min=1, help="Accepted samples wanted.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The run directory [runs/NAME].")]
Seeds = Annotated[list[str] | None, typer.Option("--seeds", metavar="PATH", help="Your own texts; may be repeated.")]
Model = Annotated[
    list[str] | None,
    typer.Option("--model", metavar="[ROLE=]NAME[@URL]", help="Who plays a role; may be repeated."),
]
RandomSeed = Annotated[int | None, typer.Option("--seed", help="The scenario's random seed.")]
Concurrency = Annotated[int, typer.Option("--concurrency", min=1, max=4096, help="Calls in flight.")]
MaxCost = Annotated[
    float | None,
    typer.Option("--max-cost", metavar="USD", min=0, max=1_000_000_000, help="Stop when this much is spent."),
]
MaxTokens = Annotated[
    int | None, typer.Option("--max-tokens", metavar="N", min=1, help="Stop when so many tokens are used.")
]
MaxTime = Annotated[
    float | None,
    typer.Option("--max-time", metavar="SECONDS", min=0, max=1_000_000_000, help="Stop after so long."),
]

LIMIT_OPTIONS = {"cost_usd": "--max-cost USD", "tokens": "--max-tokens N", "seconds": "--max-time SECONDS"}
"""Limit of a budget -> how it is given on a command line."""


def limits(max_cost: float | None, max_tokens: int | None, max_time: float | None) -> dict[str, float | None]:
    """Return the limits that a command line names, by their names in a budget."""
    return {"cost_usd": max_cost, "tokens": max_tokens, "seconds": max_time}
