"""Finding records by id, new ids, and the one way in which money moves."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

from ....runtime.identity import digest
from ...local_world import Refused
from .state import Choice, Customer, Item, Method, Order, Payment, Product, Refund, Shop

T = TypeVar("T")

Cause = Literal["return", "cancellation", "exchange", "other payment"]


def id_for(prefix: str, *parts: str) -> str:
    """Return the id of a new record: it follows from what it is about, so the order of other calls does not matter."""
    return f"{prefix}{int(digest(prefix, *parts), 16) % 10**8:08d}"


def return_id_for(order_id: str, item_ids: Sequence[str]) -> str:
    """Return the id that a return of these items gets."""
    return id_for("R", order_id, *sorted(item_ids))


def exchange_id_for(order_id: str, item_id: str, old_sku: str, new_sku: str, earlier: int) -> str:
    """Return the id that an exchange gets which follows so many earlier ones of the same item."""
    return id_for("X", order_id, item_id, old_sku, new_sku, str(earlier))


def ticket_id_for(customer_id: str, topic: str) -> str:
    """Return the id that a ticket about a topic gets."""
    return id_for("K", customer_id, topic)


def customer_of(shop: Shop, customer_id: str) -> Customer:
    """Return a customer."""
    return _found(shop.customers, customer_id, "customer", "verifying a customer returns the id")


def order_of(shop: Shop, order_id: str) -> Order:
    """Return an order."""
    return _found(shop.orders, order_id, "order", "the account lists the orders of a customer")


def item_of(order: Order, item_id: str) -> Item:
    """Return an item of an order."""
    return _found(order.items, item_id, "item in this order", "the order lists its items")


def product_of(shop: Shop, product_id: str) -> Product:
    """Return a product."""
    return _found(shop.products, product_id, "product", "finding products returns their ids")


def choice_of(product: Product, sku: str) -> Choice:
    """Return one choice of a product."""
    return _found(product.choices, sku, "sku of this product", "the product lists its skus")


def method_of(shop: Shop, order: Order, method_id: str) -> Method:
    """Return a payment method of the customer whose order this is."""
    methods = customer_of(shop, order.customer_id).methods
    return _found(methods, method_id, "payment method of this customer", "the account lists them")


def must_be(order: Order, *statuses: str) -> None:
    """Refuse what an order's status does not allow."""
    if order.status not in statuses:
        raise Refused(f"the order is {order.status}; this is possible only while it is {' or '.join(statuses)}")


def net_cents(shop: Shop, order_id: str) -> int:
    """Return what was taken for an order and not given back."""
    taken = sum(each.cents for each in shop.payments.values() if each.order_id == order_id)
    return taken - sum(each.cents for each in shop.refunds.values() if each.order_id == order_id)


def charge(shop: Shop, order_id: str, method_id: str, cents: int) -> None:
    """Take money for an order."""
    method = method_of(shop, shop.orders[order_id], method_id)
    if method.balance_cents is not None:
        if method.balance_cents < cents:
            raise Refused(f"the gift card holds {method.balance_cents} cents, {cents} are needed; use another method")
        method.balance_cents -= cents
    key = id_for("T", order_id, method_id, _count(shop.payments, order_id))
    shop.payments[key] = Payment(order_id=order_id, method_id=method_id, cents=cents, day=shop.today)


def pay_back(shop: Shop, order_id: str, method_id: str, cents: int, cause: Cause) -> None:
    """Give money for an order back, never more than was taken for it."""
    method = method_of(shop, shop.orders[order_id], method_id)
    left = net_cents(shop, order_id)
    if cents > left:
        raise Refused(f"only {left} cents of this order can be given back")
    if method.balance_cents is not None:
        method.balance_cents += cents
    key = id_for("F", order_id, method_id, _count(shop.refunds, order_id))
    shop.refunds[key] = Refund(order_id=order_id, method_id=method_id, cents=cents, day=shop.today, cause=cause)


def _count(table: Mapping[str, Payment | Refund], order_id: str) -> str:
    return str(sum(each.order_id == order_id for each in table.values()))


def _found(table: Mapping[str, T], key: str, noun: str, hint: str) -> T:
    if key not in table:
        raise Refused(f"there is no {noun} {key!r}; {hint}")
    return table[key]
