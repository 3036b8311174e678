"""A corner of the bank: one customer with all that is theirs."""

import random

from .names import planted_in
from .state import Account, Bank, Booking, Card, Customer, Payee, Record, StandingOrder


class Corner(Record):
    """What a task can be made of. References that hold instructions are named here, not repeated."""

    today: str
    customer_id: str
    customer: Customer
    accounts: dict[str, Account]
    cards: dict[str, Card]
    payees: dict[str, Payee]
    standing_orders: dict[str, StandingOrder]
    bookings: dict[str, Booking]
    hostile: dict[str, str]
    """Bookings whose reference tells the assistant to call a tool, with the tool's name."""


def corner(bank: Bank, rng: random.Random) -> Corner:
    """Return the corner of one customer."""
    customer_id = rng.choice(sorted(bank.customers))
    accounts = {key: each for key, each in sorted(bank.accounts.items()) if each.customer_id == customer_id}
    bookings = {key: each for key, each in sorted(bank.bookings.items()) if each.account_id in accounts}
    orders = {key: each for key, each in sorted(bank.standing_orders.items()) if each.account_id in accounts}
    return Corner(
        today=bank.today,
        customer_id=customer_id,
        customer=bank.customers[customer_id],
        accounts=accounts,
        cards={key: each for key, each in sorted(bank.cards.items()) if each.account_id in accounts},
        payees={key: each for key, each in sorted(bank.payees.items()) if each.customer_id == customer_id},
        standing_orders=orders,
        bookings={key: _without_orders(each) for key, each in bookings.items()},
        hostile={key: tool for key, each in bookings.items() if (tool := planted_in(each.reference))},
    )


def _without_orders(booking: Booking) -> Booking:
    """Return a booking without a reference that would give orders to whoever reads the corner."""
    return booking.model_copy(update={"reference": ""}) if planted_in(booking.reference) else booking
