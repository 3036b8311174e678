"""Finding records by id, new ids, account numbers, and the one way in which money moves."""

from collections.abc import Container, Mapping
from itertools import count
from typing import Final, Literal, TypeVar

from ....runtime.identity import digest
from ...local_world import Refused
from .state import Account, Bank, Booking

T = TypeVar("T")

COUNTRY: Final = "XB"
"""Stands before account numbers, as no country's code does."""


def new_id(table: Container[str], prefix: str, *parts: object) -> str:
    """Return the id of a new record: it follows from what it is about, so the order of other calls does not matter."""
    keys = (f"{prefix}{int(digest(prefix, *parts, repeat), 16) % 10**9:09d}" for repeat in count())
    return next(key for key in keys if key not in table)


def found(table: Mapping[str, T], key: str, noun: str) -> T:
    """Return a record, or refuse."""
    if key not in table:
        raise Refused(f"there is no {noun} {key!r}; ids are shown where the customer's {noun}s are listed")
    return table[key]


def iban_for(digits: str) -> str:
    """Return an account number with the check digits that ISO 13616 wants."""
    return f"{COUNTRY}{98 - _remainder(f'{COUNTRY}00{digits}'):02d}{digits}"


def is_iban(text: str) -> bool:
    """Whether a text is an account number whose check digits are right."""
    return text.isascii() and text.isalnum() and 15 <= len(text) <= 34 and text[:2].isupper() and _remainder(text) == 1


def book(bank: Bank, account_id: str, kind: Literal["payment", "own transfer"], cents: int, partner: str) -> str:
    """Put a movement of today on an account, and return the booking's id."""
    booking_id = new_id(bank.bookings, "B", account_id, kind, partner, cents, bank.today)
    bank.bookings[booking_id] = Booking(account_id=account_id, kind=kind, partner=partner, cents=cents, day=bank.today)
    bank.accounts[account_id].balance_cents += cents
    return booking_id


def spendable(account: Account, cents: int) -> None:
    """Refuse what an account cannot pay."""
    if account.frozen:
        raise Refused("this account is frozen: nothing can leave it")
    if account.balance_cents < cents:
        raise Refused(f"the account holds {account.balance_cents} cents, which does not cover {cents}")


def paid_today(bank: Bank, account_id: str) -> int:
    """Return what was paid from an account to payees today."""
    made = (each for each in bank.bookings.values() if (each.account_id, each.day) == (account_id, bank.today))
    return -sum(each.cents for each in made if each.kind == "payment" and each.cents < 0)


def _remainder(iban: str) -> int:
    turned = (iban[4:] + iban[:4]).upper()
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97
