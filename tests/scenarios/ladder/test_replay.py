"""The rung of replay: what is on record is what a fresh world gives."""

from collections.abc import Callable

import pytest

from on_the_ladder import act_of, call_of, edited, errand, findings
from tampered_records import Record, record_of

CANCEL = errand("cancel_order")


def result_of(record: Record) -> Record:
    return call_of(record, "cancel_order")["result"]


def value_of(record: Record) -> Record:
    return result_of(record)["value"]


def as_float(record: Record) -> None:
    value_of(record)["refund_cents"] = float(value_of(record)["refund_cents"])


EDITS: dict[str, Callable[[Record], object]] = {
    "a value": lambda record: value_of(record).update(refund_cents=1),
    "a value of another type": as_float,
    "a value less": lambda record: value_of(record).pop("status"),
    "a value more": lambda record: value_of(record).update(bonus=None),
    "changed nothing": lambda record: result_of(record).update(changed=False),
    "an error": lambda record: result_of(record).update(error="it is shipped"),
    "a change less": lambda record: call_of(record, "cancel_order")["changes"].pop(),
    "another change": lambda record: call_of(record, "cancel_order")["changes"][0].update(after="x"),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_result_that_the_world_does_not_give_blocks_where_it_stands(name: str) -> None:
    record = record_of(CANCEL)
    place = act_of(record, call_of(record, "cancel_order")) + 1
    assert [each.where for each in findings(edited(CANCEL, EDITS[name]), "replay")] == [f"turn {place} assistant"]


def test_results_are_compared_as_json_so_that_keys_may_stand_in_any_order() -> None:
    def turned(record: Record) -> None:
        result_of(record)["value"] = dict(reversed(value_of(record).items()))

    assert not findings(edited(CANCEL, turned), "replay")


def test_an_end_state_that_the_calls_do_not_lead_to_blocks() -> None:
    [finding] = findings(edited(CANCEL, lambda record: record.update(state="0" * 24)), "replay")
    assert finding.where == f"turn {len(CANCEL.acts)} assistant"


def test_another_policy_blocks() -> None:
    assert findings(edited(CANCEL, lambda record: record.update(policy="Do as you like.")), "replay")


@pytest.mark.parametrize("key", ["about", "parameters", "real"])
def test_tools_that_were_offered_otherwise_block(key: str) -> None:
    other: Record = {"about": "It cancels.", "parameters": {}, "real": "get_order"}
    assert findings(edited(CANCEL, lambda record: record["tools"][0].update({key: other[key]})), "replay")
