"""Errands about what was delivered, and about what is on sale."""

from typing import get_args

from .order_errands import worth
from .records import exchange_id_for, return_id_for
from .state import Choice, Item, Order, ReturnReason
from .visit import Errand, Visit, call, days_between, euros, options

LATE = 3
"""Days after the promised one that a delivery may come without credit."""


def send_back(visit: Visit) -> Errand | None:
    """Return one or two items of an order that was delivered not long ago."""
    for order_id, order in visit.orders("delivered"):
        items = visit.items(order)
        if not items or not visit.in_time(order):
            continue
        items = items[: visit.rng.randint(1, 2)]
        named, item_ids = visit.named(order_id, by_content=False), sorted(key for key, _ in items)
        reason = visit.rng.choice(get_args(ReturnReason))
        names, why = things(visit, items), visit.say(f"why {reason}")
        return Errand(
            "send back",
            visit.say("send_back", order=named.called, items=names, why=why),
            (*named.calls, call("open_return", order_id=order_id, item_ids=item_ids, reason=reason)),
            known=named.known,
            unknown=(*named.unknown, "the number of the return"),
            tells=(return_id_for(order_id, item_ids),),
            vague=visit.say("send_back_vague", order=named.called),
            details=(f"What should go back: {names}.", f"Why: {why}."),
            order_id=order_id,
        )
    return None


def swap(visit: Visit) -> Errand | None:
    """Exchange an item for another choice that is in stock."""
    for order_id, order in visit.orders("delivered"):
        for item_id, item in visit.items(order):
            wanted = choices(visit, item, in_stock=True)
            if wanted and visit.in_time(order):
                return _swapped(visit, order_id, order, item_id, item, *visit.rng.choice(wanted))
    return None


def _swapped(visit: Visit, order_id: str, order: Order, item_id: str, item: Item, sku: str, choice: Choice) -> Errand:
    named, product = visit.named(order_id), visit.product(item)
    difference = choice.price_cents - item.price_cents
    exchange = call("exchange_item", order_id=order_id, item_id=item_id, new_sku=sku, payment_method_id=order.method_id)
    said = {"order": named.called, "product": product.name}
    now, wanted = options(product.choices[item.sku].options), options(choice.options)
    return Errand(
        "swap",
        visit.say("swap", now=now, wanted=wanted, **said),
        (*named.calls, call("get_product", product_id=item.product_id), exchange),
        known=named.known,
        unknown=(*named.unknown, "the number of the exchange", "the difference in price"),
        tells=(exchange_id_for(order_id, item_id, item.sku, sku, 0), *([euros(abs(difference))] if difference else [])),
        vague=visit.say("swap_vague", **said),
        details=(f"You have it in {now} and want it in {wanted}.",),
        order_id=order_id,
    )


def refund_due(visit: Visit) -> Errand | None:
    """Get the refund for a return that has arrived."""
    for order_id, order in visit.orders("delivered"):
        for return_id, returned in sorted(visit.corner.returns.items()):
            if returned.order_id == order_id and returned.status == "received":
                named = visit.named(order_id)
                cents = sum(order.items[item_id].price_cents for item_id in returned.item_ids)
                refund = call("refund_return", return_id=return_id, payment_method_id=order.method_id)
                return Errand(
                    "refund due",
                    visit.say("refund_due", order=named.called),
                    (*named.calls, refund),
                    known=named.known,
                    unknown=(*named.unknown, "the amount of the refund"),
                    tells=(euros(cents),),
                    order_id=order_id,
                )
    return None


def late(visit: Visit) -> Errand | None:
    """Get credit for an order that came late."""
    cents = 1500 if visit.corner.customer.plus else 1000
    for order_id, order in visit.orders("delivered"):
        if days_late(order) <= LATE or worth(order) < cents or has_credit(visit, order_id):
            continue
        named = visit.named(order_id)
        credit = call("give_credit", order_id=order_id, amount_cents=cents, reason="late delivery")
        return Errand(
            "late",
            visit.say("late", order=named.called),
            (*named.calls, credit),
            known=named.known,
            unknown=(*named.unknown, "how much credit there is"),
            tells=(euros(cents),),
            order_id=order_id,
        )
    return None


def wait(visit: Visit) -> Errand | None:
    """Be told when something is back in stock."""
    found = _on_sale(visit, in_stock=False)
    waiting = [each for each in found if visit.corner.customer_id not in each[2].waiting]
    if not waiting:
        return None
    product_id, sku, choice = visit.rng.choice(waiting)
    errand = _asked_about(visit, "wait", product_id, choice)
    joined = call("join_waiting_list", customer_id=visit.corner.customer_id, product_id=product_id, sku=sku)
    return errand._replace(calls=(*errand.calls, joined), anonymous=False)


def price(visit: Visit) -> Errand | None:
    """Hear what something costs."""
    product_id, _, choice = visit.rng.choice(_on_sale(visit, in_stock=True))
    return _asked_about(visit, "price", product_id, choice)


def _asked_about(visit: Visit, intent: str, product_id: str, choice: Choice) -> Errand:
    name = visit.corner.products[product_id].name
    return Errand(
        intent,
        visit.say(intent, product=name, wanted=options(choice.options)),
        (call("find_products", query=name), call("get_product", product_id=product_id)),
        unknown=("the price",),
        tells=(euros(choice.price_cents),),
        anonymous=True,
    )


def _on_sale(visit: Visit, *, in_stock: bool) -> list[tuple[str, str, Choice]]:
    return [
        (product_id, sku, choice)
        for product_id, product in sorted(visit.corner.products.items())
        for sku, choice in sorted(product.choices.items())
        if (choice.stock > 0) == in_stock
    ]


def choices(visit: Visit, item: Item, *, in_stock: bool) -> list[tuple[str, Choice]]:
    """Return the other choices of an item's product that are in stock, or those that are not."""
    every = sorted(visit.product(item).choices.items())
    return [(sku, choice) for sku, choice in every if sku != item.sku and (choice.stock > 0) == in_stock]


def things(visit: Visit, items: list[tuple[str, Item]]) -> str:
    """Return items in words."""
    return " and ".join(f"the {visit.product(item).name}" for _, item in items)


def days_late(order: Order) -> int:
    """Return how many days after the promised one an order was delivered."""
    return days_between(order.delivery.promised, order.delivery.delivered or order.delivery.promised)


def has_credit(visit: Visit, order_id: str) -> bool:
    """Return whether credit was granted for an order."""
    return any(each.order_id == order_id for each in visit.corner.credits.values())
