"""The rung of the end state: the world is as the task's own solution leaves it."""

import pytest

from dramaturg.scenarios.blueprint import Variant
from on_the_ladder import act_of, call_of, edited, errand, findings, made
from tampered_records import Record

CANCEL = errand("cancel_order")


def without_write(record: Record) -> None:
    del record["acts"][act_of(record, call_of(record, "cancel_order"))]


def test_what_was_not_done_blocks() -> None:
    [finding] = findings(edited(CANCEL, without_write, is_true=True), "end_state")
    assert finding.problem == "the world is not as the task asks"


def test_something_more_blocks() -> None:
    customer = call_of(CANCEL.model_dump(mode="json"), "verify_customer")["result"]["value"]["customer_id"]
    more = made("assistant", "hand_over", customer_id=customer, topic="complaint")
    assert findings(edited(CANCEL, lambda record: record["acts"].insert(-3, more), is_true=True), "end_state")


@pytest.mark.parametrize("variant", [Variant.IMPOSSIBLE, Variant.AGAINST_POLICY])
def test_nothing_may_change_where_it_must_be_declined(variant: Variant) -> None:
    declined = errand("verify_customer", variant)
    customer = call_of(declined.model_dump(mode="json"), "verify_customer")["result"]["value"]["customer_id"]
    more = made("assistant", "hand_over", customer_id=customer, topic="complaint")
    [finding] = findings(edited(declined, lambda record: record["acts"].insert(-3, more), is_true=True), "end_state")
    assert finding.problem == "something was changed that must not be"


def test_another_way_to_the_same_end_is_as_good() -> None:
    customer = call_of(CANCEL.model_dump(mode="json"), "verify_customer")["result"]["value"]["customer_id"]
    look = made("assistant", "get_customer", customer_id=customer)
    assert not findings(edited(CANCEL, lambda record: record["acts"].insert(-4, look), is_true=True), "end_state")


def test_a_task_whose_solution_does_not_hold_blocks() -> None:
    def unsolvable(record: Record) -> None:
        record["blueprint"]["calls"][-1]["arguments"] = '{"order_id": "W0000000", "reason": "no longer needed"}'

    [finding] = findings(edited(CANCEL, unsolvable), "end_state")
    assert "the task's own solution does not hold" in finding.problem
