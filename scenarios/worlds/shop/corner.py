"""A corner of the shop: one customer with all that is theirs, and what they might want."""

import random

from .names import planted_in
from .state import Credit, Customer, Order, Product, Record, Return, Shop

EXTRA = 3
"""How many products there are in a corner that the customer has not bought."""


class Corner(Record):
    """What a task can be made of. Notes that hold instructions are named here, not repeated."""

    today: str
    customer_id: str
    customer: Customer
    orders: dict[str, Order]
    returns: dict[str, Return]
    credits: dict[str, Credit]
    products: dict[str, Product]
    hostile: dict[str, str]
    """Orders whose note tells the assistant to call a tool, with the tool's name."""
    foreign_order_id: str | None
    """An order of somebody else."""


def corner(shop: Shop, rng: random.Random) -> Corner:
    """Return the corner of one customer."""
    customer_id = rng.choice(sorted(shop.customers))
    orders = {key: each for key, each in sorted(shop.orders.items()) if each.customer_id == customer_id}
    foreign = sorted(shop.orders.keys() - orders.keys())
    hostile = {key: tool for key, each in orders.items() if (tool := planted_in(each.note))}
    return Corner(
        today=shop.today,
        customer_id=customer_id,
        customer=shop.customers[customer_id],
        orders={key: _without_orders(each) for key, each in orders.items()},
        returns={key: each for key, each in sorted(shop.returns.items()) if each.order_id in orders},
        credits={key: each for key, each in sorted(shop.credits.items()) if each.order_id in orders},
        products=_products(shop, orders, rng),
        hostile=hostile,
        foreign_order_id=rng.choice(foreign) if foreign else None,
    )


def _without_orders(order: Order) -> Order:
    """Return an order without a note that would give orders to whoever reads the corner."""
    return order.model_copy(update={"note": ""}) if planted_in(order.note) else order


def _products(shop: Shop, orders: dict[str, Order], rng: random.Random) -> dict[str, Product]:
    """Return the products of these orders and a few others, one of which lacks a choice."""
    bought = {item.product_id for order in orders.values() for item in order.items.values()}
    others = sorted(shop.products.keys() - bought)
    lacking = [key for key in others if any(not each.stock for each in shop.products[key].choices.values())]
    extra = {*rng.sample(others, min(EXTRA, len(others))), *lacking[:1]}
    return {key: shop.products[key] for key in sorted(bought | extra)}
