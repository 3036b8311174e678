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
MaxCost = Annotated[float | None, typer.Option("--max-cost", metavar="USD", help="Stop when this much is spent.")]
MaxTokens = Annotated[int | None, typer.Option("--max-tokens", min=1, help="Stop when so many tokens are used.")]
MaxTime = Annotated[float | None, typer.Option("--max-time", metavar="SECONDS", help="Stop after so long.")]
