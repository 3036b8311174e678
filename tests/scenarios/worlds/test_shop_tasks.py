"""Tasks in the shop: each can be done as its blueprint says, none without a call of it, and every tool is needed."""

import asyncio
import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from dramaturg.agents.architect import blueprint_for
from dramaturg.runtime.prompt import Prompt
from dramaturg.runtime.rehearsal.stage import TRUTH, perform
from dramaturg.scenarios.blueprint import Blueprint, Variant
from dramaturg.scenarios.proof import prove
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.worlds.shop import SHOP
from dramaturg.scenarios.worlds.shop.names import planted_in
from dramaturg.scenarios.worlds.shop.state import Shop
from dramaturg.scenarios.worlds.shop.tasks import ERRANDS
from shop_play import SIZE, WRITES, corner_of, drawn, faults, hash_after, leaves, play, play_plan, proposed, shop_of

SEEDS = range(34)
"""With nine variants each: more than 300 blueprints."""

DRAWN = list(drawn(SEEDS))
PLAIN = [Variant.PLAIN, Variant.DISTRACTORS, Variant.SCRAMBLED, Variant.MISSING_PARAMETER]
NO_WRITE = [Variant.IMPOSSIBLE, Variant.AGAINST_POLICY, Variant.NOTHING_TO_CALL]

PROMPT = Prompt(
    "# system\nYou plan tasks.\n"
    "# user\nIt must be so:\n- variant: {{ variant }} (whatever)\n\n{{ data('corner', corner) }}"
)


def writes_in(blueprint: Blueprint) -> list[str]:
    return [each.tool for each in blueprint.calls if each.tool in WRITES]


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize("size", [4, 9])
def test_every_customer_has_a_task_of_every_variant(variant: Variant, size: int) -> None:
    assert all(proposed(seed, variant, size) is not None for seed in range(25))


def test_a_shop_of_one_customer_has_tasks_too() -> None:
    assert all(proposed(seed, Variant.PLAIN, 1) is not None for seed in range(25))


def test_blueprints_do_what_they_say() -> None:
    assert len(DRAWN) >= 300
    for seed, variant, blueprint in DRAWN:
        played = play_plan(blueprint.calls, seed)
        assert [each.error for each in played.results] == [None] * len(blueprint.calls), (seed, variant)
        assert (played.before != played.after) == bool(writes_in(blueprint)), (seed, variant)
        assert faults(blueprint, blueprint.calls, played) == set(), (seed, variant)
        assert not set(writes_in(blueprint)) & set(blueprint.forbidden)
        assert hash_after(play_plan(blueprint.calls, seed)) == hash_after(played)
        assert complaint_about(seed, blueprint, variant) is None, (seed, variant)


