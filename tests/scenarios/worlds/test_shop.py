"""The shop: the same everywhere, conserves what it must, and leaves to the policy what is the policy's."""

import json
import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from dramaturg.runtime.orders import orders_in, without_orders
from dramaturg.scenarios.local_world import LocalSimulation, Refused
from dramaturg.scenarios.state import differences, state_hash
from dramaturg.scenarios.world import WORLDS
from dramaturg.scenarios.worlds.shop import SHOP
from dramaturg.scenarios.worlds.shop.names import NAMES, PLANTED_TOOLS, planted_in
from dramaturg.scenarios.worlds.shop.records import pay_back
from dramaturg.scenarios.worlds.shop.state import Order, Shop
from shop_kept import assert_kept, owed
from shop_play import corner_of, in_shop, names_a_tool, net_by_order, play, shop_of

HASH = """
import asyncio
from dramaturg.scenarios.state import state_hash
from dramaturg.scenarios.worlds.shop import SHOP
async def main():
    async with SHOP.begin(7, 5) as simulation:
        print(state_hash(simulation.snapshot()))
asyncio.run(main())
"""


def order_that(shop: Shop, status: str, **wanted: bool) -> tuple[str, Order]:
    """Return the first order of a status that has returns, or is old, as wanted."""
    returned = {each.order_id for each in shop.returns.values()}
    for order_id, order in shop.orders.items():
        if order.status == status and (order_id in returned) == wanted.get("returned", False):
            return order_id, order
    raise AssertionError(f"no {status} order")


def error_of(tool: str, arguments: dict[str, Any], seed: int = 0) -> str:
    """Return why a call is refused in a fresh shop, which must be as it was afterwards."""
    played = play([(tool, arguments)], seed)
    assert played.before == played.after
    assert not played.results[0].changed
    return played.results[0].error or ""


def test_it_is_found_by_name() -> None:
    assert WORLDS.get("shop") is SHOP


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_same_seed_gives_the_same_state_in_a_fresh_process(hash_seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HASH],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == state_hash(play([], 7, 5).before)


def test_other_seeds_and_sizes_give_other_states() -> None:
    states = {state_hash(play([], seed, size).before) for seed in range(10) for size in (1, 2, 4)}
    assert len(states) == 30


@pytest.mark.parametrize("size", [0, 1, 4, 40])
def test_the_size_is_the_number_of_customers(size: int) -> None:
    assert len(shop_of(0, size).customers) == size


@pytest.mark.parametrize("seed", range(10))
def test_four_customers_bring_every_situation(seed: int) -> None:
    shop = shop_of(seed, 4)
    assert {order.status for order in shop.orders.values()} == {"pending", "shipped", "delivered"}
    assert {each.status for each in shop.returns.values()} == {"announced", "received"}
    assert {product.final_sale for product in shop.products.values()} == {True, False}
    assert any(not choice.stock for product in shop.products.values() for choice in product.choices.values())
    hostile = [planted_in(order.note) for order in shop.orders.values()]
    assert sum(each is not None for each in hostile) == 4


@pytest.mark.parametrize("seed", range(20))
def test_the_data_hangs_together(seed: int) -> None:
    shop = shop_of(seed, 6)
    assert_kept(shop.model_dump(mode="json"), shop.model_dump(mode="json"))
    for order in shop.orders.values():
        assert order.placed <= shop.today
        assert (order.delivery.delivered or order.placed) <= shop.today
        assert (order.status == "delivered") == (order.delivery.delivered is not None)
        assert order.status == "delivered" or order.delivery.promised > shop.today
        assert {item.product_id for item in order.items.values()} <= shop.products.keys()
    assert len({customer.email for customer in shop.customers.values()}) == 6


