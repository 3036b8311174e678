"""Tools that move money, and those that say whom and when."""

from typing import Annotated, Any

from pydantic import Field

from ...local_world import Refused
from ...world import Effect
from .desk import BANK
from .records import book, found, is_iban, new_id, spendable
from .state import Account, Bank, Payee, StandingOrder

Cents = Annotated[int, Field(ge=1)]
DayOfMonth = Annotated[int, Field(ge=1, le=28)]


@BANK.tool(Effect.WRITE)
def move_money(bank: Bank, from_account_id: str, to_account_id: str, amount_cents: Cents) -> dict[str, Any]:
    """Move money between two accounts of one customer, at once.

    Args:
        from_account_id: the account that the money leaves.
        to_account_id: the account that it goes to.
        amount_cents: how much, in cents.
    """
    source, target = (found(bank.accounts, key, "account") for key in (from_account_id, to_account_id))
    if source.customer_id != target.customer_id or from_account_id == to_account_id:
        raise Refused("name two different accounts of the same customer; anybody else is paid as a payee")
    spendable(source, amount_cents)
    booking_id = book(bank, from_account_id, "own transfer", -amount_cents, f"own {target.kind} account")
    book(bank, to_account_id, "own transfer", amount_cents, f"own {source.kind} account")
    balances = {"from_balance_cents": source.balance_cents, "to_balance_cents": target.balance_cents}
    return {"booking_id": booking_id, **balances}


@BANK.tool(Effect.WRITE)
def pay_payee(bank: Bank, account_id: str, payee_id: str, amount_cents: Cents, reference: str = "") -> dict[str, Any]:
    """Pay a payee from a current account, at once and for good.

    Args:
        account_id: the current account that pays.
        payee_id: the payee, as the customer's payees are listed.
        amount_cents: how much, in cents.
        reference: what the payee is told, if the customer wishes to say something.
    """
    account, payee = _paying(bank, account_id, payee_id)
    spendable(account, amount_cents)
    booking_id = book(bank, account_id, "payment", -amount_cents, payee.name)
    bank.bookings[booking_id].reference = reference
    receiver = next((key for key, each in bank.accounts.items() if each.iban == payee.iban), None)
    if receiver is None:
        bank.outside_cents += amount_cents
    else:
        sender = bank.customers[account.customer_id].name
        bank.bookings[book(bank, receiver, "payment", amount_cents, sender)].reference = reference
    return {"booking_id": booking_id, "payee": payee.name, "balance_cents": account.balance_cents}


@BANK.tool(Effect.WRITE)
def add_payee(bank: Bank, customer_id: str, name: str, iban: str) -> dict[str, Any]:
    """Add somebody whom a customer can pay from then on.

    Args:
        customer_id: as returned when the customer was identified.
        name: the payee's name.
        iban: the payee's account number, without spaces.
    """
    found(bank.customers, customer_id, "customer")
    if not name.strip() or not is_iban(iban):
        raise Refused("a payee needs a name and a valid account number; this one is mistyped: ask the customer")
    if any((each.customer_id, each.iban) == (customer_id, iban) for each in bank.payees.values()):
        raise Refused("the customer has a payee with this account number already")
    if any((each.customer_id, each.iban) == (customer_id, iban) for each in bank.accounts.values()):
        raise Refused("this is an account of the customer's own; money is moved there without a payee")
    payee_id = new_id(bank.payees, "P", customer_id, iban)
    bank.payees[payee_id] = Payee(customer_id=customer_id, name=name.strip(), iban=iban, added=bank.today)
    return {"payee_id": payee_id, "added": bank.today}


@BANK.tool(Effect.WRITE)
def create_standing_order(
    bank: Bank, account_id: str, payee_id: str, amount_cents: Cents, day_of_month: DayOfMonth, reference: str = ""
) -> dict[str, Any]:
    """Have a payee paid from a current account every month.

    Args:
        account_id: the current account that pays.
        payee_id: the payee, as the customer's payees are listed.
        amount_cents: how much each time, in cents.
        day_of_month: on which day, from 1 to 28.
        reference: what the payee is told, if the customer wishes to say something.
    """
    _, payee = _paying(bank, account_id, payee_id)
    order_id = new_id(bank.standing_orders, "S", account_id, payee_id, amount_cents, day_of_month)
    bank.standing_orders[order_id] = StandingOrder(
        account_id=account_id,
        payee_id=payee_id,
        amount_cents=amount_cents,
        day_of_month=day_of_month,
        reference=reference,
    )
    return {"standing_order_id": order_id, "payee": payee.name, "day_of_month": day_of_month}


@BANK.tool(Effect.WRITE)
def end_standing_order(bank: Bank, standing_order_id: str) -> dict[str, Any]:
    """End a standing order: nothing is paid by it any more.

    Args:
        standing_order_id: the order, as the account's standing orders are listed.
    """
    order = found(bank.standing_orders, standing_order_id, "standing order")
    if not order.active:
        raise Refused("this standing order has ended already")
    order.active = False
    return {"standing_order_id": standing_order_id, "active": False}


def _paying(bank: Bank, account_id: str, payee_id: str) -> tuple[Account, Payee]:
    account, payee = found(bank.accounts, account_id, "account"), found(bank.payees, payee_id, "payee")
    if payee.customer_id != account.customer_id:
        raise Refused("this payee belongs to another customer")
    if account.kind != "current":
        raise Refused("payees are paid from a current account only; move the money there first")
    return account, payee
