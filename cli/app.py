"""The command line: its groups, and the boundary at which every error becomes one clear message."""

import io
import sys

import typer

from . import catalogue, demo, exports, gates, models, new, personas, rehearse, reports, runs, traces
from .screen import complain, unexpected

app = typer.Typer(
    name="dramaturg",
    help="Grow training data from seeds by letting personas act.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    rich_markup_mode=None,
)

for group in (demo, runs, reports, catalogue, new, exports, gates, rehearse, models):
    group.register(app)
app.add_typer(personas.app, name="personas")
app.add_typer(traces.app, name="traces")


def main() -> None:
    """Run the command line and exit with the documented code (DESIGN, section 8)."""
    from ..runtime.errors import DramaturgError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 is no reason to stop
    try:
        app()  # typer itself ends with 130 on a KeyboardInterrupt and with 1 on a closed pipe
    except DramaturgError as error:
        sys.exit(complain(error, as_json="--json" in sys.argv))
    except Exception as error:
        sys.exit(unexpected(error))
