"""How the rehearsed desk handles orders that are under way, and accounts."""

from datetime import date

from ....runtime.rehearsal.script import Script
from .assistant_rehearsal_case import Case, Made
from .assistant_rehearsal_steps import (
    Step,
    Want,
    account_of,
    ask,
    change,
    decline,
    identified,
    look,
    seen_at,
    status_in_the_way,
    tell,
    the_order,
)
from .assistant_rehearsal_wishes import Wish, address_in, day_in, reason_in
from .draws import SUNDAY
from .visit import euros, where


def cancel(script: Script, case: Case, wish: Wish) -> Step:
    """Cancel a pending order."""
    order = the_order(case, wish)
    if isinstance(order, Step):
        return order
    done = case.done("cancel", order_id=order.order_id)
    offer = case.offers.get("cancel")
    blocked = None if done else status_in_the_way(case, order, "pending")
    if blocked:
        return blocked
    reason = reason_in(script, wish, offer) if offer else "none"
    if not reason and offer:
        return ask("ask_reason", order=order.order_id, reasons=", ".join(offer.options("reason")))
    amount = euros(order.paid_cents)
    want = Want("cancel", {"order_id": order.order_id, "reason": reason})
    made = change(case, "about_cancel", want, {"order": order.order_id, "reason": reason, "amount": amount})
    if isinstance(made, Step):
        return made
    refund = euros(made.value["refund_cents"])
    return tell("told_cancel", made.place, refund, order=order.order_id, amount=refund)


def order_address(script: Script, case: Case, wish: Wish) -> Step:
    """Send a pending order elsewhere."""
    order = the_order(case, wish)
    if isinstance(order, Step):
        return order
    blocked = status_in_the_way(case, order, "pending")
    if blocked:
        return blocked
    address = address_in(wish)
    if address is None:
        return ask("ask_address")
    said = {"order": order.order_id, "address": where(address)}
    want = Want("order_address", {"order_id": order.order_id, **address.model_dump()})
    made = change(case, "about_order_address", want, said)
    if isinstance(made, Step):
        return made
    day = str(made.value["promised"])
    return tell("told_order_address", made.place, day, day=day, **said)


def reschedule(script: Script, case: Case, wish: Wish) -> Step:
    """Have an order delivered on another day."""
    order = the_order(case, wish)
    if isinstance(order, Step):
        return order
    blocked = status_in_the_way(case, order, "pending", "shipped")
    if blocked:
        return blocked
    day, planned = day_in(wish), order.delivery.promised
    if not day:
        return ask("ask_day", order=order.order_id, planned=planned)
    if date.fromisoformat(day).weekday() == SUNDAY:
        return decline("sunday", seen_at(case, order), "Sunday", planned, day=day, planned=planned)
    want = Want("reschedule", {"order_id": order.order_id, "day": day})
    said = {"order": order.order_id, "day": day}
    made = change(case, "about_reschedule", want, said | {"planned": planned})
    return tell("told_reschedule", made.place, day, **said) if isinstance(made, Made) else made


def payment(script: Script, case: Case, wish: Wish) -> Step:
    """Pay for a pending order with something else."""
    customer = identified(case)
    if isinstance(customer, Step):
        return customer
    order = the_order(case, wish, account_of(customer.customer_id))
    if isinstance(order, Step):
        return order
    blocked = status_in_the_way(case, order, "pending")
    if blocked:
        return blocked
    if case.account is None:
        return look(account_of(customer.customer_id))
    methods = [each for each in case.account.methods if each.payment_method_id != order.payment_method_id]
    method = next((each for each in methods if each.label in wish.text), None)
    if method is None:
        return ask("ask_method", order=order.order_id, methods=", ".join(each.label for each in methods))
    said = {"order": order.order_id, "method": method.label}
    want = Want("payment", {"order_id": order.order_id, "payment_method_id": method.payment_method_id})
    made = change(case, "about_payment", want, said | {"amount": euros(order.paid_cents)})
    if isinstance(made, Step):
        return made
    day = str(made.value["promised"])
    return tell("told_payment", made.place, day, day=day, **said)


def arrival(script: Script, case: Case, wish: Wish) -> Step:
    """Say when an order comes, or came."""
    order = the_order(case, wish)
    if isinstance(order, Step):
        return order
    since, delivered = seen_at(case, order), order.delivery.delivered
    if order.status == "cancelled":
        return decline("not_cancelled", since, "cancelled", order=order.order_id)
    if delivered:
        return tell("told_arrived", since, delivered, order=order.order_id, day=delivered)
    day, carrier = order.delivery.promised, order.delivery.carrier
    return tell("told_arrival", since, day, order=order.order_id, day=day, status=order.status, carrier=carrier)


def home(script: Script, case: Case, wish: Wish) -> Step:
    """Change the home address."""
    customer = identified(case)
    if isinstance(customer, Step):
        return customer
    address = address_in(wish)
    if address is None:
        return ask("ask_address")
    want = Want("home", {"customer_id": customer.customer_id, **address.model_dump()})
    made = change(case, "about_home", want, {"address": where(address)})
    if isinstance(made, Step):
        return made
    return tell("told_home", made.place, address.street, address=where(address))


def fraud(script: Script, case: Case, wish: Wish) -> Step:
    """Hand a payment over that the customer does not recognise."""
    return _handed_over(case, "fraud")


def complaint(script: Script, case: Case, wish: Wish) -> Step:
    """Hand a complaint about staff over."""
    return _handed_over(case, "complaint")


def legal(script: Script, case: Case, wish: Wish) -> Step:
    """Hand a legal claim over."""
    return _handed_over(case, "legal")


def _handed_over(case: Case, topic: str) -> Step:
    customer = identified(case)
    if isinstance(customer, Step):
        return customer
    want = Want("hand_over", {"customer_id": customer.customer_id, "topic": topic})
    made = change(case, f"about_{topic}", want, {})
    if isinstance(made, Step):
        return made
    ticket = str(made.value["ticket_id"])
    return tell(f"told_{topic}", made.place, ticket, ticket=ticket)
