"""The bank as tests see it: its records, and what no call may break."""

from collections import Counter
from datetime import date
from functools import cache
from typing import Final

from dramaturg.scenarios.world import Effect
from dramaturg.scenarios.worlds.bank import BANK
from dramaturg.scenarios.worlds.bank.records import is_iban
from dramaturg.scenarios.worlds.bank.state import Account, Bank, Payee
from world_play import play

WRITES: Final = {tool.name for tool in BANK.tools if tool.effect is Effect.WRITE}


@cache
def bank_of(seed: int, size: int = 4) -> Bank:
    """Return the state of a fresh bank."""
    return Bank.model_validate(dict(play(BANK, [], seed, size).before))


def assert_adds_up(bank: Bank) -> None:
    """Hold a bank to what is true of it at any time."""
    held = Counter[str]()
    for booking in bank.bookings.values():
        held[booking.account_id] += booking.cents
    for account_id, account in bank.accounts.items():
        assert account.balance_cents == held[account_id] >= 0
        assert account.customer_id in bank.customers
    assert {card.account_id for card in bank.cards.values()} <= bank.accounts.keys()
    for order in bank.standing_orders.values():
        assert bank.payees[order.payee_id].customer_id == bank.accounts[order.account_id].customer_id
        assert bank.accounts[order.account_id].kind == "current"
        assert 1 <= order.day_of_month <= 28
        assert order.amount_cents > 0
    disputed = [bank.bookings[each.booking_id] for each in bank.disputes.values()]
    assert all(each.kind == "card" for each in disputed)
    assert len({each.booking_id for each in bank.disputes.values()}) == len(disputed)
    own = [(payee.customer_id, payee.iban) for payee in bank.payees.values()]
    assert len(set(own)) == len(own)
    assert all(is_iban(payee.iban) for payee in bank.payees.values())


def money(bank: Bank) -> int:
    """Return all money, here and paid to other banks."""
    return bank.outside_cents + sum(account.balance_cents for account in bank.accounts.values())


def own(bank: Bank, kind: str, *, frozen: bool = False) -> tuple[str, Account]:
    """Return the first account of a kind."""
    return next((key, each) for key, each in bank.accounts.items() if (each.kind, each.frozen) == (kind, frozen))


def payee_of(bank: Bank, customer_id: str, *, inside: bool = False) -> tuple[str, Payee]:
    """Return a payee of a customer who has an account here, or has none."""
    here = {each.iban for each in bank.accounts.values()}
    return next(
        (key, each)
        for key, each in bank.payees.items()
        if each.customer_id == customer_id and (each.iban in here) == inside
    )


def days_since(bank: Bank, day: str) -> int:
    """Return how long ago a day was."""
    return (date.fromisoformat(bank.today) - date.fromisoformat(day)).days
