"""What tasks are put together from: a customer's visit, and errands with their calls and words."""

import json
import random
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from ....runtime.rehearsal.script import Script
from ...blueprint import PlannedCall
from .corner import Corner
from .names import NAMES
from .state import Address, Item, Order, Product

SCRIPT: Final = Script.beside(__file__)


class Errand(NamedTuple):
    """One thing that a customer wants, with what solves it."""

    intent: str
    wants: str
    calls: tuple[PlannedCall, ...]
    """Without the customer's verification."""
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    vague: str = ""
    """The same wish without the details; nothing if there is none to leave out."""
    details: tuple[str, ...] = ()
    """Facts that are in the wish and not in the vague one."""
    forbidden: tuple[str, ...] = ()
    order_id: str = ""
    anonymous: bool = False
    """Whether it takes no verification."""


class Named(NamedTuple):
    """How a customer names an order, and how the desk finds it."""

    called: str
    calls: tuple[PlannedCall, ...]
    known: tuple[str, ...]
    unknown: tuple[str, ...]


class Visit:
    """A customer at the desk.

    Args:
        corner: what is theirs.
        rng: what is drawn for their task.
        pool: the orders that the task may be about.
    """

    def __init__(self, corner: Corner, rng: random.Random, pool: Iterable[str]) -> None:
        self.corner = corner
        self.rng = rng
        self.pool = sorted(pool)

    def say(self, table: str, **slots: str) -> str:
        """Return a sentence of the script."""
        return SCRIPT.pick(self.rng, table, slots)

    def orders(self, *statuses: str) -> list[tuple[str, Order]]:
        """Return the orders of the pool that have one of these statuses, in random order."""
        found = [(key, self.corner.orders[key]) for key in self.pool if self.corner.orders[key].status in statuses]
        self.rng.shuffle(found)
        return found

    def product(self, item: Item) -> Product:
        """Return the product that an item is."""
        return self.corner.products[item.product_id]

    def items(self, order: Order, *, final_sale: bool = False) -> list[tuple[str, Item]]:
        """Return the items that the customer has, in random order: those on final sale, or the others."""
        found = [
            (key, item)
            for key, item in sorted(order.items.items())
            if item.status == "bought" and self.product(item).final_sale == final_sale
        ]
        self.rng.shuffle(found)
        return found

    def in_time(self, order: Order) -> bool:
        """Return whether an order can still be returned."""
        term = 60 if self.corner.customer.plus else 30
        return (
            order.delivery.delivered is not None and days_between(order.delivery.delivered, self.corner.today) <= term
        )

    def named(self, order_id: str, *, by_content: bool = True) -> Named:
        """Return a way to name an order: by its number, or by something that is in no other one."""
        look = call("get_order", order_id=order_id)
        alone = self._only_in(order_id)
        if by_content and alone and self.rng.random() < 0.3:
            calls = (call("get_customer", customer_id=self.corner.customer_id), look)
            return Named(f"the order with the {alone[0]}", calls, (), ("the number of the order",))
        return Named(f"your order {order_id}", (look,), (f"The order number is {order_id}.",), ())

    def elsewhere(self) -> Address:
        """Return an address where the customer does not live."""
        return Address(
            street=f"{self.rng.choice(NAMES.streets)} {self.rng.randint(141, 199)}",
            postcode=f"{self.rng.randrange(10000, 99999)}",
            town=self.rng.choice(NAMES.towns),
        )

    def _only_in(self, order_id: str) -> list[str]:
        others = {
            item.product_id
            for key, order in self.corner.orders.items()
            if key != order_id
            for item in order.items.values()
        }
        mine = sorted(item.product_id for item in self.corner.orders[order_id].items.values())
        return [self.corner.products[key].name for key in mine if key not in others]


def call(tool: str, **arguments: Any) -> PlannedCall:
    """Return a call of the assistant."""
    return PlannedCall(actor="assistant", tool=tool, arguments=json.dumps(arguments, sort_keys=True))


def euros(cents: int) -> str:
    """Return an amount as the policy wants it written."""
    return f"{cents // 100}.{cents % 100:02d}"


def options(chosen: dict[str, str]) -> str:
    """Return the options of a choice in words."""
    return " and ".join(f"{name} {value}" for name, value in chosen.items())


def where(address: Address) -> str:
    """Return an address in one line."""
    return f"{address.street}, {address.postcode} {address.town}"


def days_between(before: str, after: str) -> int:
    """Return how many days lie between two days."""
    return (date.fromisoformat(after) - date.fromisoformat(before)).days
