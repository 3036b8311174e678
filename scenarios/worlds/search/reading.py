"""Tools that only read."""

from typing import Any

from ...world import Effect
from .ranking import excerpt, ranked, sentences, words
from .records import document_of
from .state import Library
from .world import SEARCH

SHOWN = 5
"""Documents that a search returns."""


@SEARCH.tool(Effect.READ)
def search_documents(library: Library, query: str) -> list[dict[str, str]]:
    """Search the collection by words. Returns the five best documents with number, title and an excerpt.

    Args:
        query: a name or a few words; documents that have more and rarer ones of them come first.
    """
    found = ((key, library.documents[key]) for key in ranked(library.documents, query)[:SHOWN])
    return [{"document_id": key, "title": each.title, "excerpt": excerpt(each.text, query)} for key, each in found]


@SEARCH.tool(Effect.READ)
def open_document(library: Library, document_id: str) -> dict[str, Any]:
    """Open a document: its title, whether it is released, and its whole text.

    Args:
        document_id: the number of a document, as a search returned it.
    """
    document = document_of(library, document_id)
    return {
        "document_id": document_id,
        "title": document.title,
        "released": document.released,
        "text": document.text,
    }


@SEARCH.tool(Effect.READ)
def find_in_document(library: Library, document_id: str, text: str) -> dict[str, Any]:
    """Find the sentences of a document in which all words of a text occur.

    Args:
        document_id: the number of a document, as a search returned it.
        text: the words to look for.
    """
    document, wanted = document_of(library, document_id), set(words(text))
    found = [sentence for sentence in sentences(document.text) if wanted and wanted <= set(words(sentence))]
    return {"document_id": document_id, "sentences": found}
