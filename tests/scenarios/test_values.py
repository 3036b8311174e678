"""Values in words and records: whole ones are found however they are dressed up, parts of others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaturg.scenarios.values import identifiers, names, spoken, tells, texts

AMOUNTS = st.integers(10, 999_999_999).filter(lambda cents: cents % 100)
IDS = st.from_regex(r"[A-Z]{1,2}-?\d{5,9}", fullmatch=True)


@given(AMOUNTS, st.sampled_from(["{}", "EUR {}.", "€{},", "({} EUR)", "EUR{}", "{}EUR", "it is {}; yes", "-{}"]))
def test_an_amount_is_told_in_any_dress(cents: int, dress: str) -> None:
    value = f"{cents // 100}.{cents % 100:02d}"
    grouped = f"{cents // 100:,}.{cents % 100:02d}"
    for written in (value, value.replace(".", ","), grouped, grouped.translate(str.maketrans(",.", ".,"))):
        if written.count(".") < 2 and written.count(",") < 3:
            assert tells(dress.format(written), value)


@given(AMOUNTS, st.integers(0, 9))
def test_an_amount_is_not_told_by_a_longer_one(cents: int, digit: int) -> None:
    value = f"{cents // 100}.{cents % 100:02d}"
    assert not tells(f"EUR {digit + 1}{value}", value)
    assert not tells(f"EUR {value}{digit + 1}", value)
    assert not tells(f"EUR {cents // 100}", value)


@given(IDS, st.sampled_from(["{}", "your order {}.", "(#{})", "{}!", "“{}”", "no:{}", "x, {} and y"]))
def test_an_id_is_found_as_a_whole_in_small_letters_too(identifier: str, dress: str) -> None:
    assert names(dress.format(identifier), identifier)
    assert names(dress.format(identifier.lower()), identifier)
    assert not names(dress.format(f"{identifier}1"), identifier)
    assert not names(dress.format(f"1{identifier}"), identifier)
    assert not names(dress.format(identifier[:-1]), identifier)
    assert tells(dress.format(identifier), identifier)
    assert not tells(dress.format(f"{identifier}1"), identifier)


@given(IDS)
def test_an_id_in_words_is_seen_as_one(identifier: str) -> None:
    assert spoken(f"That is {identifier}, I think.") == [identifier]


@pytest.mark.parametrize(
    ("text", "value", "is_told"),
    [
        ("on 2026-03-05.", "2026-03-05", True),
        ("on 2026-03-057", "2026-03-05", False),
        ("on 2026-03-05", "5", False),
        ("version 4.3.2 now", "4.3.2", True),
        ("version 14.3.2 now", "4.3.2", False),
        ("version 4.3.2 now", "4.3", False),
        ("the 5GHz band", "5 GHz", True),
        ("the 2.5 GHz band", "5 GHz", False),
        ("between 8:00 and 12:00", "8 to 12", True),
        ("from 18 to 12", "8 to 12", False),
        ("a six-month term", "6", True),
        ("sixty days", "6", False),
        ("TK-09927680", "TK-09927680", True),
        ("1TK-09927680", "TK-09927680", False),
        ("TK-9927680", "TK-09927680", False),
        ("It is shipped.", "shipped", True),
        ("It is unshipped.", "shipped", False),
        ("It costs €", "€", True),
        ("", "1", False),
    ],
)
def test_values_of_other_sorts(text: str, value: str, *, is_told: bool) -> None:
    assert tells(text, value) is is_told


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"order_id": "W1234567", "reason": "no longer needed"}, ["W1234567"]),
        ({"email": "a.b2@example.com", "postcode": "45459"}, ["a.b2@example.com", "45459"]),
        ({"account_id": "474-724-119", "day": "2026-03-05", "at": "2026-03-05T10:00", "year": "2026"}, ["474-724-119"]),
        ({"item_ids": ["7", "8"], "user_id": 3, "id": "abc", "userId": "x9"}, ["7", "8", "3", "x9"]),
        ({"price": "1284.50", "cents": 1500, "on": True, "town": "Arnfeld", "street": "Mill Street 14"}, []),
        ([{"deep": [{"serial": "LT55UR4807N"}]}], ["LT55UR4807N"]),
        ("W1234567", ["W1234567"]),
        (None, []),
    ],
)
def test_what_nobody_can_guess(value: object, found: list[str]) -> None:
    assert [*identifiers(value)] == found


def test_texts_of_a_record_are_keys_strings_and_numbers_also_in_hundreds() -> None:
    record = {"K1": [{"cents": -750}, "two"], "none": None, "share": 0.5, "on": True}
    assert [*texts(record)] == ["K1", "cents", "750", "7.50", "two", "none", "share", "0.5", "on", "True"]