def test_ids_do_not_tell_how_many_there_are() -> None:
    shop = shop_of(3, 30)
    for table in (shop.customers, shop.orders, shop.products, shop.payments):
        numbers = sorted(int(key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for key in table)
        assert min(later - earlier for earlier, later in pairwise(numbers)) > 1
        assert numbers[0] >= 10**6


def test_a_snapshot_brings_everything_back() -> None:
    shop = shop_of(0)
    order_id, _ = order_that(shop, "pending")

    async def act(simulation: LocalSimulation[Shop]) -> None:
        before = simulation.snapshot()
        kept = json.dumps(before)
        done = await simulation.call("assistant", "cancel_order", {"order_id": order_id, "reason": "takes too long"})
        assert done.changed
        after = simulation.snapshot()
        assert json.dumps(before) == kept, "a snapshot is a value of its own"
        simulation.restore(before)
        assert simulation.snapshot() == before
        again = await simulation.call("assistant", "cancel_order", {"order_id": order_id, "reason": "takes too long"})
        assert (again, simulation.snapshot()) == (done, after)

    in_shop(0, 4, act)


def test_a_cancellation_differs_in_status_stock_and_refund() -> None:
    order_id, order = order_that(shop_of(0), "pending")
    played = play([("cancel_order", {"order_id": order_id, "reason": "ordered by mistake"})])
    found = {each.path.split(".")[0]: each.change for each in differences(played.before, played.after)}
    assert found == {"orders": "changed", "products": "changed", "refunds": "added"}
    assert played.results[0].value["refund_cents"] == net_by_order(played.before)[order_id]
    assert net_by_order(played.after)[order_id] == 0
    for item in order.items.values():
        before, after = (Shop.model_validate(each) for each in (played.before, played.after))
        stock = [each.products[item.product_id].choices[item.sku].stock for each in (before, after)]
        assert stock[1] == stock[0] + 1


def test_the_tools_are_told_in_full() -> None:
    assert 8 <= len(SHOP.tools) <= 16
    for tool in SHOP.tools:
        properties = tool.parameters["properties"]
        assert tool.parameters["additionalProperties"] is False
        assert set(tool.parameters["required"]) == set(properties)
        assert all(each.get("description") for each in properties.values()), tool.name
        assert tool.actor == "assistant"
        assert len(tool.about.split()) >= 6


def test_no_text_names_a_tool() -> None:
    """Where tools have other names, a text that names them would mislead."""
    assert not names_a_tool(SHOP.policy)
    for tool in SHOP.tools:
        assert not names_a_tool(f"{tool.about} {json.dumps(list(tool.parameters['properties'].values()))}")


def test_unknown_tools_actors_and_arguments_are_errors() -> None:
    assert "no tool" in error_of("drop_database", {})
    assert "Field required" in error_of("get_order", {})
    assert "not permitted" in error_of("get_order", {"order_id": "W1", "verbose": True})
    assert "Input should be" in error_of("hand_over", {"customer_id": "C1", "topic": "pizza"})

    async def as_user(simulation: LocalSimulation[Shop]) -> str | None:
        return (await simulation.call("user", "get_order", {"order_id": "W1"})).error

    assert "no tool" in (in_shop(0, 1, as_user) or "")


def test_what_the_facts_forbid_is_refused_in_words() -> None:
    shop = shop_of(0)
    pending, order = order_that(shop, "pending")
    delivered, bought = order_that(shop, "delivered")
    item_id, item = next(iter(bought.items.items()))
    other_item = next(iter(order.items))
    customer = shop.customers[order.customer_id]
    stranger = next(key for key in shop.customers if key != order.customer_id)
    swapped = {"order_id": delivered, "item_id": item_id, "payment_method_id": bought.method_id}
    reason = "defect"
    assert "e-mail" in error_of("verify_customer", {"email": customer.email, "postcode": "0"})
    assert "the account lists" in error_of("get_order", {"order_id": "W0000001"})
    assert "delivered" in error_of("cancel_order", {"order_id": delivered, "reason": "takes too long"})
    assert "pending" in error_of("open_return", {"order_id": pending, "item_ids": [other_item], "reason": reason})
    assert "each once" in error_of("open_return", {"order_id": delivered, "item_ids": [], "reason": reason})
    assert "the order lists" in error_of(
        "open_return", {"order_id": delivered, "item_ids": [other_item], "reason": reason}
    )
    assert "the product lists" in error_of("exchange_item", {**swapped, "new_sku": "S1"})
    assert "has" in error_of("exchange_item", {**swapped, "new_sku": item.sku})
    assert "YYYY" in error_of("reschedule_delivery", {"order_id": pending, "day": "next week"})
    assert "YYYY" in error_of("reschedule_delivery", {"order_id": pending, "day": "20260101"})
    assert shop.today in error_of("reschedule_delivery", {"order_id": pending, "day": shop.today})
    foreign_method = next(iter(shop.customers[stranger].methods))
    assert "of this customer" in error_of(
        "change_order_payment", {"order_id": pending, "payment_method_id": foreign_method}
    )
    too_much = {"order_id": delivered, "amount_cents": 10**7, "reason": "goodwill"}
    assert "at most" in error_of("give_credit", too_much)
    empty = {"order_id": pending, "street": " ", "postcode": "1", "town": "x"}
    assert "must all be given" in error_of("change_order_address", empty)
    return_id = next(key for key, each in shop.returns.items() if each.status == "announced")
    method_id = shop.orders[shop.returns[return_id].order_id].method_id
    assert "announced" in error_of("refund_return", {"return_id": return_id, "payment_method_id": method_id})


def test_what_is_done_is_not_done_twice() -> None:
    shop = shop_of(0)
    delivered, bought = order_that(shop, "delivered")
    return_id = next(key for key, each in shop.returns.items() if each.status == "received")
    method_id = shop.orders[shop.returns[return_id].order_id].method_id
    items = [next(iter(bought.items))]
    credit = {"order_id": delivered, "amount_cents": 1000, "reason": "late delivery"}
    for tool, arguments, again in (
        ("give_credit", credit, "already"),
        ("open_return", {"order_id": delivered, "item_ids": items, "reason": "defect"}, "coming back"),
        ("refund_return", {"return_id": return_id, "payment_method_id": method_id}, "is refunded"),
        ("hand_over", {"customer_id": bought.customer_id, "topic": "legal"}, "already"),
    ):
        first, second = play([(tool, arguments)] * 2).results
        assert first.error is None, (tool, first.error)
        assert first.changed
        assert again in (second.error or ""), tool


def test_terms_are_left_to_the_policy() -> None:
    """An assistant that ignores the policy can do wrong here: that is what trajectories are checked for."""
    shop = shop_of(0)
    old = min(
        (key for key, each in shop.orders.items() if each.status == "delivered"),
        key=lambda key: shop.orders[key].delivery.delivered or "",
    )
    items = [next(iter(shop.orders[old].items))]
    late = play([("open_return", {"order_id": old, "item_ids": items, "reason": "defect"})])
    assert late.results[0].error is None
    return_id, returned = next((key, each) for key, each in shop.returns.items() if each.status == "received")
    order = shop.orders[returned.order_id]
    other = next(key for key in shop.customers[order.customer_id].methods if key != order.method_id)
    assert play([("refund_return", {"return_id": return_id, "payment_method_id": other})]).results[0].changed


def test_a_gift_card_pays_no_more_than_it_holds() -> None:
    """Over many shops: paying by gift card succeeds exactly where the balance suffices."""
    seen = Counter[bool]()
    for seed in range(12):
        shop = shop_of(seed)
        for order_id, order in shop.orders.items():
            for method_id, method in shop.customers[order.customer_id].methods.items():
                if order.status == "pending" and method.balance_cents is not None:
                    arguments = {"order_id": order_id, "payment_method_id": method_id}
                    played = play([("change_order_payment", arguments)], seed)
                    enough = method.balance_cents >= net_by_order(played.before)[order_id]
                    assert played.results[0].changed == enough
                    assert_kept(played.before, played.after)
                    seen[enough] += 1
    assert min(seen[True], seen[False]) > 3


def test_no_more_is_given_back_than_was_taken() -> None:
    shop = shop_of(0)
    order_id, order = order_that(shop, "delivered")
    with pytest.raises(Refused, match="can be given back"):
        pay_back(shop, order_id, order.method_id, owed(order) + 1, "return")
    pay_back(shop, order_id, order.method_id, owed(order), "return")
    assert net_by_order(shop.model_dump())[order_id] == 0


def test_a_corner_is_one_customers_and_gives_no_orders() -> None:
    for seed in range(40):
        corner = corner_of(seed)
        assert {order.customer_id for order in corner.orders.values()} == {corner.customer_id}
        shop = shop_of(seed)
        assert corner.foreign_order_id is not None
        assert shop.orders[corner.foreign_order_id].customer_id != corner.customer_id
        assert {key: planted_in(shop.orders[key].note) for key in corner.hostile} == corner.hostile
        assert corner.hostile
        text = corner.model_dump_json()
        assert without_orders(text) == text, "a prompt would tear this corner"
        assert not any(tool in text for tool in NAMES.hostile)


def test_some_hostile_notes_are_known_orders_and_some_are_not() -> None:
    seen = {bool(orders_in(note.format(tool=PLANTED_TOOLS[0]))) for note in NAMES.hostile}
    assert seen == {True, False}
    assert not any(planted_in(note) or orders_in(note) for note in NAMES.notes)
