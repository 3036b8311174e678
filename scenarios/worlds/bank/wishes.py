"""Words and look-ups that errands share, whether they can be done or are declined."""

import re
from dataclasses import replace
from typing import Final

from ...errands import Slot, Step, Values

PAY: Final = (
    "You want to pay EUR {amount} to {payee} from your current account.",
    "You have to pay {payee} today: EUR {amount}, from your current account.",
)
VAGUE_PAY: Final = ("You want to pay somebody from your current account.",)
MOVE: Final = (
    "You want to move EUR {amount} from your {source} account to your {target} account.",
    "You need EUR {amount} of what is on your {source} account in your {target} account.",
)
ORDER: Final = ("You want a standing order: EUR {amount} to {payee} on day {day} of every month.",)
DISPUTE: Final = (
    "You want to dispute your card payment to {merchant}, for the reason {reason}, and to have a number for that.",
)
LIMIT: Final = ("You want the daily limit of your current account to be EUR {wanted}, and to know what it was so far.",)
INCOME: Final = (
    "You are waiting for money from {sender}. Ask how much has come, and on which day.",
    "Money should have come from {sender}. Ask how much it was, and on which day it came.",
)

AMOUNT: Final = Slot("The amount is EUR {amount}.", "What is the amount?")
PAYEE: Final = Slot("The payee is {payee}.", "Who is the payee?")

ACCOUNTS: Final = Step(
    "list_accounts",
    {"customer_id": "{customer}"},
    learns={
        "today": "today",
        "account": "accounts[kind=current].account_id",
        "balance": "accounts[kind=current].balance_cents",
        "limit": "accounts[kind=current].limit_cents",
        "paid": "accounts[kind=current].paid_today_cents",
        "savings": "accounts[kind=savings].account_id",
        "saved": "accounts[kind=savings].balance_cents",
        "frozen": "accounts[kind=savings].frozen",
    },
)
PAYEES: Final = Step(
    "list_payees",
    {"customer_id": "{customer}"},
    learns={"payee_id": "payees[name={payee}].payee_id", "added": "payees[name={payee}].added"},
    needs=("payee",),
)


def source(known: Values) -> str:
    """Return the account that money is moved from."""
    return known["account" if known["source"] == "current" else "savings"]


def target(known: Values) -> str:
    """Return the account that money is moved to."""
    return known["savings" if known["source"] == "current" else "account"]


def looked_for(**learns: str) -> Step:
    """Return a look at the accounts for something else besides; it waits until all that it is told by is known."""
    needed = (name for path in learns.values() for name in re.findall(r"\{(\w+)\}", path))
    return replace(ACCOUNTS, learns={**ACCOUNTS.learns, **learns}, needs=tuple(dict.fromkeys(needed)))


def bookings_of(partner: str, **learns: str) -> Step:
    """Return a look at what went to somebody or came from them; paths begin at the first booking."""
    paths = {name: f"bookings.0.{path}" for name, path in learns.items()}
    return Step("list_bookings", {"account_id": "{account}", "partner": partner}, learns=paths)


CARD_PAYMENT: Final = bookings_of("{merchant}", booking="booking_id", booked="day")
MONEY_IN: Final = bookings_of("{sender}", came="cents", booked="day")
