"""What planners of the library read in a corner of it: whose it is, their loans, books and what is free of them."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from ...errands import Values
from ...state import State

TODAY: Final = "2026-03-10"
"""As the policy says."""

TERM: Final = 28
"""Days of a loan, and of its renewal."""

STREETS: Final = (
    "Mill Lane",
    "Harbour Street",
    "Rowan Road",
    "Chapel Hill",
    "Orchard Close",
    "Station Road",
    "Elm Row",
)

Draw = Callable[[State, random.Random], Values | None]


def whoever(corner: State, rng: random.Random) -> Values | None:
    """Draw the member whose corner it is, and what the tables are called."""
    tables = {f"{each['name']}_table": each["name"] for each in corner.get("tables", ())}
    return {"member": corner["members"][0]["id"], **tables} if len(corner.get("members", ())) == 1 else None


def later(day: Any, days: Any) -> str | None:
    """Return the day so many days later; None where there is no day."""
    return (date.fromisoformat(str(day)) + timedelta(days=int(days))).isoformat() if day else None


def loan(fits: Callable[[Values], bool] = lambda _: True) -> Draw:
    """Return what draws an open loan of the member's."""

    def draw(corner: State, rng: random.Random) -> Values | None:
        found = [each for each in _open_loans(corner) if fits(each)]
        return rng.choice(found) if found else None

    return draw


def strange(corner: State, rng: random.Random) -> Values | None:
    """Draw a book that the member has not on loan."""
    found = _others(corner)
    return {"title": rng.choice(found)["title"], "loan": None, "due": None, "renewals": None} if found else None


def shelf(corner: State, rng: random.Random) -> Values | None:
    """Draw a book with what is free of it."""
    found: list[Any] = [*corner["books"]]
    return _shelved(corner, rng.choice(found)) if found else None


def wanted(fits: Callable[[Values], bool]) -> Draw:
    """Return what draws a book that the member has not on loan, with what they have out."""

    def draw(corner: State, rng: random.Random) -> Values | None:
        out = _open_loans(corner)
        standing = {"out": len(out), "overdue": sum(each["due"] < TODAY for each in out)}
        until = {"until": later(TODAY, TERM), "due_now": later(TODAY, TERM)}
        found = [{**standing, **until, **_shelved(corner, book)} for book in _others(corner)]
        fitting = [each for each in found if fits(each)]
        return rng.choice(fitting) if fitting else None

    return draw


def moving(corner: State, rng: random.Random) -> Values | None:
    """Draw a new address."""
    before = corner["members"][0]["address"]
    address = f"{rng.randint(1, 180)} {rng.choice(STREETS)}"
    return {"address": address, "before": before} if address != before else None


def _open_loans(corner: State) -> list[dict[str, Any]]:
    """Return the member's open loans, of books that they have once."""
    titles = {book["id"]: book["title"] for book in corner["books"]}
    member = corner["members"][0]["id"]
    mine = [each for each in corner["loans"] if each["member"] == member and not each["returned"]]
    books = [each["book"] for each in mine]
    return [
        {"title": titles[each["book"]], "loan": each["id"], "due": each["due"], "renewals": each["renewals"]}
        | {"later": later(each["due"], TERM), "due_now": later(each["due"], TERM)}
        for each in mine
        if books.count(each["book"]) == 1 and each["book"] in titles
    ]


def _others(corner: State) -> list[Any]:
    """Return the books that the member has not on loan."""
    member = corner["members"][0]["id"]
    mine = {each["book"] for each in corner["loans"] if each["member"] == member and not each["returned"]}
    return [book for book in corner["books"] if book["id"] not in mine]


def _shelved(corner: State, book: Any) -> dict[str, Any]:
    out = sum(each["book"] == book["id"] and not each["returned"] for each in corner["loans"])
    return {"title": book["title"], "book": book["id"], "copies": book["copies"], "free": book["copies"] - out}
