"""Tools for cards, disputes and limits, and the way to a colleague."""

from typing import Annotated, Any

from pydantic import Field

from ...local_world import Refused
from ...world import Effect
from .desk import BANK
from .records import found, new_id
from .state import Bank, BlockReason, Dispute, DisputeReason, Ticket, Topic


@BANK.tool(Effect.WRITE)
def block_card(bank: Bank, card_id: str, reason: BlockReason) -> dict[str, Any]:
    """Block a card for good; a new one is sent to the customer's home by itself.

    Args:
        card_id: the card, as the customer's accounts are listed.
        reason: what happened to it.
    """
    card = found(bank.cards, card_id, "card")
    if card.blocked:
        raise Refused(f"this card is blocked already: {card.blocked}")
    card.blocked = reason
    return {"card_id": card_id, "blocked": reason}


@BANK.tool(Effect.WRITE)
def open_dispute(bank: Bank, booking_id: str, reason: DisputeReason) -> dict[str, Any]:
    """Contest a card payment; the money is not moved before the case is decided. Returns the number of the dispute.

    Args:
        booking_id: the payment, as the account's bookings are listed.
        reason: why, in the customer's view.
    """
    booking = found(bank.bookings, booking_id, "booking")
    if booking.kind != "card":
        raise Refused("only card payments can be disputed")
    if any(each.booking_id == booking_id for each in bank.disputes.values()):
        raise Refused("this payment is disputed already")
    dispute_id = new_id(bank.disputes, "D", booking_id)
    bank.disputes[dispute_id] = Dispute(booking_id=booking_id, reason=reason, day=bank.today)
    return {"dispute_id": dispute_id, "disputed_cents": -booking.cents}


@BANK.tool(Effect.WRITE)
def set_daily_limit(bank: Bank, account_id: str, limit_cents: Annotated[int, Field(ge=0)]) -> dict[str, Any]:
    """Set how much may be paid from a current account to payees in a day, from now on.

    Args:
        account_id: the current account.
        limit_cents: the new limit, in cents.
    """
    account = found(bank.accounts, account_id, "account")
    if account.kind != "current":
        raise Refused("only current accounts have a daily limit")
    if account.limit_cents == limit_cents:
        raise Refused(f"the daily limit is {limit_cents} cents already")
    account.limit_cents = limit_cents
    return {"account_id": account_id, "limit_cents": limit_cents}


@BANK.tool(Effect.WRITE)
def hand_over(bank: Bank, customer_id: str, topic: Topic) -> dict[str, Any]:
    """Hand the case over to a human colleague, who telephones the customer. Returns the ticket number.

    Args:
        customer_id: as returned when the customer was identified.
        topic: what it is about; "no tool" where a request is in order but no tool of yours does it.
    """
    found(bank.customers, customer_id, "customer")
    if any((each.customer_id, each.topic) == (customer_id, topic) for each in bank.tickets.values()):
        raise Refused("this is handed over already")
    ticket_id = new_id(bank.tickets, "T", customer_id, topic)
    bank.tickets[ticket_id] = Ticket(customer_id=customer_id, topic=topic, day=bank.today)
    return {"ticket_id": ticket_id, "topic": topic}
