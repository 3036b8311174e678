"""Whatever is called in the shop, and in whatever order: reading changes nothing, money and stock are kept."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaturg.scenarios.state import state_hash
from dramaturg.scenarios.world import Tool
from dramaturg.scenarios.worlds.shop import SHOP
from dramaturg.scenarios.worlds.shop.names import planted_in
from shop_kept import assert_kept
from shop_play import names_a_tool, play, shop_of, words_of

START = play([], 11, 2).before
# A refusal repeats what was given; hostile notes name tools.
WORDS = [word for word in words_of(START) if planted_in(word) is None]


def arguments_for(tool: Tool) -> st.SearchStrategy[dict[str, Any]]:
    """Draw arguments that fit a tool's schema, mostly from the state."""
    return st.fixed_dictionaries({key: _values(key, each) for key, each in tool.parameters["properties"].items()})


def _values(name: str, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        return st.integers(-1000, 100_000)
    prefix = PREFIXES.get(name, "")
    fitting = [word for word in WORDS if prefix and word.startswith(prefix)]
    words = st.sampled_from(fitting) if fitting else st.sampled_from(WORDS) | st.text(max_size=12)
    return st.lists(words, max_size=2) if schema["type"] == "array" else words


PREFIXES = {
    "customer_id": "C",
    "order_id": "W",
    "item_id": "I",
    "item_ids": "I",
    "product_id": "P",
    "return_id": "R",
    "payment_method_id": "pm",
    "sku": "S",
    "new_sku": "S",
    "day": "2026-",
}


def calls_of(tools: Sequence[Tool]) -> st.SearchStrategy[list[tuple[str, dict[str, Any]]]]:
    """Draw a few calls of some tools."""
    drawn = st.sampled_from(tools).flatmap(lambda tool: st.tuples(st.just(tool.name), arguments_for(tool)))
    return st.lists(drawn, max_size=8)


READS = [tool for tool in SHOP.tools if tool.effect == "read"]


@settings(max_examples=60)
@given(calls_of(READS))
def test_reading_changes_nothing(calls: list[tuple[str, dict[str, Any]]]) -> None:
    played = play(calls, 11, 2)
    assert played.before == played.after
    assert not any(each.changed for each in played.results)


@settings(max_examples=60)
@given(calls_of(SHOP.tools))
def test_whatever_is_called_money_and_stock_are_kept(calls: list[tuple[str, dict[str, Any]]]) -> None:
    played = play(calls, 11, 2)
    assert_kept(played.before, played.after)
    changed = state_hash(played.before) != state_hash(played.after)
    assert changed <= any(each.changed for each in played.results)
    assert not any(each.changed and each.error for each in played.results)
    assert not any(names_a_tool(each.error or "") for each in played.results)


def targeted(seed: int, length: int) -> list[tuple[str, dict[str, Any]]]:
    """Draw calls that fit together: each about one order with its own items, methods and products."""
    rng, shop = random.Random(seed), shop_of(11, 2)
    calls: list[tuple[str, dict[str, Any]]] = []
    for _ in range(length):
        order_id, order = rng.choice(list(shop.orders.items()))
        item_id, item = rng.choice(list(order.items.items()))
        method_id = rng.choice(list(shop.customers[order.customer_id].methods))
        returns = [key for key, each in shop.returns.items() if each.order_id == order_id]
        sku = rng.choice(list(shop.products[item.product_id].choices))
        paid = {"order_id": order_id, "payment_method_id": method_id}
        calls.append(
            rng.choice(
                [
                    ("cancel_order", {"order_id": order_id, "reason": "takes too long"}),
                    ("change_order_payment", paid),
                    ("open_return", {"order_id": order_id, "item_ids": [item_id], "reason": "defect"}),
                    ("exchange_item", {**paid, "item_id": item_id, "new_sku": sku}),
                    ("exchange_item", {**paid, "item_id": item_id, "new_sku": sku}),
                    ("give_credit", {"order_id": order_id, "amount_cents": rng.randint(1, 3000), "reason": "goodwill"}),
                    *(("refund_return", {"return_id": key, "payment_method_id": method_id}) for key in returns),
                ]
            )
        )
    return calls


@pytest.mark.parametrize("seed", range(25))
def test_calls_that_fit_together_keep_money_and_stock(seed: int) -> None:
    played = play(targeted(seed, 40), 11, 2)
    assert sum(each.changed for each in played.results) >= 5
    assert_kept(played.before, played.after)
