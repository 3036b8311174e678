"""Days and times of a calendar, and what is free in it."""

from collections.abc import Iterable
from datetime import date, timedelta

from ...local_world import Refused
from .state import Event

OPENS = 8 * 60
CLOSES = 20 * 60
SUNDAY = 6


def shifted(day: str, days: int) -> str:
    """Return the day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def is_sunday(day: str) -> bool:
    """Return whether a day is a Sunday."""
    return date.fromisoformat(day).weekday() == SUNDAY


def minutes(time: str) -> int:
    """Return how many minutes after midnight a time is."""
    hour, _, minute = time.partition(":")
    return 60 * int(hour) + int(minute)


def clock(minute: int) -> str:
    """Return the time so many minutes after midnight."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def day_in(text: str) -> str:
    """Return a day as it was written, or refuse what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise Refused(f"{text!r} is no day; write it as YYYY-MM-DD")
    return text


def time_in(text: str) -> int:
    """Return a time in minutes, or refuse what is none."""
    hour, _, minute = text.partition(":")
    if len(text) != 5 or not (hour.isdecimal() and minute.isdecimal()) or clock(minutes(text) % 1440) != text:
        raise Refused(f"{text!r} is no time; write it as HH:MM")
    return minutes(text)


def in_the_way(events: Iterable[Event], day: str, start: int, end: int) -> Event | None:
    """Return the first confirmed event of a day that overlaps a time."""
    found = (each for each in events if each.day == day and each.status == "confirmed")
    clashes = (each for each in found if minutes(each.start) < end and start < minutes(each.end))
    return min(clashes, key=lambda each: each.start, default=None)


def gaps(events: Iterable[Event], day: str, length: int) -> list[tuple[str, str]]:
    """Return the times of a day, within its hours, in which something of this length fits."""
    busy = sorted((each.start, each.end) for each in events if each.day == day and each.status == "confirmed")
    found, start = list[tuple[str, str]](), OPENS
    for begins, ends in [*((minutes(one), minutes(other)) for one, other in busy), (CLOSES, CLOSES)]:
        if min(begins, CLOSES) - start >= length:
            found.append((clock(start), clock(min(begins, CLOSES))))
        start = max(start, ends)
    return found
