"""`dramaturg personas`: growing, reading and saving a run's persona graph."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Concurrency, Directory, Model, Out, ScenarioName, Seeds
from .screen import AsJson, command, err, out, print_json, safe

if TYPE_CHECKING:
    from ..personas.graph import PersonaGraph
    from .front import Job

app = typer.Typer(no_args_is_help=True, help="Grow, read and save a run's persona graph.")


@app.command()
def grow(
    scenario: ScenarioName,
    place: Out = None,
    seeds: Seeds = None,
    model: Model = None,
    concurrency: Concurrency = 16,
    as_json: AsJson = False,
) -> None:
    """Grow and freeze a run's persona graph, no more."""
    from ..traces.census import census
    from .front import directory_for, job

    work = job(scenario, seeds=seeds or (), models=model or ())
    directory = directory_for(work.scenario, place)
    graph = asyncio.run(_grown(work, directory, concurrency))
    if as_json:
        print_json({"directory": str(directory), **census(graph).model_dump(mode="json")})
        return
    _show_graph(graph)
    err().print(f"go on     {command()} resume {safe(directory)}", soft_wrap=True)


@app.command()
def show(
    directory: Directory,
    persona_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Its id, or a beginning [count all of them].")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="List all, and all who were turned away.")] = False,
    as_json: AsJson = False,
) -> None:
    """Count a persona graph, or tell of one persona."""
    from ..traces.census import census, persona_story

    graph = _frozen(directory)
    if as_json:
        found = persona_story(graph, persona_id) if persona_id else census(graph)
        print_json(found.model_dump(mode="json"))
    elif persona_id:
        _show_persona(graph, persona_id)
    else:
        _show_graph(graph, full=full)


@app.command()
def export(
    directory: Directory,
    path: Annotated[Path, typer.Option("--to", metavar="FILE", help="The JSON file to write.")],
    as_json: AsJson = False,
) -> None:
    """Save a persona graph as JSON."""
    from ..releases.writing import write_lines

    graph = _frozen(directory)
    write_lines(path, graph.to_json().splitlines(), run_directory=directory)
    facts = {"file": str(path), "personas": len(graph.personas()), "seeds": len(graph.seeds())}
    if as_json:
        print_json(facts)
    else:
        out().print(f"{facts['personas']} personas of {facts['seeds']} seeds in {safe(path)}", soft_wrap=True)


async def _grown(work: "Job", directory: Path, concurrency: int) -> "PersonaGraph":
    from ..graphs.run import grow as grow_graph
    from ..graphs.session import open_session
    from .interrupts import Interrupts

    with Interrupts(lambda line: err().print(safe(line))).heeded():
        async with open_session(directory, work.scenario, work.seeds) as session:
            return await grow_graph(session, concurrency)


def _frozen(directory: Path) -> "PersonaGraph":
    from ..graphs.directory import reader
    from ..runtime.errors import RunDirectoryError
    from ..traces.record import read_record

    with reader(directory) as ledger:
        record = read_record(ledger)
    if not record.is_grown:
        raise RunDirectoryError(
            f"{directory} has no persona graph yet", fix=f"grow it with `{command()} resume {directory}`"
        )
    return record.graph


def _show_graph(graph: "PersonaGraph", *, full: bool = False) -> None:
    from ..traces.census import census
    from .page import Page
    from .persona_page import count

    count(Page(out(), full=full), census(graph), graph.personas())


def _show_persona(graph: "PersonaGraph", persona_id: str) -> None:
    from ..traces.census import persona_story
    from .page import Page
    from .persona_page import tell

    tell(Page(out(), full=True), persona_story(graph, persona_id))
