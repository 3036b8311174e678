"""What a personal assistant can see and change. Days are ISO dates, times are HH:MM, tables are by id."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Folder = Literal["inbox", "archive", "sent"]


class Record(BaseModel):
    """A row of a table; tools change it in place."""

    model_config = ConfigDict(extra="forbid")


class Contact(Record):
    """Somebody whom the user knows."""

    name: str
    email: str
    phone: str
    relation: str


class Event(Record):
    """Something in the calendar, on one day."""

    title: str
    day: str
    start: str
    end: str
    organiser: str
    """The e-mail address of whoever called it."""
    invitees: list[str] = []
    status: Literal["confirmed", "cancelled"] = "confirmed"


class Mail(Record):
    """A mail that came or was sent."""

    folder: Folder
    sender: str
    to: list[str]
    subject: str
    text: str
    day: str
    file_ids: list[str] = []
    reply_to: str = ""
    """The mail that this one replies to."""


class File(Record):
    """A text file."""

    name: str
    text: str
    version: int = 1
    """Counts up with every change: the words alone do not show that something was written."""
    shared_with: list[str] = []


class Life(Record):
    """Everything that is the user's."""

    today: str
    name: str
    email: str
    contacts: dict[str, Contact] = {}
    events: dict[str, Event] = {}
    mails: dict[str, Mail] = {}
    files: dict[str, File] = {}
