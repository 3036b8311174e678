"""What was found of this machine, as a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .screen import safe

if TYPE_CHECKING:
    from rich.console import Console

    from .examination import Check

WIDTH = 80


def show_health(console: "Console", checks: Sequence["Check"]) -> None:
    """Print a line or more for each check, with what mends it."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2), expand=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        mend = f"\n[dim]fix: {safe(check.fix)}[/]" if check.fix and not check.ok else ""
        table.add_row(_mark(check), safe(check.name), f"{safe(check.said)}{mend}")
    console.print(table, width=min(WIDTH, console.width))


def _mark(check: "Check") -> str:
    if check.ok:
        return "[green]ok[/]"
    return "[yellow]note[/]" if check.optional else "[bold red]broken[/]"
