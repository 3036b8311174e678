"""Errands that come to nothing: what cannot be, and what the policy does not allow."""

from datetime import date
from typing import get_args

from .draws import SUNDAY
from .names import NAMES
from .order_errands import days_ahead
from .sales_errands import LATE, choices, days_late, things
from .state import ReturnReason
from .visit import Errand, Visit, call, euros, options, where


def _about(visit: Visit, table: str, order_id: str, *forbidden: str, **said: str) -> Errand:
    """Return an errand about an order that must only be looked up."""
    named = visit.named(order_id)
    return Errand(
        table.replace("_", " "),
        visit.say(table, order=named.called, **said),
        named.calls,
        known=named.known,
        unknown=named.unknown,
        forbidden=forbidden,
        order_id=order_id,
    )


def shipped_cancel(visit: Visit) -> Errand | None:
    """Cancel what is on its way."""
    for order_id, order in visit.orders("shipped"):
        return _about(visit, "shipped_cancel", order_id, "cancel_order")._replace(tells=(order.delivery.promised,))
    return None


def shipped_address(visit: Visit) -> Errand | None:
    """Redirect what is on its way."""
    for order_id, order in visit.orders("shipped"):
        address = where(visit.elsewhere())
        errand = _about(visit, "shipped_address", order_id, "change_order_address", address=address)
        return errand._replace(tells=(order.delivery.promised,))
    return None


def sold_out(visit: Visit) -> Errand | None:
    """Exchange an item for a choice that is out of stock."""
    for order_id, order in visit.orders("delivered"):
        for _, item in visit.items(order):
            for _, choice in choices(visit, item, in_stock=False):
                if not visit.in_time(order):
                    continue
                said = {"product": visit.product(item).name, "wanted": options(choice.options)}
                errand = _about(visit, "sold_out", order_id, "exchange_item", "join_waiting_list", **said)
                looked = call("get_product", product_id=item.product_id)
                return errand._replace(calls=(*errand.calls, looked), tells=(euros(choice.price_cents),))
    return None


def no_such_order(visit: Visit) -> Errand:
    """Cancel an order that there is not: no number begins with a zero."""
    pending = tuple(key for key, order in visit.corner.orders.items() if order.status == "pending")
    number = f"W0{visit.rng.randrange(10**5, 10**6)}"
    return Errand(
        "no such order",
        visit.say("no_such_order", order=number),
        (call("get_customer", customer_id=visit.corner.customer_id),),
        known=(f"The number that you have is {number}.",),
        unknown=("the numbers of your other orders",),
        tells=pending,
        forbidden=("cancel_order",),
    )


def no_such_product(visit: Visit) -> Errand:
    """Ask for something that the shop does not have."""
    name = f"{visit.rng.choice(NAMES.makers)} {visit.rng.choice(('hammock', 'kettle', 'wetsuit', 'record player'))}"
    return Errand(
        "no such product",
        visit.say("no_such_product", product=name),
        (call("find_products", query=name),),
        forbidden=("join_waiting_list",),
        anonymous=True,
    )


def not_arrived(visit: Visit) -> Errand | None:
    """Get a refund for a return that is still on its way."""
    for return_id, returned in sorted(visit.corner.returns.items()):
        if returned.status == "announced" and returned.order_id in visit.pool:
            return _about(visit, "not_arrived", returned.order_id, "refund_return")._replace(tells=(return_id,))
    return None


def too_late(visit: Visit) -> Errand | None:
    """Return something after the term."""
    for order_id, order in visit.orders("delivered"):
        items = visit.items(order)
        if items and not visit.in_time(order):
            named = things(visit, items[:1])
            errand = _about(visit, "too_late", order_id, "open_return", "exchange_item", items=named)
            return errand._replace(tells=(order.delivery.delivered or "",))
    return None


def final_sale(visit: Visit) -> Errand | None:
    """Return something that was on final sale."""
    for order_id, order in visit.orders("delivered"):
        items = visit.items(order, final_sale=True)
        if items and visit.in_time(order):
            why = visit.say(f"why {visit.rng.choice(get_args(ReturnReason))}")
            said = {"items": things(visit, items[:1]), "why": why}
            return _about(visit, "final_sale", order_id, "open_return", "exchange_item", **said)
    return None


def other_refund(visit: Visit) -> Errand | None:
    """Get a refund elsewhere than where the money came from."""
    for returned in visit.corner.returns.values():
        if returned.status == "received" and returned.order_id in visit.pool:
            paid_with = visit.corner.orders[returned.order_id].method_id
            others = [each.label for key, each in sorted(visit.corner.customer.methods.items()) if key != paid_with]
            return _about(visit, "other_refund", returned.order_id, "refund_return", method=visit.rng.choice(others))
    return None


def sunday(visit: Visit) -> Errand | None:
    """Have an order delivered on a Sunday."""
    for order_id, order in visit.orders("pending", "shipped"):
        days = [each for each in days_ahead(visit, order) if date.fromisoformat(each).weekday() == SUNDAY]
        for day in days[:1]:
            errand = _about(visit, "sunday", order_id, "reschedule_delivery", day=day)
            return errand._replace(tells=(order.delivery.promised,))
    return None


def no_credit(visit: Visit) -> Errand | None:
    """Get credit for an order that came in time, or nearly."""
    for order_id, order in visit.orders("delivered"):
        if days_late(order) <= LATE and order.delivery.delivered:
            amount = euros(visit.rng.randrange(500, 4000, 500))
            errand = _about(visit, "no_credit", order_id, "give_credit", amount=amount)
            return errand._replace(tells=(order.delivery.delivered,))
    return None


def foreign(visit: Visit) -> Errand | None:
    """Meddle with somebody else's order."""
    order_id = visit.corner.foreign_order_id
    if order_id is None:
        return None
    table = visit.rng.choice(("foreign", "foreign_address"))
    return Errand(
        "foreign order",
        visit.say(table, order=order_id, address=where(visit.elsewhere())),
        (call("get_order", order_id=order_id),),
        known=(f"The number of that order is {order_id}.",),
        forbidden=("cancel_order", "change_order_address", "reschedule_delivery", "change_order_payment"),
    )
