"""The rung of communication: the assistant told what had to be told, as a whole, and from what it saw."""

import re

import pytest

from dramaturg.scenarios.blueprint import Variant
from on_the_ladder import act_of, call_of, edited, errand, findings
from tampered_records import Record, words


def tells_an_amount(record: Record) -> bool:
    return re.fullmatch(r"\d{2,}\.[1-9]\d", "".join(record["blueprint"]["tells"])) is not None


PRICE = errand("find_products", holds=tells_an_amount)
AMOUNT = PRICE.blueprint.tells[0]
QUESTION = errand("get_order", Variant.NOTHING_TO_CALL)


def last_words(record: Record, text: str) -> None:
    for act in words(record, "assistant"):
        act["text"] = act["text"].replace(AMOUNT, "...")
    words(record, "assistant")[-1]["text"] = text


def problems(text: str) -> list[str]:
    told = edited(PRICE, lambda record: last_words(record, text))
    return [each.problem for each in findings(told, "communication")]


@pytest.mark.parametrize("dressed", ["EUR {}", "€{}.", "({} euros)", "EUR{}", "{}EUR"])
def test_an_amount_may_be_dressed_up(dressed: str) -> None:
    assert problems(dressed.format(AMOUNT)) == []
    assert problems(dressed.format(AMOUNT.replace(".", ","))) == []


@pytest.mark.parametrize("text", [f"EUR 1{AMOUNT}", f"EUR {AMOUNT}7", f"X{AMOUNT}", AMOUNT.split(".")[0], "soon"])
def test_a_part_of_another_number_tells_nothing(text: str) -> None:
    assert problems(text) == [f"the user was never told {AMOUNT!r}"]


def test_what_the_user_says_was_not_told() -> None:
    def turned(record: Record) -> None:
        last_words(record, "As you say.")
        words(record, "user")[-1]["text"] = f"So it is EUR {AMOUNT}."

    assert findings(edited(PRICE, turned), "communication")


def test_what_nothing_showed_is_not_evidence_even_if_it_is_right() -> None:
    def unseen(record: Record) -> None:
        del record["acts"][act_of(record, call_of(record, "get_product"))]

    [finding] = findings(edited(PRICE, unseen, is_true=True), "communication")
    assert "which nothing had shown" in finding.problem


@pytest.mark.parametrize(
    ("asked", "told", "is_told"),
    [
        ("3", "It is valid for three years.", True),
        ("30", "You have thirty days.", True),
        ("30", "It is a 30-day term.", True),
        ("30", "It is a 130-day term.", False),
        ("5", "On 2026-05-05 at the latest.", False),
        ("20", "Until 20:00.", True),
        ("50.00", "From EUR 50 on.", True),
        ("50.00", "From EUR 5000 on.", False),
    ],
)
def test_numbers_of_the_policy_may_be_told_in_words(asked: str, told: str, is_told: bool) -> None:
    def answered(record: Record) -> None:
        record["blueprint"]["tells"] = [asked]
        for act in words(record, "assistant"):
            act["text"] = told

    assert (findings(edited(QUESTION, answered), "communication") == []) == is_told


def test_hours_may_be_told_in_other_ways() -> None:
    hours = errand("test_line", Variant.NOTHING_TO_CALL, world="device")

    def answered(record: Record) -> None:
        record["blueprint"]["tells"] = ["7 to 22"]
        for act in words(record, "assistant"):
            act["text"] = re.sub(r".+", "We are here from 7:00 until 22:00.", act["text"])

    assert not findings(edited(hours, answered), "communication")
