"""`dramaturg report`: what a run came to, in figures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from .options import Directory
from .screen import AsJson, out, print_json

if TYPE_CHECKING:
    from ..releases.balance import Balance, Outcome
    from ..runtime.journal import Usage
    from .page import Page


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(report)


def report(directory: Directory, as_json: AsJson = False) -> None:
    """Say where a run's briefs went and why, what it cost, and what can be measured of its rows."""
    from ..graphs.directory import reader
    from ..releases.balance import balance

    with reader(directory) as ledger:
        found = balance(ledger)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    from .page import Page

    _show(Page(out()), found)


def _show(page: "Page", found: "Balance") -> None:
    now = found.counts
    page.heading("briefs", f"{found.wanted} wanted, {now.issued} issued")
    _funnel(page, found.outcomes)
    page.heading("spending", _spent(now.calls, now.tokens_in, now.tokens_out, now.cost_usd))
    _roles(page, found.spending)
    if found.measures:
        page.heading("measures", f"of {now.accepted} accepted")
    for measure in found.measures:
        for number, told in enumerate(measure.told):
            page.prose(told, label=f"{measure.name if number == 0 else '':<16}")


def _funnel(page: "Page", outcomes: "Sequence[Outcome]") -> None:
    from .page import Column

    columns = (Column("number", True), Column("outcome"), Column("stage"), Column("reason"))
    rows = [(str(o.count), o.status, o.stage or "", o.reason) for o in outcomes]
    page.table(columns, [*rows, (str(sum(o.count for o in outcomes)), "issued", "", "")])


def _roles(page: "Page", spending: "dict[str, Usage]") -> None:
    from .page import Column

    if not spending:
        return
    titles = ("role", "calls", "tokens in", "out", "cost")
    columns = [Column(title, title not in ("role", "cost")) for title in titles]
    page.table(columns, [_role(role, used) for role, used in spending.items()])


def _role(role: str, used: "Usage") -> tuple[str, ...]:
    return (role, f"{used.calls:,}", f"{used.tokens_in:,}", f"{used.tokens_out:,}", _cost(used.cost_usd))


def _spent(calls: int, tokens_in: int, tokens_out: int, cost_usd: float | None) -> str:
    return f"{calls:,} calls, {tokens_in:,} tokens in, {tokens_out:,} out, {_cost(cost_usd)}"


def _cost(cost_usd: float | None) -> str:
    return "cost unknown" if cost_usd is None else f"${cost_usd:,.2f}"
