"""Tools for what was delivered: returns, exchanges, refunds, credit."""

from typing import Any

from ...local_world import Refused
from ...world import Effect
from .desk import ORDER_SEEN, SHOP
from .records import (
    charge,
    choice_of,
    customer_of,
    exchange_id_for,
    id_for,
    item_of,
    method_of,
    must_be,
    net_cents,
    order_of,
    pay_back,
    return_id_for,
)
from .state import Credit, CreditReason, Exchange, Item, Order, Return, ReturnReason, Shop


@SHOP.tool(Effect.WRITE, after=ORDER_SEEN)
def open_return(shop: Shop, order_id: str, item_ids: list[str], reason: ReturnReason) -> dict[str, Any]:
    """Announce that items of a delivered order come back. The refund follows when they have arrived.

    Args:
        order_id: the order number.
        item_ids: the items, as the order lists them.
        reason: why, in the customer's view.
    """
    order = order_of(shop, order_id)
    must_be(order, "delivered")
    if not item_ids or len(set(item_ids)) < len(item_ids):
        raise Refused("name one or more items, each once")
    items = [_bought(order, item_id) for item_id in item_ids]
    for item in items:
        item.status = "coming back"
    return_id = return_id_for(order_id, item_ids)
    shop.returns[return_id] = Return(
        order_id=order_id, item_ids=sorted(item_ids), reason=reason, status="announced", opened=shop.today
    )
    return {"return_id": return_id, "refund_cents_on_arrival": sum(item.price_cents for item in items)}


@SHOP.tool(Effect.WRITE, after=(*ORDER_SEEN, "get_product"))
def exchange_item(shop: Shop, order_id: str, item_id: str, new_sku: str, payment_method_id: str) -> dict[str, Any]:
    """Exchange an item of a delivered order for another choice of the same product that is in stock.

    Args:
        order_id: the order number.
        item_id: the item, as the order lists it.
        new_sku: the choice wanted instead, as the product lists it.
        payment_method_id: where a difference in price is charged or paid back.
    """
    order = order_of(shop, order_id)
    must_be(order, "delivered")
    item = _bought(order, item_id)
    method_of(shop, order, payment_method_id)
    choice = choice_of(shop.products[item.product_id], new_sku)
    if new_sku == item.sku:
        raise Refused("this is the choice that the customer has; ask which one is wanted instead")
    if not choice.stock:
        raise Refused("this choice is out of stock")
    difference = choice.price_cents - item.price_cents
    _settle(shop, order_id, payment_method_id, difference)
    earlier = sum(each.item_id == item_id for each in shop.exchanges.values())
    exchange_id = exchange_id_for(order_id, item_id, item.sku, new_sku, earlier)
    shop.exchanges[exchange_id] = Exchange(
        order_id=order_id, item_id=item_id, old_sku=item.sku, new_sku=new_sku, difference_cents=difference
    )
    choice.stock -= 1
    item.sku, item.price_cents = new_sku, choice.price_cents
    return {"exchange_id": exchange_id, "difference_cents": difference}


@SHOP.tool(Effect.WRITE, after=ORDER_SEEN)
def refund_return(shop: Shop, return_id: str, payment_method_id: str) -> dict[str, Any]:
    """Refund the items of a return that has arrived.

    Args:
        return_id: the return, as the order lists it.
        payment_method_id: where the money goes.
    """
    if return_id not in shop.returns:
        raise Refused(f"there is no return {return_id!r}; an order lists its returns")
    returned = shop.returns[return_id]
    if returned.status != "received":
        raise Refused(f"this return is {returned.status}; it can be refunded once, when it is received")
    order = order_of(shop, returned.order_id)
    items = [order.items[item_id] for item_id in returned.item_ids]
    cents = sum(item.price_cents for item in items)
    pay_back(shop, returned.order_id, payment_method_id, cents, "return")
    for item in items:
        item.status = "refunded"
    returned.status = "refunded"
    return {"return_id": return_id, "refund_cents": cents, "payment_method_id": payment_method_id}


@SHOP.tool(Effect.WRITE, after=ORDER_SEEN)
def give_credit(shop: Shop, order_id: str, amount_cents: int, reason: CreditReason) -> dict[str, Any]:
    """Grant store credit to the customer of an order, once per order.

    Args:
        order_id: the order it is granted for.
        amount_cents: how much, in cents.
        reason: why.
    """
    order = order_of(shop, order_id)
    if any(each.order_id == order_id for each in shop.credits.values()):
        raise Refused("credit was granted for this order already")
    if not 1 <= amount_cents <= net_cents(shop, order_id):
        raise Refused("the credit must be at least 1 cent and at most what was paid for the order")
    shop.credits[id_for("V", order_id)] = Credit(order_id=order_id, cents=amount_cents, reason=reason, day=shop.today)
    customer = customer_of(shop, order.customer_id)
    customer.credit_cents += amount_cents
    return {"order_id": order_id, "credit_cents": amount_cents, "store_credit_cents": customer.credit_cents}


def _bought(order: Order, item_id: str) -> Item:
    item = item_of(order, item_id)
    if item.status != "bought":
        raise Refused(f"item {item_id} is {item.status}")
    return item


def _settle(shop: Shop, order_id: str, method_id: str, difference: int) -> None:
    if difference > 0:
        charge(shop, order_id, method_id, difference)
    if difference < 0:
        pay_back(shop, order_id, method_id, -difference, "exchange")
