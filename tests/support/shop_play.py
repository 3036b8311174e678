"""The shop as tests play it: simulations, drawn tasks, their execution, and what an independent reader makes of it."""

import asyncio
import json
import random
import re
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import suppress
from typing import Any, Final, NamedTuple, TypeVar

from dramaturg.runtime.frozen import is_list, is_mapping
from dramaturg.scenarios.blueprint import Blueprint, PlannedCall, Variant
from dramaturg.scenarios.local_world import LocalSimulation
from dramaturg.scenarios.state import State, state_hash
from dramaturg.scenarios.world import Result
from dramaturg.scenarios.worlds.shop import SHOP
from dramaturg.scenarios.worlds.shop.corner import Corner
from dramaturg.scenarios.worlds.shop.state import Shop
from dramaturg.scenarios.worlds.shop.tasks import propose

T = TypeVar("T")

SIZE: Final = 4
WRITES: Final = {tool.name for tool in SHOP.tools if tool.effect == "write"}

ORDER_READ: Final = {"get_order"}
READS: Final = {
    "cancel_order": ORDER_READ,
    "change_order_address": ORDER_READ,
    "reschedule_delivery": ORDER_READ,
    "change_order_payment": ORDER_READ | {"get_customer"},
    "open_return": ORDER_READ,
    "exchange_item": ORDER_READ | {"get_product"},
    "refund_return": ORDER_READ,
    "give_credit": ORDER_READ,
    "join_waiting_list": {"find_products", "get_product"},
}
"""What the policy wants looked up before something is done or declined."""

_ID: Final = re.compile(r"[A-Z]\d{6,}|pm\d{8}")


class Played(NamedTuple):
    """What came of some calls."""

    results: list[Result]
    before: State
    after: State


def in_shop(seed: int, size: int, act: Callable[[LocalSimulation[Shop]], Coroutine[Any, Any, T]]) -> T:
    """Act in a fresh shop."""

    async def acted() -> T:
        async with SHOP.begin(seed, size) as simulation:
            return await act(simulation)

    return asyncio.run(acted())


def play(calls: Iterable[tuple[str, dict[str, Any]]], seed: int = 0, size: int = SIZE) -> Played:
    """Make calls of the assistant in a fresh shop."""

    async def act(simulation: LocalSimulation[Shop]) -> Played:
        before = simulation.snapshot()
        results = [await simulation.call("assistant", tool, arguments) for tool, arguments in calls]
        return Played(results, before, simulation.snapshot())

    return in_shop(seed, size, act)


def play_plan(calls: Iterable[PlannedCall], seed: int, size: int = SIZE) -> Played:
    """Make the calls of a plan in a fresh shop."""
    return play([(each.tool, each.given()) for each in calls], seed, size)


def shop_of(seed: int, size: int = SIZE) -> Shop:
    """Return the state of a fresh shop."""
    return Shop.model_validate(play([], seed, size).before)


def corner_of(seed: int, size: int = SIZE) -> Corner:
    """Return the corner that a seed draws."""
    return Corner.model_validate(SHOP.corner(play([], seed, size).before, random.Random(seed)))


def proposed(seed: int, variant: Variant, size: int = SIZE) -> Blueprint | None:
    """Return the task that a seed draws."""
    return propose(corner_of(seed, size), random.Random(f"{seed} {variant}"), variant)


def drawn(seeds: Iterable[int], variants: Iterable[Variant] = Variant) -> Iterator[tuple[int, Variant, Blueprint]]:
    """Draw tasks of these variants."""
    for seed in seeds:
        for variant in variants:
            blueprint = proposed(seed, variant)
            if blueprint is not None:
                yield seed, variant, blueprint


def hash_after(played: Played) -> str:
    """Return the hash of the end state."""
    return state_hash(played.after, SHOP.ordered)


def faults(plan: Blueprint, calls: list[PlannedCall], played: Played) -> set[str]:
    """Say what an independent reader misses in calls that are to solve a task, without knowing its end state."""
    said = " ".join((plan.goal, *plan.known))
    told = list(leaves([each.value for each in played.results]))
    found = {f"never learnt: {value}" for value in plan.tells if calls and value not in told}
    heard = said
    for each, result in zip(calls, played.results, strict=True):
        found |= {f"made up: {name}" for name in _ID.findall(each.arguments) if name not in heard}
        heard += json.dumps(result.value)
    tools = [each.tool for each in calls]
    if not needed_by(plan, calls) <= {*tools, *looked_up(calls)}:
        found.add("not looked up")
    if not set(tools) <= {"find_products", "get_product", "verify_customer"} and "verify_customer" not in tools:
        found.add("not verified")
    return found


def needed_by(plan: Blueprint, calls: list[PlannedCall]) -> set[str]:
    """Return the look-ups that the policy wants: of what is changed, and of what is declined if the plan has them."""
    planned = {each.tool for each in plan.calls}
    about = {str(each.given()["order_id"]) for each in calls if each.tool in WRITES and "order_id" in each.given()}
    declined = {read for tool in plan.forbidden for read in READS.get(tool, set()) if read in planned}
    return about | declined | {read for each in calls for read in READS.get(each.tool, set())}


def looked_up(calls: list[PlannedCall]) -> set[str]:
    """Return the orders that were looked up."""
    return {str(each.given()["order_id"]) for each in calls if each.tool == "get_order"}


def leaves(value: object) -> Iterator[str]:
    """Return every value in a result as it may be told: amounts in euros."""
    if is_mapping(value):
        yield from (leaf for each in value.values() for leaf in leaves(each))
    elif is_list(value):
        yield from (leaf for each in value for leaf in leaves(each))
    elif isinstance(value, int):
        yield f"{abs(value) / 100:.2f}"
    elif value is not None:
        yield str(value)


def names_a_tool(text: str) -> bool:
    """Whether a text names a tool of the shop."""
    return any(tool.name in text for tool in SHOP.tools)


def net_by_order(state: State) -> dict[str, int]:
    """Return what is taken and not given back, by order, from the tables of payments and refunds."""
    shop = Shop.model_validate(dict(state))
    net = dict.fromkeys(shop.orders, 0)
    for payment in shop.payments.values():
        net[payment.order_id] += payment.cents
    for refund in shop.refunds.values():
        net[refund.order_id] -= refund.cents
    return net


def words_of(state: State) -> list[str]:
    """Return the strings of a state that an argument could be: ids and values."""
    found = set(leaves(state))
    with suppress(KeyError):
        found |= {key for table in state.values() if is_mapping(table) for key in map(str, table)}
    shop = Shop.model_validate(dict(state))
    found |= {key for order in shop.orders.values() for key in order.items}
    found |= {key for product in shop.products.values() for key in product.choices}
    found |= {key for customer in shop.customers.values() for key in customer.methods}
    return sorted(found)