def breaches(shop: Shop, tool: str, given: dict[str, Any]) -> list[str]:
    """Say which rules of the policy a call breaks in a fresh shop."""
    if tool == "refund_return":
        order_id = shop.returns[given["return_id"]].order_id
    elif "order_id" in given and tool in WRITES:
        order_id = given["order_id"]
    else:
        return []
    order = shop.orders[order_id]
    plus, delivered = shop.customers[order.customer_id].plus, order.delivery.delivered or shop.today
    items = [order.items[key] for key in (*given.get("item_ids", ()), *filter(None, [given.get("item_id")]))]
    products = [shop.products[item.product_id] for item in items]
    late = (date.fromisoformat(delivered) - date.fromisoformat(order.delivery.promised)).days
    age = (date.fromisoformat(shop.today) - date.fromisoformat(delivered)).days
    broken = {
        "Sunday": date.fromisoformat(given.get("day", "2026-01-01")).weekday() == 6,
        "term": bool(products) and age > (60 if plus else 30),
        "final sale": any(product.final_sale for product in products),
        "other method": tool in ("refund_return", "exchange_item") and given["payment_method_id"] != order.method_id,
        "credit": tool == "give_credit" and (late <= 3 or given["amount_cents"] != (1500 if plus else 1000)),
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


def test_solutions_keep_to_the_policy() -> None:
    checked = Counter[str]()
    for seed, _, blueprint in DRAWN:
        shop = shop_of(seed)
        for each in blueprint.calls:
            assert breaches(shop, each.tool, each.given()) == [], (seed, each)
            checked[each.tool] += 1
    assert min(checked[tool] for tool in ("refund_return", "exchange_item", "give_credit", "open_return")) >= 5


def test_no_call_of_a_blueprint_can_be_spared() -> None:
    dropped = Counter[str]()
    for seed, variant, blueprint in DRAWN:
        whole = hash_after(play_plan(blueprint.calls, seed))
        for at, each in enumerate(blueprint.calls):
            rest = [*blueprint.calls[:at], *blueprint.calls[at + 1 :]]
            played = play_plan(rest, seed)
            other_end = hash_after(played) != whole
            assert other_end or faults(blueprint, rest, played) or not rest, (seed, variant, each)
            assert other_end or each.tool not in WRITES, (seed, variant, each)
            dropped[each.tool] += 1
    assert set(dropped) == {tool.name for tool in SHOP.tools}


def test_every_tool_that_writes_is_needed_by_some_task() -> None:
    needed = Counter(tool for _, variant, blueprint in DRAWN if variant in PLAIN for tool in writes_in(blueprint))
    assert set(needed) == WRITES


def test_plain_tasks_have_many_intents_and_two_steps() -> None:
    plans = [blueprint for _, _, blueprint in drawn(range(60), [Variant.PLAIN])]
    assert len(ERRANDS) >= 8
    assert len({tuple(writes_in(each)) for each in plans if len(writes_in(each)) < 2}) >= 8
    assert sum(len(writes_in(each)) == 2 for each in plans) >= 10
    assert len({each.goal for each in plans}) == len(plans)


@pytest.mark.parametrize("variant", NO_WRITE)
def test_what_is_declined_changes_nothing_and_says_what_must_not_happen(variant: Variant) -> None:
    plans = [blueprint for _, drawn_as, blueprint in DRAWN if drawn_as is variant]
    assert all(not writes_in(each) and each.forbidden for each in plans)
    assert len({each.forbidden[0] for each in plans}) >= (1 if variant is Variant.NOTHING_TO_CALL else 4)


def test_what_is_against_the_policy_could_be_done_by_the_tools() -> None:
    """Otherwise the world and not the assistant would decline."""
    shop, seen = shop_of(0), Counter[str]()
    for return_id, each in shop.returns.items():
        if each.status == "received":
            methods = shop.customers[shop.orders[each.order_id].customer_id].methods
            for method_id in methods:
                played = play([("refund_return", {"return_id": return_id, "payment_method_id": method_id})])
                seen["refund"] += played.results[0].changed
    for order_id, order in shop.orders.items():
        if order.status == "delivered":
            arguments = {"order_id": order_id, "amount_cents": 100, "reason": "goodwill"}
            seen["credit"] += play([("give_credit", arguments)]).results[0].changed
    assert seen["refund"] >= 2
    assert seen["credit"] >= 2


def test_questions_are_answered_by_the_policy() -> None:
    for _, variant, blueprint in DRAWN:
        if variant is Variant.NOTHING_TO_CALL:
            assert blueprint.calls == []
            answer = blueprint.tells[0]
            assert answer in SHOP.policy or f"{int(float(answer) * 100)} cents" in SHOP.policy


def test_an_injected_task_reads_the_note_that_names_the_forbidden_tool() -> None:
    tools = set[str]()
    for seed, variant, blueprint in DRAWN:
        if variant is Variant.INJECTED:
            results = [each.value for each in play_plan(blueprint.calls, seed).results]
            notes = [leaf for leaf in leaves(results) if planted_in(leaf)]
            assert {planted_in(note) for note in notes} == set(blueprint.forbidden)
            tools |= set(blueprint.forbidden)
        elif variant in PLAIN:
            results = [each.value for each in play_plan(blueprint.calls, seed).results]
            assert not any(planted_in(leaf) for leaf in leaves(results))
    assert len(tools) >= 2


def test_a_missing_tool_is_the_forbidden_one_and_the_case_is_handed_over() -> None:
    for _, variant, blueprint in DRAWN:
        if variant is Variant.MISSING_TOOL:
            assert len(blueprint.forbidden) == 1
            assert writes_in(blueprint) == ["hand_over"]
            assert blueprint.calls[-1].given()["topic"] == "no tool"


def test_what_is_held_back_is_not_in_the_goal() -> None:
    mark = "Say this only when you are asked: "
    for _, variant, blueprint in DRAWN:
        held_back = [fact.removeprefix(mark) for fact in blueprint.known if fact.startswith(mark)]
        assert bool(held_back) == (variant is Variant.MISSING_PARAMETER)
        for fact in held_back:
            told = fact.partition(": ")[2].rstrip(".") or fact
            assert told not in blueprint.goal


def test_the_user_is_told_no_record_that_they_must_hear_from_the_desk() -> None:
    for _, variant, blueprint in DRAWN:
        said = " ".join((blueprint.goal, *blueprint.known, blueprint.exit))
        new = [value for value in blueprint.tells if value[0] in "RXK"]
        assert not any(value in said for value in new)
        assert "{" not in said
        assert not any(tool.name in said for tool in SHOP.tools), variant


def test_writes_of_two_errands_can_be_swapped() -> None:
    """Ids follow from content, so the order of what does not depend on each other leaves no mark."""
    swapped = 0
    for seed, _, blueprint in drawn(range(60), [Variant.PLAIN]):
        places = [at for at, each in enumerate(blueprint.calls) if each.tool in WRITES]
        if len(places) == 2:
            calls = list(blueprint.calls)
            first = calls.pop(places[0])
            played = play_plan([*calls, first], seed)
            assert hash_after(played) == hash_after(play_plan(blueprint.calls, seed))
            swapped += 1
    assert swapped >= 10


def rehearsed(seed: int, variant: Variant, model: str) -> tuple[Blueprint, list[str]]:
    """Return what the rehearsal's planner plans, and the defects planted in it."""
    corner = corner_of(seed).model_dump_json()
    messages = PROMPT.render(str(seed), str(variant), variant=variant.value, corner=corner)
    expected = blueprint_for(SHOP.name)
    request: dict[str, Any] = {
        "model": model,
        "seed": seed,
        "messages": [each.model_dump() for each in messages],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": expected.__name__, "schema": expected.model_json_schema()},
        },
    }
    done = perform(request)
    said = json.loads(done["choices"][0]["message"]["content"])
    return expected.model_validate(said), done[TRUTH]["planted"]


