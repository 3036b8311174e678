"""AgentDojo's environments made to play the same twice: no clock, no order of sets, and back from a snapshot.

Its tools stamp what they write with the clock, and put participants through a set, whose order differs from process
to process. Its models forget all changes when they are read from JSON, because they fill themselves from the records
that they began with.
"""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter

from ...state import State

STAMPS = (
    ("inbox", "emails", "timestamp"),
    ("inbox", "trash", "timestamp"),
    ("cloud_drive", "files", "last_modified"),
)
"""Part, records and the field that nothing but the clock writes."""

UNSEEN = frozenset(
    {
        *("initial_emails", "initial_events", "initial_files"),  # what it began with, beside what became of it
        *("received", "sent", "drafts"),  # parts of the emails, computed
        "web_requests",  # a log, which reading a page writes to
    }
)
"""Fields that are no part of the state."""


class Written(NamedTuple):
    """What stood in an environment before a call, as far as calls write it from clock or set."""

    stamps: Mapping[tuple[str, str, str], datetime.datetime]
    events: frozenset[str]


def seen(environment: BaseModel) -> State:
    """Return the state of an environment."""
    parts: dict[str, dict[str, Any]] = environment.model_dump(mode="json")
    return {part: {key: each for key, each in fields.items() if key not in UNSEEN} for part, fields in parts.items()}


def rebuilt(environment: BaseModel, state: State) -> BaseModel:
    """Return a new environment in a state that `seen` returned; what is unseen is taken from the one at hand."""
    kind = type(environment)
    parts: dict[str, Any] = {name: _part(getattr(environment, name), state[name]) for name in kind.model_fields}
    return kind.model_construct(**parts)


def written(environment: BaseModel) -> Written:
    """Return what stands in an environment."""
    stamps = {
        (part, records, key): getattr(record, field)
        for part, records, field in STAMPS
        for key, record in _records(environment, part, records).items()
    }
    return Written(stamps, frozenset(_records(environment, "calendar", "events")))


def still(environment: BaseModel, before: Written) -> None:
    """Take out of an environment what a call took from the clock or from the order of a set."""
    for part, records, field in STAMPS:
        for key, record in _records(environment, part, records).items():
            old = before.stamps.get((part, records, key)) or before.stamps.get((part, _origin(records), key))
            if getattr(record, field) != old:
                setattr(record, field, _end_of_day(environment))
    for key, event in _records(environment, "calendar", "events").items():
        if key not in before.events:
            event.participants.sort()


def _part(part: BaseModel, fields: Mapping[str, Any]) -> BaseModel:
    kind = type(part)
    built: dict[str, Any] = {
        name: getattr(part, name) if name in UNSEEN else _field(field.annotation, fields[name])
        for name, field in kind.model_fields.items()
    }
    return kind.model_construct(**built)


def _field(annotation: Any, value: object) -> object:
    adapter: TypeAdapter[object] = TypeAdapter(annotation)
    return adapter.validate_python(value)


def _records(environment: BaseModel, part: str, records: str) -> Mapping[str, Any]:
    return getattr(getattr(environment, part, None), records, {})


def _origin(records: str) -> str:
    """Return where a record lay before it was moved: what is thrown away keeps its stamp."""
    return "emails" if records == "trash" else records


def _end_of_day(environment: Any) -> datetime.datetime:
    """Return a moment after all that has happened so far on the current day."""
    return datetime.datetime.combine(environment.calendar.current_day, datetime.time(23, 59))
