"""Tools for the calendar and the contacts."""

from typing import Any

from ...local_world import Refused
from ...world import Effect
from .desk import ASSISTANT
from .hours import day_in, gaps, minutes
from .records import addresses, event_of, free_time, unused
from .state import Event, Life

MOST_INVITED = 12


@ASSISTANT.tool(Effect.READ)
def search_contacts(life: Life, query: str) -> list[dict[str, str]]:
    """Find people among the user's contacts, with e-mail address and telephone number. Returns none if nobody fits.

    Args:
        query: words that must all occur in the name, the relation or the address.
    """
    words = query.lower().split()
    return [
        {"contact_id": key, **each.model_dump()}
        for key, each in sorted(life.contacts.items(), key=lambda item: item[1].name)
        if words and all(word in f"{each.name} {each.relation} {each.email}".lower() for word in words)
    ][:10]


@ASSISTANT.tool(Effect.READ)
def list_events(life: Life, day: str) -> dict[str, Any]:
    """Show what is in the calendar on one day, with who called each event and who is invited.

    Args:
        day: the day as YYYY-MM-DD.
    """
    found = [
        {"event_id": key, **each.model_dump(), "called_by_user": each.organiser == life.email}
        for key, each in life.events.items()
        if each.day == day_in(day)
    ]
    # What holds comes first, before what was cancelled at the same time.
    events = sorted(found, key=lambda each: (each["start"], each["status"] != "confirmed", each["event_id"]))
    return {"today": life.today, "events": events}


@ASSISTANT.tool(Effect.READ)
def find_free_time(life: Life, day: str, length: int) -> dict[str, Any]:
    """Find the times between 08:00 and 20:00 of one day in which nothing is in the calendar.

    Args:
        day: the day as YYYY-MM-DD.
        length: how many minutes are needed at least.
    """
    if length < 1:
        raise Refused("the length is a number of minutes, 1 or more")
    free = [{"from": start, "to": end} for start, end in gaps(life.events.values(), day_in(day), length)]
    return {"today": life.today, "day": day, "free": free}


@ASSISTANT.tool(Effect.WRITE)
def create_event(life: Life, title: str, day: str, start: str, length: int, invitees: list[str]) -> dict[str, Any]:
    """Put an event into the calendar, where the time is free, and invite people to it.

    Args:
        title: what it is called.
        day: the day as YYYY-MM-DD.
        start: when it begins, as HH:MM.
        length: how many minutes it takes.
        invitees: e-mail addresses of those who are invited; none if it is empty.
    """
    invited = addresses(life, invitees, MOST_INVITED)
    start, end = free_time(life, day, start, length)
    event_id = unused(life.events, "E", day, start)
    life.events[event_id] = Event(title=title, day=day, start=start, end=end, organiser=life.email, invitees=invited)
    return {"event_id": event_id, "day": day, "start": start, "end": end, "invited": invited}


@ASSISTANT.tool(Effect.WRITE)
def move_event(life: Life, event_id: str, day: str, start: str) -> dict[str, Any]:
    """Move an event to another time that is free; it stays as long as it was.

    Args:
        event_id: the event, as listed.
        day: the new day as YYYY-MM-DD.
        start: when it begins then, as HH:MM.
    """
    event = event_of(life, event_id)
    if (event.day, event.start) == (day, start):
        raise Refused("this is when the event is; ask for the new time")
    event.start, event.end = free_time(life, day, start, minutes(event.end) - minutes(event.start), event_id)
    event.day = day
    return {"event_id": event_id, "day": day, "start": start, "end": event.end, "told": event.invitees}


@ASSISTANT.tool(Effect.WRITE)
def cancel_event(life: Life, event_id: str) -> dict[str, Any]:
    """Cancel an event; its time is free again.

    Args:
        event_id: the event, as listed.
    """
    event = event_of(life, event_id)
    event.status = "cancelled"
    return {"event_id": event_id, "status": event.status, "told": event.invitees}
