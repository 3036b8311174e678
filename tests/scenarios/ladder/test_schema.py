"""The rung of schema: what is called was offered, and arguments fit."""

import pytest

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.finding import Severity
from on_the_ladder import call_of, edited, errand, findings, made
from tampered_records import Record

CANCEL = errand("cancel_order")


def last_arguments(record: Record) -> Record:
    return call_of(record, "cancel_order")["arguments"]


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ({"reason": "because"}, "none of"),
        ({"order_id": 5}, "no string"),
        ({"please": True}, "arguments.please must not be there"),
    ],
)
def test_arguments_that_do_not_fit_block(spoilt: Record, said: str) -> None:
    [finding] = findings(edited(CANCEL, lambda record: last_arguments(record).update(spoilt)), "schema")
    assert said in finding.problem


def test_a_missing_argument_blocks() -> None:
    assert findings(edited(CANCEL, lambda record: last_arguments(record).pop("reason")), "schema")


def test_a_misfit_that_failed_and_was_mended_is_minor() -> None:
    wrong = made("assistant", "get_order")
    tried = edited(CANCEL, lambda record: record["acts"].insert(1, wrong), is_true=True)
    assert len(findings(tried, "schema", Severity.MINOR)) == 1
    assert not findings(tried, "schema")


def test_a_misfit_after_which_nothing_works_blocks() -> None:
    wrong = made("assistant", "get_order")
    assert findings(edited(CANCEL, lambda record: record["acts"].insert(-3, wrong), is_true=True), "schema")


def test_what_was_not_offered_blocks() -> None:
    gone = edited(CANCEL, lambda record: call_of(record, "cancel_order").update(tool="cancel_everything"))
    assert "was not offered" in findings(gone, "schema")[0].problem


def test_a_tool_that_was_taken_away_cannot_be_called_though_the_record_offers_it() -> None:
    ticket = errand("hand_over", Variant.MISSING_TOOL)
    taken = ticket.blueprint.forbidden[0]
    offered: Record = {
        "name": taken,
        "real": taken,
        "about": "",
        "parameters": {},
        "effect": "write",
        "actor": "assistant",
    }

    def smuggle(record: Record) -> None:
        record["tools"].append(offered)
        record["acts"].insert(-3, made("assistant", taken))

    assert "was not offered" in findings(edited(ticket, smuggle), "schema")[0].problem


def test_a_tool_of_the_user_is_none_of_the_assistants() -> None:
    look = errand("look_at", world="device")

    def taken_over(record: Record) -> None:
        act = next(act for act in record["acts"] if act["calls"] and act["calls"][0]["tool"] == "look_at")
        act["actor"] = "assistant"

    assert "look_at was not offered" in findings(edited(look, taken_over), "schema")[0].problem


def test_scrambled_names_are_the_names_to_call() -> None:
    scrambled = errand("get_order", Variant.SCRAMBLED)
    assert not findings(scrambled, "schema")
    real = edited(scrambled, lambda record: call_of(record, "get_order").update(tool="get_order"))
    assert findings(real, "schema")
