"""`dramaturg demo`: everything that Dramaturg makes, offline and without a key."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from .options import Concurrency, Number, Out, RandomSeed
from .report_page import show_report
from .screen import AsJson, err, print_json, safe

if TYPE_CHECKING:
    from rich.console import Console

    from ..graphs.report import Report
    from ..traces.story import PartStory


class Act(NamedTuple):
    """One library scenario of the demo: what is added to the directory's name, and its share of the number wanted."""

    scenario: str
    suffix: str
    share: float
    examples: int
    """Persona paths and settled briefs that are told in full."""
    is_talk: bool = False
    """Whether one sample is shown as a conversation afterwards."""


ACTS = (
    Act("persona_instructions", "", 1.0, examples=4),
    Act("support_dialogue", "-dialogues", 0.25, examples=0, is_talk=True),
    Act("shop_trajectories", "-trajectories", 0.25, examples=0, is_talk=True),
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(demo)


def demo(
    number: Number = 40,
    place: Out = None,
    random_seed: RandomSeed = None,
    concurrency: Concurrency = 16,
    as_json: AsJson = False,
) -> None:
    """Show the whole of it without a key: seeds, personas, drafts, conversations, acts in a world, verdicts."""
    directory = place or _fresh(Path("runs"), "demo")
    console = None if as_json else err()
    made = [_play(act, directory, number or 1, concurrency, random_seed, console) for act in ACTS]
    worst = max(report.exit_code for report in made)
    if as_json:
        acts = [report.model_dump(mode="json") for report in made]
        print_json({**acts[0], "acts": acts, "exit_code": worst})
    raise typer.Exit(worst)


def _play(
    act: Act, directory: Path, number: int, concurrency: int, random_seed: int | None, console: "Console | None"
) -> "Report":
    from .front import job, run_job

    work = job(act.scenario, random_seed=random_seed)
    place = directory.with_name(directory.name + act.suffix)
    if console is not None:
        console.print(f"[bold]{act.scenario}[/]: {safe(work.scenario.about)}", soft_wrap=True)
        console.print(f"seeds     {len(work.seeds)} packaged texts; the rehearsal model plays every role")
    report = run_job(work, place, max(1, round(number * act.share)), concurrency, console, examples=act.examples)
    if console is not None:
        if act.is_talk and report.counts.accepted:
            _show_talk(console, place)
        show_report(console, report, work.scenario.budget)
        console.print()
    return report


def _show_talk(console: "Console", directory: Path) -> None:
    """Show one accepted conversation."""
    from .page import Page
    from .talk_page import tell_talk

    name, turns = _talk_in(directory)
    page = Page(console)
    page.heading("one of them", name[:8])
    tell_talk(page, [turn.model_copy(update={"changes": None}) for turn in turns])
    page.gap()


def _talk_in(directory: Path) -> "tuple[str, tuple[PartStory, ...]]":
    """Return the first accepted conversation, or the first in which something is changed in a world."""
    from ..graphs.directory import reader
    from ..graphs.sample import Status
    from ..traces.listing import Filter, listing
    from ..traces.telling import story

    with reader(directory) as ledger:
        accepted = listing(ledger, Filter(status=Status.ACCEPTED), limit=10).samples
        told = [story(ledger, each.id) for each in accepted]
    talks = [(each.id, next(held.parts for held in each.rounds if held.is_best)) for each in told]
    return next((talk for talk in talks if any(turn.beside for turn in talk[1])), talks[0])


def _fresh(parent: Path, name: str) -> Path:
    """Return a directory that does not exist yet: a demo never touches an earlier one."""
    place, number = parent / name, 1
    while place.exists():
        number += 1
        place = parent / f"{name}-{number}"
    return place