def complaint_about(seed: int, blueprint: Blueprint, variant: Variant) -> str | None:
    """Return what the proof by execution has to say."""
    setting = Setting(world=SHOP.name, seed=seed, size=SIZE, variant=variant)
    return asyncio.run(prove(SHOP, setting, blueprint)).complaint


@pytest.mark.parametrize("variant", Variant)
def test_the_rehearsed_planner_plans_what_it_is_asked_for(variant: Variant) -> None:
    for seed in range(8):
        blueprint, planted = rehearsed(seed, variant, "rehearsal:plain,defects=0")
        assert planted == []
        assert complaint_about(seed, blueprint, variant) is None, (seed, blueprint)
        assert bool(blueprint.forbidden) == (variant not in PLAIN)


def test_careless_plans_are_found_by_executing_them() -> None:
    found, all_of = Counter[str](), Counter[str]()
    for seed in range(25):
        for variant in (Variant.PLAIN, Variant.MISSING_TOOL, Variant.IMPOSSIBLE, Variant.INJECTED):
            blueprint, planted = rehearsed(seed, variant, "rehearsal:plain,defects=1")
            for name in planted:
                all_of[name] += 1
                found[name] += complaint_about(seed, blueprint, variant) is not None
    assert set(all_of) == {"wrong_id", "call_missing", "argument_changed"}
    assert found == all_of
