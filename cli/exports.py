"""`dramaturg export`: a run's accepted samples as a file."""

from pathlib import Path
from typing import Annotated

import typer

from .options import Directory
from .screen import AsJson, err, out, print_json, safe


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(export)


def export(
    directory: Directory,
    path: Annotated[Path, typer.Option("--to", metavar="FILE", help="The file to write.")],
    format_name: Annotated[
        str, typer.Option("--format", metavar="NAME", help="See `dramaturg list exporters`.")
    ] = "jsonl",
    as_json: AsJson = False,
) -> None:
    """Write the accepted samples to a file."""
    from ..graphs.directory import reader
    from ..releases.canonical import export as write

    with reader(directory) as ledger:
        written = write(ledger, format_name, path)
    if as_json:
        print_json({"format": format_name, "file": str(path), **written._asdict()})
        return
    out().print(f"{written.rows} rows as {safe(format_name)} in {safe(path)}", soft_wrap=True)
    if written.simulated:
        told = f"{written.simulated} of them are simulated by the rehearsal model: no training data"
        err().print(f"[yellow]note:[/] {told}", soft_wrap=True)
