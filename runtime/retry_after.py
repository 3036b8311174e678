"""When an endpoint asks to be called again: its Retry-After, as seconds from now."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_until(said: str | None, now: datetime) -> float | None:
    """Return how long an endpoint asks to be left alone, or None where it says nothing that can be understood.

    Args:
        said: the header as it was sent, seconds or an HTTP date (RFC 9110, section 10.2.3); milliseconds carry
            the suffix `ms`, see `runtime.answers`.
        now: the wall clock, for dates.

    Returns:
        A finite number of seconds; 0 for a time that has passed.
    """
    text = (said or "").strip()
    seconds = _milliseconds(text) if text.endswith("ms") else _number(text)
    if seconds is None:
        seconds = _seconds_to_date(text, now)
    return seconds if seconds is None else max(seconds, 0.0)


def _milliseconds(text: str) -> float | None:
    number = _number(text.removesuffix("ms"))
    return number if number is None else number / 1000


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _seconds_to_date(text: str, now: datetime) -> float | None:
    try:
        date = parsedate_to_datetime(text)
        # An HTTP date is in GMT, also where it does not say so.
        return ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, LookupError, OverflowError):
        return None
