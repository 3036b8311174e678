"""The desk's tools for accounts, lines, visits and money."""

from typing import Annotated, Any

from pydantic import Field

from ...local_world import Refused
from ...world import Effect
from .records import account_of, euros, outage_at, owned, payment_id_for, router_of, ticket_id_for
from .state import Homes, Slot, Ticket, Topic
from .symptoms import reachable
from .world import DEVICE, IDENTIFIED

Cents = Annotated[int, Field(gt=0)]


@DEVICE.tool(Effect.READ)
def look_up_account(state: Homes, account_id: str) -> dict[str, Any]:
    """Look up an account: holder, postcode, plan, what is owed, devices, visit, parcels.

    Args:
        account_id: the account number, as on the bill.
    """
    account = account_of(state, account_id)
    devices = owned(state, account_id)
    return {
        "holder": account.holder,
        "address": account.address,
        "postcode": account.postcode,
        "plan": account.plan,
        "monthly_price": euros(state.plans[account.plan].monthly_cents),
        "status": "suspended for unpaid bills" if account.suspended else "active",
        "owed": euros(account.owed_cents),
        "owed_cents": account.owed_cents,
        "card": account.card,
        "devices": {serial: f"{each.kind} {each.model}" for serial, each in devices.items()},
        "visit": _visit(state, account_id),
        "credits": {outage: euros(cents) for outage, cents in sorted(account.credits.items())},
        "note": account.note,
    }


@DEVICE.tool(Effect.READ)
def test_line(state: Homes, account_id: str) -> dict[str, Any]:
    """Test the line to a house, and look whether there is an outage in its area and whether the router answers.

    Args:
        account_id: the account number.
    """
    account, router = account_of(state, account_id), router_of(state, account_id)
    outage = outage_at(state, account)
    tested = {"today": state.today, "router": _answer(router is not None and reachable(state, router))}
    if outage is None:
        return {**tested, "line": account.line, "outage": None}
    known = state.outages[outage]
    told = {"outage_id": outage, "since": known.since, "expected_end": known.expected_end}
    return {**tested, "line": "cannot be tested during an outage", "outage": told}


@DEVICE.tool(Effect.READ)
def find_visits(state: Homes, account_id: str) -> dict[str, Any]:
    """List when a technician could come to a house, and the visit that is booked.

    Args:
        account_id: the account number.
    """
    account = account_of(state, account_id)
    free = {key: each for key, each in state.slots.items() if each.area == account.area and each.account_id is None}
    return {
        "today": state.today,
        "booked": _visit(state, account_id),
        "free": {key: _when(each) for key, each in sorted(free.items(), key=lambda pair: (pair[1].day, pair[0]))},
    }


@DEVICE.tool(Effect.WRITE, after=(*IDENTIFIED, "find_visits"))
def book_technician(state: Homes, account_id: str, slot_id: str) -> dict[str, Any]:
    """Book a technician. A household has one visit at a time: booking another slot gives the earlier one back.

    Args:
        account_id: the account number.
        slot_id: a free slot, as the list of visits shows it.
    """
    account, slot = account_of(state, account_id), state.slots.get(slot_id)
    if slot is None or slot.area != account.area:
        raise Refused(f"there is no slot {slot_id!r} in the area {account.area}; take one from the list of visits")
    if slot.account_id is not None:
        mine = slot.account_id == account_id
        raise Refused("this slot is booked for this account already" if mine else "this slot is taken; take a free one")
    for each in state.slots.values():
        if each.account_id == account_id:
            each.account_id = None
    slot.account_id = account_id
    return {"visit": _when(slot), "slot_id": slot_id}


@DEVICE.tool(Effect.WRITE, after=(*IDENTIFIED, "test_line"))
def take_payment(state: Homes, account_id: str, amount_cents: Cents) -> dict[str, Any]:
    """Take money from the card on record for what is owed. A suspended account is active again once nothing is owed.

    Args:
        account_id: the account number.
        amount_cents: the amount in cents, no more than is owed.
    """
    account = account_of(state, account_id)
    if amount_cents > account.owed_cents:
        raise Refused(f"the account owes {euros(account.owed_cents)}; no more than that can be taken")
    payment_id = payment_id_for(account_id, len(account.payments))
    account.payments[payment_id] = amount_cents
    account.suspended = account.suspended and account.owed_cents > 0
    return {
        "payment_id": payment_id,
        "paid": euros(amount_cents),
        "still_owed": euros(account.owed_cents),
        "status": "suspended for unpaid bills" if account.suspended else "active",
    }


@DEVICE.tool(Effect.WRITE, after=(*IDENTIFIED, "test_line"))
def give_credit(state: Homes, account_id: str, outage_id: str, amount_cents: Cents) -> dict[str, Any]:
    """Credit an account for an outage, once.

    Args:
        account_id: the account number.
        outage_id: the outage at that address, as the test of the line names it.
        amount_cents: the amount in cents, no more than the monthly price.
    """
    account = account_of(state, account_id)
    if outage_id not in state.outages or outage_at(state, account) != outage_id:
        raise Refused(f"there is no outage {outage_id!r} at this address; the test of the line names the one there is")
    if outage_id in account.credits:
        raise Refused(f"{euros(account.credits[outage_id])} were credited for this outage already")
    most = state.plans[account.plan].monthly_cents
    if amount_cents > most:
        raise Refused(f"no more than the monthly price of {euros(most)} can be credited")
    account.credits[outage_id] = amount_cents
    return {"credited": euros(amount_cents), "owed": euros(account.owed_cents)}


@DEVICE.tool(Effect.WRITE, after=IDENTIFIED)
def hand_over(state: Homes, account_id: str, topic: Topic) -> dict[str, Any]:
    """Hand a case over to a colleague, who calls back. There is one ticket for an account's topic.

    Args:
        account_id: the account number.
        topic: what it is about.
    """
    account_of(state, account_id)
    ticket_id = ticket_id_for(account_id, topic)
    if ticket_id in state.tickets:
        raise Refused(f"this was handed over already: ticket {ticket_id}")
    state.tickets[ticket_id] = Ticket(account_id=account_id, topic=topic)
    return {"ticket_id": ticket_id, "topic": topic}


def _answer(answers: bool) -> str:
    return "answers" if answers else "does not answer"


def _when(slot: Slot) -> str:
    return f"{slot.day}, {slot.hours}"


def _visit(state: Homes, account_id: str) -> str | None:
    return next((_when(each) for _, each in sorted(state.slots.items()) if each.account_id == account_id), None)
