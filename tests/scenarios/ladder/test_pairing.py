"""The rung of pairing: every call has an id of its own, counted up."""

from on_the_ladder import edited, errand, findings
from tampered_records import Record, calls_in

CANCEL = errand("cancel_order")


def test_ids_that_two_calls_share_block_at_both() -> None:
    def twice(record: Record) -> None:
        calls_in(record)[1][1]["id"] = "call_1"

    assert len(findings(edited(CANCEL, twice), "pairing")) == 2


def test_ids_that_do_not_count_up_block() -> None:
    def swapped(record: Record) -> None:
        one, two = calls_in(record)[0][1], calls_in(record)[1][1]
        one["id"], two["id"] = two["id"], one["id"]

    problems = [each.problem for each in findings(edited(CANCEL, swapped), "pairing")]
    assert problems == ["the call call_2 is not the 1. one", "the call call_1 is not the 2. one"]
