"""`dramaturg traces`: how samples came to be."""

import typer

app = typer.Typer(no_args_is_help=True, help="Read how samples came to be.")
