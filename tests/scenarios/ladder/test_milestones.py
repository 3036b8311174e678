"""The rung of milestones: what the solution looks up was looked up."""

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.finding import Severity
from on_the_ladder import act_of, call_of, edited, errand, findings
from tampered_records import Record, calls_in

CANCEL = errand("cancel_order", holds=lambda record: "get_customer" not in str(record["blueprint"]["calls"]))


def unverified(record: Record) -> None:
    del record["acts"][act_of(record, call_of(record, "verify_customer"))]


def test_a_look_up_that_was_left_out_is_major() -> None:
    found = findings(edited(CANCEL, unverified, is_true=True), "milestones", Severity.MAJOR)
    assert [each.severity for each in found] == [Severity.MAJOR]
    assert found[0].problem.startswith("verify_customer")


def test_looking_at_something_else_does_not_count() -> None:
    def elsewhere(record: Record) -> None:
        call_of(record, "get_order")["arguments"]["order_id"] = "W1111111"

    found = findings(edited(CANCEL, elsewhere, is_true=True), "milestones", Severity.MAJOR)
    assert [each.problem.split()[0] for each in found] == ["get_order"]


def test_looking_after_the_change_is_too_late() -> None:
    def late(record: Record) -> None:
        looked = record["acts"].pop(act_of(record, call_of(record, "verify_customer")))
        record["acts"].insert(act_of(record, call_of(record, "cancel_order")) + 1, looked)

    found = findings(edited(CANCEL, late, is_true=True), "milestones", Severity.MAJOR)
    assert [each.problem.split()[0] for each in found] == ["verify_customer"]
    assert found[0].problem.endswith("in time")


def changes_two_things(record: Record) -> bool:
    return sum(bool(call["changes"]) for _, call in calls_in(record)) == 2


def test_of_two_errands_either_may_be_run_first() -> None:
    both = errand("change_home_address", holds=changes_two_things)
    assert not findings(both, "milestones", Severity.MAJOR)

    def turned(record: Record) -> None:
        moved = record["acts"].pop(act_of(record, call_of(record, "change_home_address")))
        record["acts"].insert(act_of(record, call_of(record, "verify_customer")) + 1, moved)

    assert not findings(edited(both, turned, is_true=True), "milestones", Severity.MAJOR)


def test_declining_without_any_look_blocks() -> None:
    declined = errand("get_order", Variant.AGAINST_POLICY)

    def unseen(record: Record) -> None:
        record["acts"] = [act for act in record["acts"] if not act["calls"]]

    assert findings(edited(declined, unseen, is_true=True), "milestones")


def test_words_to_search_by_may_differ() -> None:
    price = errand("find_products")

    def shorter(record: Record) -> None:
        given = call_of(record, "find_products")["arguments"]
        given["query"] = given["query"].split()[-1]

    assert not findings(edited(price, shorter, is_true=True), "milestones", Severity.MAJOR)


def test_what_the_user_was_to_look_at_counts_too() -> None:
    look = errand("look_at", world="device")

    def unseen(record: Record) -> None:
        record["acts"] = [act for act in record["acts"] if "look_at" not in str(act["calls"])]

    assert findings(edited(look, unseen, is_true=True), "milestones", Severity.MAJOR)
