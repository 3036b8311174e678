"""`dramaturg personas`: growing, reading and saving a persona graph."""

import typer

app = typer.Typer(no_args_is_help=True, help="Grow, read and save a persona graph.")
