"""Tools that file something: answers, reports of mistakes, wishes for release."""

import re
from typing import Any, Final

from ...local_world import Refused
from ...world import Effect
from .ranking import words
from .records import document_of, id_for
from .state import Answer, Library, Matter, Report, Request
from .world import SEARCH

_LEADING: Final = re.compile(r"^(?:the|an?|its|his|her|in|at|on) ", re.IGNORECASE)
"""What may stand before an answer, and is no part of it."""


@SEARCH.tool(Effect.WRITE)
def file_answer(library: Library, answer: str, document_ids: list[str]) -> dict[str, Any]:
    """File the answer to a question with the documents that it rests on. There is one answer for a set of documents.

    Args:
        answer: the answer itself, a name, a year or a few words, exactly as one of the documents has it.
        document_ids: the numbers of all documents that were needed to find it, each once, and of no others.
    """
    value = _LEADING.sub("", answer.strip().rstrip(".")).strip()
    documents = [document_of(library, key) for key in document_ids]
    if len(set(document_ids)) < max(len(document_ids), 1):
        raise Refused("name at least one document, and each once")
    if not value or not any(_stands_in(value, f"{each.title}. {each.text}") for each in documents):
        raise Refused(f"none of these documents has {value!r} word for word; give the answer as a document has it")
    answer_id = id_for("A", *sorted(document_ids))
    if answer_id in library.answers:
        raise Refused(f"an answer that rests on these documents is filed already: {answer_id}")
    library.answers[answer_id] = Answer(value=value.casefold(), document_ids=sorted(document_ids))
    return {"answer_id": answer_id, "answer": value, "document_ids": document_ids}


@SEARCH.tool(Effect.WRITE)
def report_error(library: Library, document_id: str, matter: Matter) -> dict[str, str]:
    """Pass on to the editors that a reader takes a passage of a document for wrong, once for each matter.

    Args:
        document_id: the number of the document.
        matter: what the passage is about: a year, a place, the name of a person or institute, or something else.
    """
    document_of(library, document_id)
    report_id = id_for("E", document_id, matter)
    if report_id in library.reports:
        raise Refused(f"this was passed on already: {report_id}")
    library.reports[report_id] = Report(document_id=document_id, matter=matter)
    return {"report_id": report_id}


@SEARCH.tool(Effect.WRITE)
def request_release(library: Library, document_id: str) -> dict[str, str]:
    """Ask the editors to release a document that is not released yet, once for each document.

    Args:
        document_id: the number of the document.
    """
    if document_of(library, document_id).released:
        raise Refused("this document is released; everybody may read it")
    request_id = id_for("Q", document_id)
    if request_id in library.requests:
        raise Refused(f"its release was asked for already: {request_id}")
    library.requests[request_id] = Request(document_id=document_id)
    return {"request_id": request_id}


def _stands_in(value: str, text: str) -> bool:
    return f" {' '.join(words(value))} " in f" {' '.join(words(text))} "
