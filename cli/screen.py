"""What people and programs see: text for a terminal on stderr and stdout, one JSON object for `--json`."""

import json
import os
import shutil
import sys
import tempfile
import traceback
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from ..runtime.errors import DramaturgError

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else.")]


def out() -> "Console":
    """Return the console for results; NO_COLOR and pipes turn its colours off."""
    from rich.console import Console

    return Console(highlight=False, emoji=False)


def err() -> "Console":
    """Return the console for progress and complaints."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, emoji=False)


def safe(text: object) -> str:
    """Return a seed's or model's text as it may be printed: no markup of ours, no control characters."""
    from rich.markup import escape

    from ..runtime.text import clean

    return escape(clean(str(text)))


def command() -> str:
    """Return how the user calls us: as a module, by name where that works, else by the path that was used."""
    if os.path.basename(sys.argv[0]) == "__main__.py":
        return f"{os.path.basename(sys.executable)} -m dramaturg"
    return "dramaturg" if shutil.which("dramaturg") else os.path.relpath(sys.argv[0])


def print_json(value: Any) -> None:
    """Print one JSON object on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def complain(error: "DramaturgError", *, as_json: bool) -> int:
    """Print what is wrong and what mends it; return the exit code."""
    if as_json:
        print_json({"error": {"code": error.exit_code, "message": error.what, "fix": error.fix}})
    else:
        console = err()
        console.print(f"[bold red]error:[/] {safe(error.what)}", soft_wrap=True)
        console.print(f"[bold]fix:[/]   {safe(error.fix)}", soft_wrap=True)
    return error.exit_code


def unexpected(error: Exception) -> int:
    """Keep the traceback of a defect of ours in a file, and say where it is."""
    with tempfile.NamedTemporaryFile("w", prefix="dramaturg-", suffix=".txt", delete=False, encoding="utf-8") as kept:
        traceback.print_exception(error, file=kept)
    console = err()
    console.print(f"[bold red]error:[/] a defect in dramaturg: {safe(type(error).__name__)}", soft_wrap=True)
    console.print(f"[bold]fix:[/]   report it with {safe(kept.name)}; the run can be resumed", soft_wrap=True)
    return 1
