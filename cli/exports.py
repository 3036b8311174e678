"""`dramaturg export`: a run's samples as a file."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
