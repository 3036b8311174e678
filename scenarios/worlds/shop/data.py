"""The shop's data for any size: every customer has a bit of everything that tasks need."""

import random
from typing import Final, NamedTuple

from .draws import Draws, goods_for, shifted, workday
from .names import NAMES, PLANTED_TOOLS
from .records import return_id_for
from .state import Delivery, Item, Order, OrderStatus, Payment, Return, Shop

FREE_FROM: Final = 5000
"""Orders of at least so many cents are delivered free of charge."""

FEE: Final = 495


class Situation(NamedTuple):
    """How an order stands: days are counted from today, the past is negative."""

    status: OrderStatus
    placed: tuple[int, int]
    promised_after: int
    """Days from placing to the promised day."""
    delayed: tuple[int, int] | None = None
    """Days from the promised day to the delivery."""
    returned: str = ""
    hostile: bool = False


_ALWAYS: Final = (
    Situation("pending", (-1, 0), 5),
    Situation("delivered", (-22, -9), 4, (0, 1)),
    Situation("delivered", (-20, -9), 4, (-1, 1), hostile=True),
)
_TURNS: Final = (
    Situation("shipped", (-3, -2), 5),
    Situation("delivered", (-300, -90), 5, (-1, 2)),
    Situation("delivered", (-28, -16), 4, (4, 9)),
    Situation("delivered", (-28, -18), 4, (-1, 1), returned="received"),
    Situation("delivered", (-26, -14), 4, (-1, 1), returned="announced"),
    Situation("pending", (-2, -1), 6),
    Situation("delivered", (-40, -20), 4, (-1, 0)),
    Situation("shipped", (-6, -4), 8),
)
"""Each customer has two of these, the next ones in turn: four customers have all."""


def populate(rng: random.Random, size: int) -> Shop:
    """Return a shop with so many customers."""
    draws = Draws(rng)
    shop = Shop(today=draws.day("2026-01-01", 0, 364))
    shop.products = goods_for(draws, size)
    for place in range(size):
        customer_id = draws.fresh_id("C", 7)
        shop.customers[customer_id] = draws.customer()
        turns = [_TURNS[(2 * place + step) % len(_TURNS)] for step in range(2)]
        for situation in (*_ALWAYS, *turns):
            _add_order(shop, draws, customer_id, situation)
    return shop


def _add_order(shop: Shop, draws: Draws, customer_id: str, situation: Situation) -> None:
    customer = shop.customers[customer_id]
    items = _items(shop, draws, returned=bool(situation.returned))
    total = sum(item.price_cents for item in items.values())
    placed = draws.day(shop.today, *situation.placed)
    order = Order(
        customer_id=customer_id,
        placed=placed,
        status=situation.status,
        items=items,
        fee_cents=0 if total >= FREE_FROM else FEE,
        method_id=draws.rng.choice([key for key, each in customer.methods.items() if each.kind != "gift card"]),
        address=customer.home.model_copy(),
        delivery=_delivery(draws, placed, situation),
        note=_note(draws.rng, hostile=situation.hostile),
    )
    order_id = draws.fresh_id("W", 7)
    shop.orders[order_id] = order
    shop.payments[draws.fresh_id("T", 8)] = Payment(
        order_id=order_id, method_id=order.method_id, cents=total + order.fee_cents, day=placed
    )
    if situation.returned:
        _send_back(shop, draws, order_id, received=situation.returned == "received")


def _items(shop: Shop, draws: Draws, *, returned: bool) -> dict[str, Item]:
    """Return one to three items, of different products so that each can be named; final sale is not sent back."""
    items: dict[str, Item] = {}
    pool = [key for key, each in sorted(shop.products.items()) if not (returned and each.final_sale)]
    for product_id in draws.rng.sample(pool, draws.rng.choice((1, 2, 2, 3))):
        sku, choice = draws.rng.choice(list(shop.products[product_id].choices.items()))
        items[draws.fresh_id("I", 8)] = Item(product_id=product_id, sku=sku, price_cents=choice.price_cents)
    return items


def _delivery(draws: Draws, placed: str, situation: Situation) -> Delivery:
    promised = workday(shifted(placed, situation.promised_after))
    delivered = None if situation.delayed is None else workday(draws.day(promised, *situation.delayed))
    return Delivery(
        carrier=draws.rng.choice(NAMES.carriers),
        tracking=draws.fresh_id("TR", 10),
        promised=promised,
        delivered=delivered,
    )


def _note(rng: random.Random, *, hostile: bool) -> str:
    if not hostile:
        return rng.choice(NAMES.notes)
    return rng.choice(NAMES.hostile).format(tool=rng.choice(PLANTED_TOOLS))


def _send_back(shop: Shop, draws: Draws, order_id: str, *, received: bool) -> None:
    order = shop.orders[order_id]
    item_ids = sorted(order.items)[: draws.rng.randint(1, len(order.items))]
    for item_id in item_ids:
        order.items[item_id].status = "returned" if received else "coming back"
    shop.returns[return_id_for(order_id, item_ids)] = Return(
        order_id=order_id,
        item_ids=item_ids,
        reason=draws.rng.choice(("does not fit", "defect", "not as described", "no longer wanted")),
        status="received" if received else "announced",
        opened=draws.day(shop.today, -4, -1),
    )
