"""`dramaturg calibrate-gate`: which similarity means the same text again."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
