"""The rung of order: what the policy wants first came first, in an earlier turn, and about the same thing."""

import asyncio
import json

import pytest

from dramaturg.scenarios.blueprint import PlannedCall, Variant
from dramaturg.scenarios.proof import prove
from dramaturg.scenarios.world import WORLDS, Effect
from on_the_ladder import act_of, call_of, edited, errand, findings, said
from tampered_records import Record

CANCEL = errand("cancel_order")


def told_first(record: Record) -> None:
    """Let the user tell all that the change takes, so that nothing in it is made up."""
    call = call_of(record, "cancel_order")
    record["acts"].insert(1, said("user", f"You need {', '.join(call['arguments'].values())}."))


def at_once(record: Record) -> None:
    told_first(record)
    act = record["acts"].pop(act_of(record, call_of(record, "cancel_order")))
    record["acts"].insert(2, act)


def test_a_change_before_its_look_ups_blocks_for_each_of_them() -> None:
    found = findings(edited(CANCEL, at_once, is_true=True), "order")
    assert sorted(each.problem.partition(" was called before ")[2] for each in found) == [
        "get_order had succeeded",
        "verify_customer had succeeded",
    ]
    assert {each.where for each in found} == {"turn 3 assistant"}


def test_the_end_state_alone_does_not_tell() -> None:
    assert not findings(edited(CANCEL, at_once, is_true=True), "end_state")
    assert not findings(CANCEL, "order")


def test_what_was_called_together_did_not_come_first() -> None:
    def together(record: Record) -> None:
        told_first(record)
        change = call_of(record, "cancel_order")
        record["acts"].pop(act_of(record, change))
        record["acts"][act_of(record, call_of(record, "get_order"))]["calls"].append(change)

    assert [each.problem for each in findings(edited(CANCEL, together, is_true=True), "order")] == [
        "cancel_order was called before get_order had succeeded"
    ]


def test_a_look_up_that_failed_was_none() -> None:
    def mistyped(record: Record) -> None:
        told_first(record)
        call_of(record, "verify_customer")["arguments"]["postcode"] = "00000"

    assert "verify_customer" in findings(edited(CANCEL, mistyped, is_true=True), "order")[0].problem


def orders_shown(record: Record) -> list[str]:
    """Return the orders that a look-up of the account showed."""
    shown = [call["result"]["value"] for act in record["acts"] for call in act["calls"]]
    return [each["order_id"] for value in shown if value and "orders" in value for each in value["orders"]]


def test_a_look_up_of_something_else_was_none() -> None:
    paid_otherwise = errand("change_order_payment", holds=lambda record: len(orders_shown(record)) > 1)

    def another(record: Record) -> None:
        look = call_of(record, "get_order")["arguments"]
        look["order_id"] = next(each for each in orders_shown(record) if each != look["order_id"])

    [finding] = findings(edited(paid_otherwise, another, is_true=True), "order")
    assert "get_order" in finding.problem


def test_a_change_that_failed_did_no_harm() -> None:
    def refused(record: Record) -> None:
        at_once(record)
        call_of(record, "cancel_order")["arguments"]["order_id"] = "W0000000"

    assert not findings(edited(CANCEL, refused, is_true=True), "order")


def test_other_names_do_not_hide_it() -> None:
    scrambled = errand("cancel_order", Variant.SCRAMBLED)
    assert findings(edited(scrambled, at_once, is_true=True), "order")


def test_a_solution_that_skips_what_comes_first_proves_nothing() -> None:
    calls = [call for call in CANCEL.blueprint.calls if call.tool != "get_order"]
    hasty = CANCEL.blueprint.model_copy(update={"calls": calls})
    proof = asyncio.run(prove(WORLDS.get("shop"), CANCEL.setting, hasty))
    assert "before get_order, which must have succeeded first" in (proof.complaint or "")
    wrong = PlannedCall(actor="assistant", tool="cancel_order", arguments=json.dumps({"order_id": "W0000000"}))
    failing = CANCEL.blueprint.model_copy(update={"calls": [wrong]})
    assert "before" not in (asyncio.run(prove(WORLDS.get("shop"), CANCEL.setting, failing)).complaint or "")


@pytest.mark.parametrize("name", ["shop", "device"])
def test_worlds_declare_tools_that_they_have_for_all_that_their_desk_changes(name: str) -> None:
    tools = WORLDS.get(name).tools
    own = {tool.name for tool in tools if tool.actor == "assistant"}
    for tool in tools:
        assert {*tool.after} <= own - {tool.name}
        assert bool(tool.after) == (tool.actor == "assistant" and tool.effect is Effect.WRITE)
