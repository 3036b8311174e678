"""`dramaturg export`: a run's accepted samples as a file."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Directory
from .screen import AsJson, err, out, print_json, safe

if TYPE_CHECKING:
    from ..releases.canonical import Written


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(export)


def export(
    directory: Directory,
    path: Annotated[Path, typer.Option("--to", metavar="FILE", help="The file to write.")],
    format_name: Annotated[
        str, typer.Option("--format", metavar="NAME", help="See `dramaturg list exporters`.")
    ] = "jsonl",
    train: Annotated[
        str | None, typer.Option("--train", metavar="SIDE", help="The side of a conversation that a model is to learn.")
    ] = None,
    order: Annotated[
        str | None,
        typer.Option("--order", metavar="CONTROL|score", help="Easiest first, by a control with ranked options."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the accepted samples to a file."""
    from ..graphs.directory import reader
    from ..releases.canonical import export as write
    from ..releases.exporter import ExportOptions

    with reader(directory) as ledger:
        written = write(ledger, format_name, path, ExportOptions(train=train, order=order))
    if as_json:
        print_json({"format": format_name, "file": str(path), **_facts(written)})
        return
    out().print(f"{written.rows} rows as {safe(format_name)} in {safe(path)}", soft_wrap=True)
    _tell_counts("repaired", Counter(repair for repairs in written.repaired.values() for repair in repairs))
    _tell_counts("dropped", Counter(dropped.reason for dropped in written.dropped.values()))
    if written.simulated:
        _note(f"{written.simulated} of them are simulated by the rehearsal model: no training data")
    if written.unexecuted:
        _note(f"{written.unexecuted} of them are unexecuted: a model answered for the tools, and no result is proven")


def _note(told: str) -> None:
    err().print(f"[yellow]note:[/] {told}", soft_wrap=True)


def _facts(written: "Written") -> dict[str, object]:
    dropped = {row: why.model_dump() for row, why in written.dropped.items()}
    return {**written._asdict(), "dropped": dropped}


def _tell_counts(what: str, counts: Mapping[str, int]) -> None:
    for reason, number in sorted(counts.items(), key=lambda held: (-held[1], held[0])):
        out().print(f"{number} {what}: {safe(reason)}", soft_wrap=True)
