"""The rung of the ending: a talk came to its end, and what needs no tool calls none."""

import pytest

from dramaturg.scenarios.blueprint import Variant
from on_the_ladder import edited, errand, findings, made
from tampered_records import Record

CANCEL = errand("cancel_order")


def unfinished(record: Record) -> None:
    for act in record["acts"]:
        act["is_done"] = False


def test_a_talk_that_was_cut_off_blocks() -> None:
    assert findings(edited(CANCEL, lambda record: record.update(closing="cap")), "ending")


@pytest.mark.parametrize("closing", ["done", "transfer"])
def test_an_end_that_nobody_made_blocks(closing: str) -> None:
    def forged(record: Record) -> None:
        unfinished(record)
        record["closing"] = closing

    assert closing in findings(edited(CANCEL, forged), "ending")[0].problem


def test_a_hand_over_is_the_assistants_to_make() -> None:
    assert findings(edited(CANCEL, lambda record: record.update(closing="transfer")), "ending")


def test_nothing_at_all_blocks() -> None:
    [finding] = findings(edited(CANCEL, lambda record: record.update(acts=[])), "ending")
    assert finding.where == ""


def test_a_question_that_the_policy_answers_needs_no_call() -> None:
    asked = errand("find_products", Variant.NOTHING_TO_CALL)
    looked = made("assistant", "find_products", query="tent")
    assert not findings(asked, "ending")
    assert findings(edited(asked, lambda record: record["acts"].insert(1, looked), is_true=True), "ending")
