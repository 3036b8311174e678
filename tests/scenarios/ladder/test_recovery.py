"""Trajectories in which a call failed and was mended bear a mark."""

import asyncio

import pytest

from dramaturg.scenarios.ladder.climb import RECOVERY, climb
from dramaturg.scenarios.trajectory import Trajectory
from on_the_ladder import call_of, edited, errand, made
from tampered_records import Record

CANCEL = errand("cancel_order")


def mark(trajectory: Trajectory) -> str | None:
    found = [check.said for check in asyncio.run(climb(trajectory)).checks if check.name == RECOVERY]
    return found[0] if found else None


def with_first(tool: str, **arguments: str) -> Trajectory:
    def fail(record: Record) -> None:
        record["acts"].insert(1, made("assistant", tool, **arguments))

    return edited(CANCEL, fail, is_true=True)


def test_what_went_well_throughout_has_no_mark() -> None:
    assert mark(CANCEL) is None


@pytest.mark.parametrize(
    ("tool", "arguments", "mending"),
    [
        ("get_order", {"number": "W1"}, "call_3"),
        ("get_order", {}, "call_3"),
        ("verify_customer", {"email": "nobody@example.org", "postcode": "1"}, "call_2"),
        ("verify_customer_now", {}, "call_2"),
    ],
)
def test_a_call_that_was_mended_is_named_with_the_one_that_mended_it(
    tool: str, arguments: dict[str, str], mending: str
) -> None:
    assert mark(with_first(tool, **arguments)) == f"call_1 failed, {mending} mended it"


def test_what_nobody_mended_has_no_mark() -> None:
    assert mark(with_first("get_product", product_id="P0")) is None


def test_calls_made_together_do_not_mend_each_other() -> None:
    def together(record: Record) -> None:
        good = call_of(record, "verify_customer")
        act = next(act for act in record["acts"] if good in act["calls"])
        bad = made("assistant", "verify_customer", email="nobody@example.org", postcode="1")["calls"]
        act["calls"] = [*bad, *act["calls"]]

    assert mark(edited(CANCEL, together, is_true=True)) is None
