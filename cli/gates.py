"""`dramaturg calibrate-gate`: which similarity means the same text again."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .screen import AsJson, out, print_json

if TYPE_CHECKING:
    from ..personas.calibration import Calibration, Tally
    from .page import Page


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("calibrate-gate")(calibrate_gate)


def calibrate_gate(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Texts that ought to be distinct: txt, md, jsonl, csv.")],
    column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The column that holds the text, of jsonl or csv.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find the near-duplicate threshold: fit on one half of a file, report on the other with other edits."""
    from ..personas.calibration import calibrate
    from ..personas.embedders import HashedNgrams
    from ..scenarios.seed_files import read_seeds
    from ..scenarios.spec import SeedSource

    texts = [seed.text for seed in read_seeds([SeedSource(path=file, column=column)], Path.cwd())]
    found = calibrate(texts, HashedNgrams())
    if as_json:
        print_json({"embedder": HashedNgrams.name, **found.model_dump(mode="json")})
    else:
        _show(found, HashedNgrams.name)


def _show(found: "Calibration", embedder: str) -> None:
    from .page import Page

    page, fit, rest = Page(out()), found.fit, found.held_out
    page.prose(f"threshold {found.threshold} for the embedder {embedder}, from {found.texts} texts", indent=0)
    if found.left_out:
        page.prose(f"{found.left_out} texts left out: without a word, or the same as another", indent=0)
    page.heading("fitted on", f"{fit.texts} texts")
    page.prose(f"flags no more distinct texts than allowed from {fit.lowest_clean} up")
    page.prose(f"finds enough of the planted edits up to {fit.highest_finding}")
    if not fit.separates:
        page.prose("no threshold does both: clean the file, or take another embedder", label="! ")
    page.prose(f"closest distinct texts, similarity {fit.closest.similarity}:")
    page.prose(fit.closest.first, label="  - ", lines=3)
    page.prose(fit.closest.second, label="  - ", lines=3)
    _tallies(page, fit.tallies)
    page.heading("held out", f"{rest.texts} texts")
    interval = f"95 % interval {rest.flagged_low:.1%} to {rest.flagged_high:.1%}"
    page.prose(f"distinct texts flagged: {rest.flagged} ({rest.flagged_share:.1%}, {interval})")
    page.prose(f"nearest neighbours: median {rest.neighbour_p50}, 99th percentile {rest.neighbour_p99}")
    page.prose(f"edits found: {rest.found_share:.1%} of {rest.planted}, by operators that the fit never saw")
    _tallies(page, rest.tallies)


def _tallies(page: "Page", tallies: "Sequence[Tally]") -> None:
    from .page import Column

    columns = (Column("edit"), Column("found", True), Column("planted", True), Column(""))
    page.table(columns, [(t.operator.replace("_", " "), str(t.found), str(t.planted), "") for t in tallies])
