"""Finding documents by id, and the ids of what is filed about them."""

from ....runtime.identity import digest
from ...local_world import Refused
from .state import Document, Library


def document_of(library: Library, document_id: str) -> Document:
    """Return a document."""
    if document_id not in library.documents:
        raise Refused(f"there is no document {document_id!r}; a search returns the numbers of documents")
    return library.documents[document_id]


def id_for(prefix: str, *parts: str) -> str:
    """Return the id of a new record: it follows from what it is about, so the order of other calls does not matter."""
    return f"{prefix}{int(digest(prefix, *parts), 16) % 10**6:06d}"
