"""The bank's data for any size: every customer has a bit of everything that tasks need."""

import random
from collections.abc import Container, Iterator
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from .names import NAMES, PLANTED_TOOLS
from .records import iban_for
from .state import Account, Bank, Booking, Card, Customer, Payee, StandingOrder

Kind = Literal["brought forward", "income", "card", "payment"]

LONG_AGO: Final = (-900, -200)
"""When most payees were added, in days from today."""


class Movement(NamedTuple):
    """What came to an account or left it; days are counted from today, the past is negative."""

    kind: Kind
    partner: str
    cents: int
    days: tuple[int, int]
    reference: str = ""


def populate(rng: random.Random, size: int) -> Bank:
    """Return a bank with so many customers."""
    bank = Bank(today=_day("2026-01-01", rng.randint(0, 364)))
    for _ in range(size):
        _add_customer(bank, rng)
    for place, customer_id in enumerate(bank.customers):
        _add_payees(bank, rng, customer_id)
        _add_history(bank, rng, customer_id, is_frozen=place % 4 == 3)
    return bank


def _add_customer(bank: Bank, rng: random.Random) -> None:
    customer_id = _fresh(bank.customers, rng, "C", 7)
    name, birthday = _person(rng), _day("1940-01-01", rng.randrange(24_000))
    number = f"{len(bank.customers)}{rng.randrange(10, 100)}"  # Two people may have one name.
    email = f"{name.lower().replace(' ', '.')}{number}@{rng.choice(NAMES.domains)}"
    bank.customers[customer_id] = Customer(name=name, email=email, birthday=birthday)
    for kind in ("current", "savings"):
        limit = rng.randrange(100_000, 300_000, 25_000) if kind == "current" else 0
        account_id = _fresh(bank.accounts, rng, "A", 8)
        bank.accounts[account_id] = Account(
            customer_id=customer_id, kind=kind, iban=_iban(rng), balance_cents=0, limit_cents=limit
        )
        for card in ("debit", "credit") if kind == "current" else ():
            digits = f"{rng.randrange(1000, 10_000)}"
            bank.cards[_fresh(bank.cards, rng, "K", 8)] = Card(account_id=account_id, kind=card, digits=digits)


def _add_payees(bank: Bank, rng: random.Random, customer_id: str) -> None:
    """Add three payees of long ago, one of them a customer if there is another, and a person who is still new."""
    others = [each for each in bank.accounts.values() if each.kind == "current" and each.customer_id != customer_id]
    neighbour = rng.choice(others) if others else None
    friend = bank.customers[neighbour.customer_id].name if neighbour else _person(rng)
    ibans = [neighbour.iban if neighbour else _iban(rng), *(_iban(rng) for _ in range(3))]
    names = [friend, *rng.sample(NAMES.companies, 2), _person(rng, friend)]
    added = [*(_day(bank.today, rng.randint(*LONG_AGO)) for _ in range(3)), _day(bank.today, -rng.randint(0, 2))]
    for name, iban, day in zip(names, ibans, added, strict=True):
        payee = Payee(customer_id=customer_id, name=name, iban=iban, added=day)
        bank.payees[_fresh(bank.payees, rng, "P", 8)] = payee


def _add_history(bank: Bank, rng: random.Random, customer_id: str, *, is_frozen: bool) -> None:
    """Add what happened on a customer's accounts, and the standing orders; the balances follow."""
    owned = {each.kind: key for key, each in bank.accounts.items() if each.customer_id == customer_id}
    current_id, savings_id = owned["current"], owned["savings"]
    payees = [(key, each.name) for key, each in bank.payees.items() if each.customer_id == customer_id]
    for movement in _on_current(rng, bank.accounts[current_id].limit_cents, [name for _, name in payees]):
        _book(bank, rng, current_id, movement)
    _book(bank, rng, savings_id, Movement("brought forward", "", rng.randrange(100_000, 2_000_000), (-200, -180)))
    bank.accounts[savings_id].frozen = is_frozen
    for payee_id, _ in payees[1:3]:
        bank.standing_orders[_fresh(bank.standing_orders, rng, "S", 8)] = StandingOrder(
            account_id=current_id,
            payee_id=payee_id,
            amount_cents=rng.randrange(1_000, 90_000, 50),
            day_of_month=rng.randint(1, 28),
            reference=rng.choice(NAMES.references),
        )


def _on_current(rng: random.Random, limit: int, payees: list[str]) -> Iterator[Movement]:
    """Yield what happened on a current account; more is left on it than may be paid in a day."""
    yield Movement("brought forward", "", limit + rng.randrange(300_000, 700_000), (-200, -180))
    yield Movement("income", rng.choice(NAMES.employers), rng.randrange(150_000, 400_000), (-30, -1), "salary")
    hostile = rng.choice(NAMES.hostile).format(tool=rng.choice(PLANTED_TOOLS))
    yield Movement("income", _person(rng, *payees), rng.randrange(1_000, 20_000), (-20, 0), hostile)
    old, *recent = rng.sample(NAMES.merchants, 4)
    yield Movement("card", old, -rng.randrange(500, 30_000), (-150, -70))
    for merchant in recent:
        yield Movement("card", merchant, -rng.randrange(500, 30_000), (-50, -1))
    for company in payees[1:3]:
        days = rng.choice(((-30, -1), (0, 0)))
        yield Movement("payment", company, -rng.randrange(2_000, 40_000), days, rng.choice(NAMES.references))


def _book(bank: Bank, rng: random.Random, account_id: str, movement: Movement) -> None:
    bank.bookings[_fresh(bank.bookings, rng, "B", 9)] = Booking(
        account_id=account_id,
        kind=movement.kind,
        partner=movement.partner,
        cents=movement.cents,
        day=_day(bank.today, rng.randint(*movement.days)),
        reference=movement.reference,
    )
    bank.accounts[account_id].balance_cents += movement.cents


def _person(rng: random.Random, *others: str) -> str:
    """Return a name that nobody of these has."""
    while (name := f"{rng.choice(NAMES.given)} {rng.choice(NAMES.family)}") in others:
        pass
    return name


def _iban(rng: random.Random) -> str:
    """Return an account number; of so many, no two are drawn alike."""
    return iban_for(f"{rng.randrange(10**15, 10**16)}")


def _fresh(table: Container[str], rng: random.Random, prefix: str, digits: int) -> str:
    """Return an id that is not taken and does not tell how many there are."""
    while (key := f"{prefix}{rng.randrange(10 ** (digits - 1), 10**digits)}") in table:
        pass
    return key


def _day(start: str, days: int) -> str:
    return (date.fromisoformat(start) + timedelta(days=days)).isoformat()
