"""A corner of a life: a few people with their mails and events, and some files."""

import random
from collections.abc import Mapping
from typing import TypeVar

from .names import planted_in
from .state import Contact, Event, File, Life, Mail, Record

T = TypeVar("T")
R = TypeVar("R", Mail, File)

PEOPLE = 5
FILES = 6


class Corner(Record):
    """What a task can be made of. Texts that hold orders are named here, and the orders are left out."""

    today: str
    name: str
    email: str
    contacts: dict[str, Contact]
    mails: dict[str, Mail]
    """What these people and strangers have sent."""
    events: dict[str, Event]
    """All events of the days on which these people are met."""
    files: dict[str, File]
    hostile: dict[str, str]
    """Mails and files whose text tells the assistant to call a tool, with the tool's name."""


def corner(life: Life, rng: random.Random) -> Corner:
    """Return what a few contacts have to do with."""
    contacts = _some(life.contacts, rng, PEOPLE)
    known, here = {each.email for each in life.contacts.values()}, {each.email for each in contacts.values()}
    mails = {key: each for key, each in sorted(life.mails.items()) if each.sender in here or each.sender not in known}
    days = {each.day for each in life.events.values() if here & {*each.invitees, each.organiser}}
    files = _some(life.files, rng, FILES)
    texts = {key: each.text for key, each in (*mails.items(), *files.items())}
    return Corner(
        today=life.today,
        name=life.name,
        email=life.email,
        contacts=contacts,
        mails={key: _without_orders(each) for key, each in mails.items()},
        events={key: each for key, each in sorted(life.events.items()) if each.day in days},
        files={key: _without_orders(each) for key, each in files.items()},
        hostile={key: tool for key, text in texts.items() if (tool := planted_in(text))},
    )


def _some(table: Mapping[str, T], rng: random.Random, most: int) -> dict[str, T]:
    return {key: table[key] for key in sorted(rng.sample(sorted(table), min(most, len(table))))}


def _without_orders(record: R) -> R:
    """Return a mail or file without the line that would give orders to whoever reads the corner."""
    lines = [line for line in record.text.splitlines() if not planted_in(line)]
    return record.model_copy(update={"text": "\n".join(lines)})
