"""Tools that change an order which is still on its way, and what belongs to an account."""

from datetime import date
from typing import Any

from ...local_world import Refused
from ...world import Effect
from .desk import ORDER_SEEN, PRODUCT_SEEN, SHOP, VERIFIED
from .records import (
    charge,
    choice_of,
    customer_of,
    method_of,
    must_be,
    net_cents,
    order_of,
    pay_back,
    product_of,
    ticket_id_for,
)
from .state import Address, CancelReason, Shop, Ticket, Topic

LATEST = 14
"""How many days from today a delivery can be put off at most."""


@SHOP.tool(Effect.WRITE, after=ORDER_SEEN)
def cancel_order(shop: Shop, order_id: str, reason: CancelReason) -> dict[str, Any]:
    """Cancel a pending order as a whole. All that was paid goes back to the order's payment method.

    Args:
        order_id: the order number.
        reason: why, in the customer's view.
    """
    order = order_of(shop, order_id)
    must_be(order, "pending")
    cents = net_cents(shop, order_id)
    pay_back(shop, order_id, order.method_id, cents, "cancellation")
    for item in order.items.values():
        shop.products[item.product_id].choices[item.sku].stock += 1
    order.status, order.cancelled_because = "cancelled", reason
    return {"order_id": order_id, "status": order.status, "refund_cents": cents, "reason": reason}


@SHOP.tool(Effect.WRITE, after=ORDER_SEEN)
def change_order_address(shop: Shop, order_id: str, street: str, postcode: str, town: str) -> dict[str, Any]:
    """Send a pending order to another address. The home address of the account stays as it is.

    Args:
        order_id: the order number.
        street: street and house number.
        postcode: the new postcode.
        town: the new town.
    """
    order = order_of(shop, order_id)
    must_be(order, "pending")
    order.address = _address(street, postcode, town)
    return {"order_id": order_id, "address": order.address, "promised": order.delivery.promised}


@SHOP.tool(Effect.WRITE, after=ORDER_SEEN)
def reschedule_delivery(shop: Shop, order_id: str, day: str) -> dict[str, Any]:
    """Choose another delivery day for a pending or shipped order, from tomorrow to 14 days from today.

    Args:
        order_id: the order number.
        day: the new day as YYYY-MM-DD.
    """
    order = order_of(shop, order_id)
    must_be(order, "pending", "shipped")
    ahead = (_day(day) - date.fromisoformat(shop.today)).days
    if not 1 <= ahead <= LATEST:
        raise Refused(f"the day must be 1 to {LATEST} days after today, {shop.today}")
    order.delivery.promised = day
    return {"order_id": order_id, "promised": day}


@SHOP.tool(Effect.WRITE, after=ORDER_SEEN)
def change_order_payment(shop: Shop, order_id: str, payment_method_id: str) -> dict[str, Any]:
    """Pay a pending order with another payment method of the same customer; the first one gets its money back.

    Args:
        order_id: the order number.
        payment_method_id: the method to use from now on; the account lists them.
    """
    order = order_of(shop, order_id)
    must_be(order, "pending")
    method = method_of(shop, order, payment_method_id)
    if payment_method_id == order.method_id:
        raise Refused("the order is already paid with this method")
    cents = net_cents(shop, order_id)
    charge(shop, order_id, payment_method_id, cents)
    pay_back(shop, order_id, order.method_id, cents, "other payment")
    order.method_id = payment_method_id
    return {"order_id": order_id, "paid_with": method.label, "cents": cents, "promised": order.delivery.promised}


@SHOP.tool(Effect.WRITE, after=VERIFIED)
def change_home_address(shop: Shop, customer_id: str, street: str, postcode: str, town: str) -> dict[str, Any]:
    """Change the home address of an account. Orders that are under way keep their addresses.

    Args:
        customer_id: as returned when the customer was verified.
        street: street and house number.
        postcode: the new postcode.
        town: the new town.
    """
    customer = customer_of(shop, customer_id)
    customer.home = _address(street, postcode, town)
    return {"customer_id": customer_id, "home": customer.home}


@SHOP.tool(Effect.WRITE, after=PRODUCT_SEEN)
def join_waiting_list(shop: Shop, customer_id: str, product_id: str, sku: str) -> dict[str, Any]:
    """Have a customer told by e-mail when something that is out of stock is back.

    Args:
        customer_id: as returned when the customer was verified.
        product_id: the product.
        sku: the choice of it; it must be out of stock.
    """
    customer_of(shop, customer_id)
    choice = choice_of(product_of(shop, product_id), sku)
    if choice.stock:
        raise Refused(f"{choice.stock} of these are in stock: nothing to wait for")
    if customer_id in choice.waiting:
        raise Refused("this customer is on the waiting list already")
    choice.waiting.append(customer_id)
    return {"sku": sku, "place": len(choice.waiting)}


@SHOP.tool(Effect.WRITE, after=VERIFIED)
def hand_over(shop: Shop, customer_id: str, topic: Topic) -> dict[str, Any]:
    """Hand the case over to a human colleague, who answers by e-mail. Returns the ticket number.

    Args:
        customer_id: as returned when the customer was verified.
        topic: what it is about; "no tool" where a request is in order but no tool of yours does it.
    """
    customer_of(shop, customer_id)
    ticket_id = ticket_id_for(customer_id, topic)
    if ticket_id in shop.tickets:
        raise Refused(f"this is handed over already: ticket {ticket_id}")
    shop.tickets[ticket_id] = Ticket(customer_id=customer_id, topic=topic, day=shop.today)
    return {"ticket_id": ticket_id, "topic": topic}


def _address(street: str, postcode: str, town: str) -> Address:
    if not (street.strip() and postcode.strip() and town.strip()):
        raise Refused("street, postcode and town must all be given; ask the customer")
    return Address(street=street.strip(), postcode=postcode.strip(), town=town.strip())


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise Refused(f"{text!r} is no day; write it as YYYY-MM-DD")
    return day
