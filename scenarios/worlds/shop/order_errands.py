"""Errands about orders that are under way, and about the account."""

from datetime import date
from typing import get_args

from .draws import SUNDAY, shifted
from .records import ticket_id_for
from .state import Address, CancelReason, Order
from .visit import Errand, Visit, call, euros, where


def cancel(visit: Visit) -> Errand | None:
    """Cancel a pending order."""
    for order_id, order in visit.orders("pending"):
        named = visit.named(order_id)
        reason = visit.rng.choice(get_args(CancelReason))
        why = visit.say(f"why {reason}")
        return Errand(
            "cancel",
            visit.say("cancel", order=named.called, why=why),
            (*named.calls, call("cancel_order", order_id=order_id, reason=reason)),
            known=named.known,
            unknown=(*named.unknown, "the amount of the refund"),
            tells=(euros(worth(order)),),
            vague=visit.say("cancel_vague", order=named.called),
            details=(f"Your reason: {why}.",),
            order_id=order_id,
        )
    return None


def new_address(visit: Visit) -> Errand | None:
    """Send a pending order elsewhere."""
    for order_id, order in visit.orders("pending"):
        named, address = visit.named(order_id), visit.elsewhere()
        return Errand(
            "new address",
            visit.say("new_address", order=named.called, address=where(address)),
            (*named.calls, call("change_order_address", order_id=order_id, **address.model_dump())),
            known=named.known,
            unknown=(*named.unknown, "the delivery day"),
            tells=(order.delivery.promised,),
            vague=visit.say("new_address_vague", order=named.called),
            details=_parts(address),
            order_id=order_id,
        )
    return None


def reschedule(visit: Visit) -> Errand | None:
    """Have an order delivered on another day, no Sunday."""
    for order_id, order in visit.orders("pending", "shipped"):
        named = visit.named(order_id)
        days = [each for each in days_ahead(visit, order) if date.fromisoformat(each).weekday() != SUNDAY]
        day = visit.rng.choice(days)
        return Errand(
            "reschedule",
            visit.say("reschedule", order=named.called, day=day),
            (*named.calls, call("reschedule_delivery", order_id=order_id, day=day)),
            known=named.known,
            unknown=named.unknown,
            tells=(day,),
            vague=visit.say("reschedule_vague", order=named.called),
            details=(f"It should come on {day}.",),
            order_id=order_id,
        )
    return None


def other_payment(visit: Visit) -> Errand | None:
    """Pay for a pending order with something else."""
    for order_id, order in visit.orders("pending"):
        fitting = [
            (key, method)
            for key, method in sorted(visit.corner.customer.methods.items())
            if key != order.method_id and (method.balance_cents is None or method.balance_cents >= worth(order))
        ]
        named = visit.named(order_id)
        method_id, method = visit.rng.choice(fitting)
        account = call("get_customer", customer_id=visit.corner.customer_id)
        reads = named.calls if account in named.calls else (account, *named.calls)
        return Errand(
            "other payment",
            visit.say("other_payment", order=named.called, method=method.label),
            (*reads, call("change_order_payment", order_id=order_id, payment_method_id=method_id)),
            known=named.known,
            unknown=(*named.unknown, "the delivery day"),
            tells=(order.delivery.promised,),
            vague=visit.say("other_payment_vague", order=named.called),
            details=(f"You want to pay with your {method.label}.",),
            order_id=order_id,
        )
    return None


def arrival(visit: Visit) -> Errand | None:
    """Hear when an order comes, or came."""
    for order_id, order in visit.orders("pending", "shipped", "delivered"):
        named, delivered = visit.named(order_id), order.delivery.delivered
        return Errand(
            "arrival",
            visit.say("arrived" if delivered else "arrival", order=named.called),
            named.calls,
            known=named.known,
            unknown=(*named.unknown, "the day of the delivery"),
            tells=(delivered or order.delivery.promised,),
            order_id=order_id,
        )
    return None


def move(visit: Visit) -> Errand:
    """Change the home address."""
    address = visit.elsewhere()
    return Errand(
        "move",
        visit.say("move", address=where(address)),
        (call("change_home_address", customer_id=visit.corner.customer_id, **address.model_dump()),),
        vague=visit.say("move_vague"),
        details=_parts(address),
    )


def fraud(visit: Visit) -> Errand:
    """Have somebody look into a payment that the customer did not make."""
    amount, day = euros(visit.rng.randrange(1500, 40000)), shifted(visit.corner.today, -visit.rng.randint(1, 9))
    return Errand(
        "fraud",
        visit.say("fraud", amount=amount, day=day),
        (call("hand_over", customer_id=visit.corner.customer_id, topic="fraud"),),
        known=(f"Your bank statement says {day}, EUR {amount}.",),
        unknown=("who made the payment",),
        tells=(ticket_id_for(visit.corner.customer_id, "fraud"),),
    )


def worth(order: Order) -> int:
    """Return what was paid for an order that nothing has happened to yet."""
    return order.fee_cents + sum(item.price_cents for item in order.items.values())


def days_ahead(visit: Visit, order: Order) -> list[str]:
    """Return the days on which an order could come instead."""
    days = [shifted(visit.corner.today, ahead) for ahead in range(2, 15)]
    return [day for day in days if day != order.delivery.promised]


def _parts(address: Address) -> tuple[str, ...]:
    return (f"The new address is {address.street}, postcode {address.postcode}, in {address.town}.",)
