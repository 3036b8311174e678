"""What stands in the reading room: documents, and what was filed about them. Tables are by id."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Sort = Literal["person", "institute", "town", "work"]
Matter = Literal["year", "place", "name", "other"]


class Record(BaseModel):
    """A row of a table; tools change it in place."""

    model_config = ConfigDict(extra="forbid")


class Document(Record):
    """A short text about one thing."""

    title: str
    sort: Sort
    text: str
    facts: dict[str, str]
    """What the text says, by fact (facts.yaml). No tool shows it; tasks are made from it."""
    released: bool = True


class Answer(Record):
    """An answer with the documents that it rests on."""

    value: str
    document_ids: list[str]


class Report(Record):
    """A passage that a reader takes for wrong."""

    document_id: str
    matter: Matter


class Request(Record):
    """A reader's wish to have a document released."""

    document_id: str


class Library(Record):
    """Everything there is."""

    documents: dict[str, Document] = {}
    answers: dict[str, Answer] = {}
    reports: dict[str, Report] = {}
    requests: dict[str, Request] = {}
