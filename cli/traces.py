"""`dramaturg traces`: how samples came to be."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Directory
from .screen import AsJson, command, out, print_json

if TYPE_CHECKING:
    from ..traces.listing import Listed, Listing

SHOWN = 40
"""Lines of a list on a terminal, unless said otherwise."""

ID_SHOWN = 12


app = typer.Typer(no_args_is_help=True, help="Read how samples came to be.")


@app.command("list")
def list_samples(
    directory: Directory,
    status: Annotated[
        str | None, typer.Option(metavar="STATUS", help="accepted, rejected, failed, surplus or pending.")
    ] = None,
    stage: Annotated[
        str | None, typer.Option(metavar="STAGE", help="Where they were turned down: verify, judge …")
    ] = None,
    cell: Annotated[str | None, typer.Option(metavar="CELL", help="Their quota cell.")] = None,
    grep: Annotated[
        str | None, typer.Option(metavar="PATTERN", help="Text of draft, plan, persona, seed or reason.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=f"The first N only [{SHOWN}; with --json all].")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List samples in the order in which they were settled."""
    from ..graphs.directory import reader
    from ..traces.listing import Filter, listing

    wanted = Filter(status=status, stage=stage, cell=cell, pattern=grep)
    with reader(directory) as ledger:
        found = listing(ledger, wanted, limit if as_json else limit or SHOWN)
    if as_json:
        print_json({"total": found.total, "samples": [one.model_dump(mode="json") for one in found.samples]})
    else:
        _show_list(found, directory)


@app.command()
def show(
    directory: Directory,
    sample_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Its id, or a beginning [the first accepted].")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Cut nothing; add every prompt and reply.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell one sample's whole story, from its seed to its verdict."""
    from ..graphs.directory import reader
    from ..traces.telling import first_story_id, story

    with reader(directory) as ledger:
        told = story(ledger, sample_id or first_story_id(ledger))
    if as_json:
        print_json(told.model_dump(mode="json", exclude=None if full else _BULKY))
        return
    from .page import Page
    from .story_page import tell

    tell(Page(out(), full=full), told)


_BULKY = {"calls": {"__all__": {"request"}}}
"""What `--json` leaves out unless `--full` is given: prompts are most of a story's bytes."""


def _show_list(found: "Listing", directory: Path) -> None:
    from .page import Column, Page

    page = Page(out())
    if not found.samples:
        page.prose("no sample is like that", indent=0)
        return
    with_cell = len({one.cell for one in found.samples}) > 1
    titles = ("id", "outcome", *(["cell"] if with_cell else []), "rounds", "score", "text, or why not")
    columns = [Column(title, title in ("rounds", "score")) for title in titles]
    page.table(columns, [_line(one, with_cell) for one in found.samples], one_line=True)
    page.gap()
    page.prose(f"{len(found.samples)} of {found.total}", indent=0)
    page.prose(f"read one: {command()} traces show {directory} ID", indent=0)


def _line(one: "Listed", with_cell: bool) -> list[str]:
    outcome = one.status if one.stage is None else f"{one.status} {one.stage}"
    score = "" if one.score is None else f"{one.score:.2f}"
    cell = [one.cell] if with_cell else []
    return [one.id[:ID_SHOWN], outcome, *cell, str(one.rounds), score, one.reason or one.text]
