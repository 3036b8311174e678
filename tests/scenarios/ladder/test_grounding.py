"""The rung of grounding: ids come from what was said or shown, never from the air, even if they are right."""

import re

import pytest

from on_the_ladder import act_of, call_of, edited, errand, findings, made, said
from tampered_records import Record, calls_in, words


def names_its_order(record: Record) -> bool:
    return any("The order number is" in fact for fact in record["blueprint"]["known"])


CANCEL = errand("cancel_order", holds=names_its_order)
ORDER = next(call.given()["order_id"] for call in CANCEL.blueprint.calls if call.tool == "cancel_order")


def in_user_words(record: Record, new: str) -> None:
    for act in words(record, "user"):
        act["text"] = act["text"].replace(ORDER, new)


def test_a_right_id_that_was_guessed_blocks() -> None:
    found = findings(edited(CANCEL, lambda record: in_user_words(record, "that order")), "grounding")
    assert {each.quote for each in found} == {ORDER}


@pytest.mark.parametrize("longer", [f"{ORDER}7", f"X{ORDER}", f"{ORDER}-2", f"1.{ORDER}", ORDER[:-1]])
def test_an_id_is_not_shown_by_another_that_holds_it(longer: str) -> None:
    assert findings(edited(CANCEL, lambda record: in_user_words(record, longer)), "grounding")


@pytest.mark.parametrize("written", [ORDER.lower(), f"#{ORDER}", f"({ORDER})", f"{ORDER}.", f"number:{ORDER}!"])
def test_an_id_may_be_written_in_small_letters_and_between_marks(written: str) -> None:
    assert not findings(edited(CANCEL, lambda record: in_user_words(record, written)), "grounding")


def test_nobody_learns_an_id_from_their_own_words() -> None:
    def self_told(record: Record) -> None:
        in_user_words(record, "that order")
        record["acts"].insert(1, said("assistant", f"Let me see, that will be {ORDER}."))

    assert "turn 2 assistant" in {each.where for each in findings(edited(CANCEL, self_told), "grounding")}


def test_words_beside_calls_are_looked_at_too() -> None:
    def beside(record: Record) -> None:
        calls_in(record)[0][0]["text"] = "I take it from W7777777 here."

    assert [each.quote for each in findings(edited(CANCEL, beside), "grounding")] == ["W7777777"]


def test_calls_made_together_rest_on_what_was_known_before() -> None:
    swap = errand("exchange_item")

    def together(record: Record) -> None:
        last = call_of(record, "exchange_item")
        place = act_of(record, last)
        look = call_of(record, "get_product")
        record["acts"][act_of(record, look)]["calls"].append(last)
        del record["acts"][place]

    assert findings(edited(swap, together), "grounding")


def test_an_error_that_repeats_a_guess_does_not_excuse_it() -> None:
    def guess(record: Record) -> None:
        record["acts"].insert(1, made("assistant", "get_order", order_id="W7654321"))

    assert [each.quote for each in findings(edited(CANCEL, guess, is_true=True), "grounding")] == ["W7654321"]


def test_an_error_that_shows_an_id_has_shown_it() -> None:
    def shown(record: Record) -> None:
        failed = made("assistant", "get_order", order_id=ORDER)
        failed["calls"][0]["result"] = {"value": None, "error": "that order is closed; W7654321 took its place"}
        record["acts"][1:1] = [failed, said("assistant", "Do you mean W7654321?")]

    assert not findings(edited(CANCEL, shown), "grounding")


def test_what_the_users_hands_showed_must_be_said_to_be_known() -> None:
    look = errand("look_up_device", world="device", holds=lambda record: "look_at" in str(record["acts"]))

    def silent(record: Record) -> None:
        record["acts"][0]["text"] = re.sub(r"\b[A-Z]{2}\d{2}[A-Z]{2}\d{4}[A-Z]\b", "...", record["acts"][0]["text"])
        for act in words(record, "user")[1:]:
            act["text"] = "I see it here."

    serial = next(call.given()["serial"] for call in look.blueprint.calls if call.tool == "look_up_device")
    assert not findings(look, "grounding")
    assert serial not in str([act for act in look.acts if act.actor == "assistant" and act.text])
    account = next(call.given() for call in look.blueprint.calls if call.tool == "look_up_account")
    found = findings(edited(look, silent), "grounding")
    assert {each.quote for each in found} <= {serial, *account.values()}


def test_a_user_makes_up_no_ids_either() -> None:
    invented = edited(CANCEL, lambda record: in_user_words(record, "W9999999"))
    assert {(each.where, each.quote) for each in findings(invented, "user")} == {("turn 1 user", "W9999999")}
    assert "W9999999" not in {each.quote for each in findings(invented, "grounding")}


def test_what_the_user_is_to_find_out_is_not_known_to_them() -> None:
    def knows_all(record: Record) -> None:
        record["blueprint"]["tells"].append("W9999999")
        record["blueprint"]["unknown"].append("that the other order is W9999999")
        in_user_words(record, "W9999999")

    assert {each.quote for each in findings(edited(CANCEL, knows_all), "user")} == {"W9999999"}


def test_a_user_may_repeat_what_they_were_told() -> None:
    told = [said("assistant", "There is W9999999 as well."), said("user", "Then leave W9999999 as it is.")]
    heard = edited(CANCEL, lambda record: record["acts"].__setitem__(slice(1, 1), told))
    assert not findings(heard, "user")
    assert [each.where for each in findings(heard, "grounding")] == ["turn 2 assistant"]


@pytest.mark.parametrize(
    "words_of_it",
    [
        "There is a 30-Day term, open 24/7, since the 1990s.",
        "By mid-2026, at the latest on 2026-03-05T10:00, for EUR1284.50.",
        "On the 5GHz band with a 5000mAh battery and 1080p.",
        "It is the COVID-19 rule; Wi-Fi 6E and USB3 are fine.",
    ],
)
def test_ordinary_words_with_digits_are_no_ids(words_of_it: str) -> None:
    told = edited(CANCEL, lambda record: record["acts"].insert(1, said("assistant", words_of_it)))
    assert not findings(told, "grounding")


def test_a_day_that_was_worked_out_is_no_id() -> None:
    moved = errand("reschedule_delivery", holds=names_its_order)

    def vague(record: Record) -> None:
        for act in words(record, "user"):
            act["text"] = re.sub(r"\d{4}-\d\d-\d\d", "next Thursday", act["text"])

    assert not findings(edited(moved, vague), "grounding")
