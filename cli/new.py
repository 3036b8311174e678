"""The command `new`: a scenario, kind or world of one's own to start from, with its test."""

import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .screen import AsJson, command, out, print_json, safe


class Thing(StrEnum):
    """What can be begun."""

    SCENARIO = "scenario"
    KIND = "kind"
    WORLD = "world"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(new)


def new(
    thing: Annotated[Thing, typer.Argument(metavar="scenario|kind|world", help="What to begin.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and underscores.")],
    folder: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder to write to.")] = Path(),
    as_json: AsJson = False,
) -> None:
    """Write a scenario, kind or world of your own to start from, with its test.

    It runs at once, without a key. A kind or a world is one Python file; the scenario beside it names that file
    under `uses:`. No file is overwritten.
    """
    from .starters import fit_name, start

    fit_name(thing, name, folder)
    written = start(thing, name, folder)
    following = _following(folder / f"{name}.yaml", folder / f"test_{name}.py")
    if as_json:
        print_json({"thing": thing, "name": name, "files": [str(path) for path in written], "next": following})
        return
    wide = max(len(str(path)) for path in written)
    for path, about in written.items():
        out().print(f"[bold]{safe(f'{path!s:<{wide}}')}[/]  {about}", soft_wrap=True)
    for line in following:
        out().print(f"next: {safe(line)}", soft_wrap=True)


def _following(scenario: Path, test: Path) -> list[str]:
    """Return what can be typed next."""
    return [f"{command()} run {shlex.quote(str(scenario))} -n 3", f"pytest {shlex.quote(str(test))}"]
