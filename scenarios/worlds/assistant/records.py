"""Finding records by id, and the ids of new ones."""

from collections.abc import Container, Iterable, Mapping
from typing import TypeVar

from ....runtime.identity import digest
from ...local_world import Refused
from .hours import clock, day_in, in_the_way, time_in
from .state import Event, File, Life, Mail

T = TypeVar("T")


def unused(table: Container[str], prefix: str, *parts: str) -> str:
    """Return the first id for these parts that is in no row: it follows from content, so the order of calls is free."""
    again = 0
    while (found := f"{prefix}{int(digest(prefix, *parts, str(again)), 16) % 10**8:08d}") in table:
        again += 1
    return found


def mail_of(life: Life, mail_id: str) -> Mail:
    """Return a mail."""
    return _found(life.mails, mail_id, "mail", "searching mails returns their ids")


def event_of(life: Life, event_id: str) -> Event:
    """Return an event that was not cancelled."""
    event = _found(life.events, event_id, "event", "listing a day returns the ids of its events")
    if event.status != "confirmed":
        raise Refused(f"the event is {event.status} already")
    return event


def file_of(life: Life, file_id: str) -> File:
    """Return a file."""
    return _found(life.files, file_id, "file", "searching files returns their ids")


def addresses(life: Life, given: Iterable[str], most: int) -> list[str]:
    """Return e-mail addresses, each once and none of them the user's own."""
    found = sorted({each.strip().lower() for each in given})
    wrong = [each for each in found if each == life.email or "@" not in each]
    if wrong:
        raise Refused(f"{wrong[0]!r} is not the address of somebody else; the contacts list addresses")
    if len(found) > most:
        raise Refused(f"there can be at most {most} of them")
    return found


def free_time(life: Life, day: str, start: str, length: int, apart_from: str = "") -> tuple[str, str]:
    """Return start and end of something in the calendar, where nothing else is then."""
    others = [each for key, each in life.events.items() if key != apart_from]
    begins = time_in(start)
    if day_in(day) < life.today:
        raise Refused(f"the day is in the past; today is {life.today}")
    if not 5 <= length <= 720 or begins + length >= 24 * 60:
        raise Refused("an event takes 5 to 720 minutes and ends on the same day")
    taken = in_the_way(others, day, begins, begins + length)
    if taken is not None:
        raise Refused(f"{taken.start} to {taken.end} on {day} is taken by {taken.title!r}")
    return start, clock(begins + length)


def _found(table: Mapping[str, T], key: str, noun: str, hint: str) -> T:
    if key not in table:
        raise Refused(f"there is no {noun} {key!r}; {hint}")
    return table[key]
