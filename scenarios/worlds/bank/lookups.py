"""Tools that only look something up."""

from typing import Any

from ...local_world import Refused
from ...world import Effect
from .desk import BANK
from .records import found, paid_today
from .state import Account, Bank

LATEST = 20
"""How many bookings are shown at once."""


@BANK.tool(Effect.READ)
def identify_customer(bank: Bank, email: str, birthday: str) -> dict[str, Any]:
    """Identify a customer. Returns the customer_id if the e-mail address and the date of birth belong together.

    Args:
        email: the e-mail address that the bank has.
        birthday: the date of birth as YYYY-MM-DD.
    """
    for customer_id, customer in bank.customers.items():
        if (customer.email, customer.birthday) == (email.strip().lower(), birthday):
            return {"customer_id": customer_id, "name": customer.name, "today": bank.today}
    raise Refused("no customer has this e-mail address and date of birth together; ask the customer to check both")


@BANK.tool(Effect.READ)
def list_accounts(bank: Bank, customer_id: str) -> dict[str, Any]:
    """Show a customer's accounts: balance, daily limit, what was paid today, whether frozen, and the cards.

    Args:
        customer_id: as returned when the customer was identified.
    """
    found(bank.customers, customer_id, "customer")
    owned = {key: each for key, each in bank.accounts.items() if each.customer_id == customer_id}
    return {"today": bank.today, "accounts": [_account(bank, key, account) for key, account in sorted(owned.items())]}


@BANK.tool(Effect.READ)
def list_payees(bank: Bank, customer_id: str) -> dict[str, Any]:
    """Show whom a customer can pay: name, account number, and the day on which the payee was added.

    Args:
        customer_id: as returned when the customer was identified.
    """
    found(bank.customers, customer_id, "customer")
    owned = ((key, each) for key, each in sorted(bank.payees.items()) if each.customer_id == customer_id)
    payees = [{"payee_id": key, **payee.model_dump(exclude={"customer_id"})} for key, payee in owned]
    return {"today": bank.today, "payees": payees}


@BANK.tool(Effect.READ)
def list_standing_orders(bank: Bank, account_id: str) -> dict[str, Any]:
    """Show the standing orders of an account: payee, amount, day of the month, and whether they are active.

    Args:
        account_id: the account, as the customer's accounts are listed.
    """
    found(bank.accounts, account_id, "account")
    orders = ((key, each) for key, each in sorted(bank.standing_orders.items()) if each.account_id == account_id)
    shown = [
        {"standing_order_id": key, "payee": bank.payees[each.payee_id].name, **each.model_dump(exclude={"account_id"})}
        for key, each in orders
    ]
    return {"account_id": account_id, "standing_orders": shown}


@BANK.tool(Effect.READ)
def list_bookings(bank: Bank, account_id: str, partner: str = "") -> dict[str, Any]:
    """Show the latest bookings of an account, at most twenty, newest first; those of one partner if asked.

    Args:
        account_id: the account, as the customer's accounts are listed.
        partner: words of the name of whom money came from or went to; leave out for all.
    """
    found(bank.accounts, account_id, "account")
    fitting = (
        (key, each)
        for key, each in bank.bookings.items()
        if each.account_id == account_id and partner.strip().lower() in each.partner.lower()
    )
    latest = sorted(fitting, key=lambda each: (each[1].day, each[0]), reverse=True)[:LATEST]
    disputed = {each.booking_id for each in bank.disputes.values()}
    shown = [
        {"booking_id": key, **each.model_dump(exclude={"account_id"}), "disputed": key in disputed}
        for key, each in latest
    ]
    return {"today": bank.today, "account_id": account_id, "bookings": shown}


def _account(bank: Bank, account_id: str, account: Account) -> dict[str, Any]:
    cards = ((key, each) for key, each in sorted(bank.cards.items()) if each.account_id == account_id)
    return {
        "account_id": account_id,
        **account.model_dump(exclude={"customer_id"}),
        "paid_today_cents": paid_today(bank, account_id),
        "cards": [{"card_id": key, **card.model_dump(exclude={"account_id"})} for key, card in cards],
    }
