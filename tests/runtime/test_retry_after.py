"""Whatever a server writes into Retry-After, waiting for it is finite, never negative, or left to us."""

import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dramaturg.runtime.retry_after import seconds_until

NOW = datetime(2026, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("12", 12.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("-3", 0.0),
        ("250ms", 0.25),
        ("-250ms", 0.0),
        ("10000", 10_000.0),
        ("Fri, 06 Nov 2026 08:49:47 GMT", 10.0),
        ("Friday, 06-Nov-26 08:49:47 GMT", 10.0),
        ("Fri Nov  6 08:49:47 2026", 10.0),
        ("Fri, 06 Nov 2026 08:49:27 GMT", 0.0),
        ("Fri, 06 Nov 2026 09:49:47 +0100", 10.0),
    ],
)
def test_seconds_milliseconds_and_all_forms_of_http_dates_are_understood(said: str, seconds: float) -> None:
    assert seconds_until(said, NOW) == seconds


@pytest.mark.parametrize("said", [None, "", "nan", "inf", "-inf", "9" * 400, "nanms", "soon", "ms", "Fri, 99 Nov"])
def test_what_means_nothing_is_not_guessed_at(said: str | None) -> None:
    assert seconds_until(said, NOW) is None


@given(st.text() | st.from_regex(r"[A-Za-z]{3}, ?\d{1,3} [A-Za-z]{3} \d{1,6} \d+:\d+:?\d* ?[-+A-Z\d]{0,6}"))
@example("Mon, 01 Jan 0001 00:00:00 +2359")
@example("Fri, 31 Dec 9999 23:59:59 -2359")
@example("1e308ms")
def test_any_header_gives_a_finite_wait_or_none(said: str) -> None:
    seconds = seconds_until(said, NOW)
    assert seconds is None or (math.isfinite(seconds) and seconds >= 0)


@given(st.integers(0, 10**6))
def test_a_date_that_a_server_writes_is_met_to_the_second(seconds: int) -> None:
    assert seconds_until(format_datetime(NOW + timedelta(seconds=seconds), usegmt=True), NOW) == seconds
