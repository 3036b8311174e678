"""The near-duplicate gate: an exact hash of the folded text first, then exact search over embeddings.

A gate's answers follow from the texts admitted and their order alone, so it is never stored: it is rebuilt by
admitting the same texts again. Three things make that true: texts are embedded one by one (a batch may differ
in the last bits), the search runs in one thread, and similarities are rounded before they are compared.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Literal, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ..runtime.errors import UsageError
from ..runtime.frozen import Frozen
from ..runtime.identity import digest
from ..runtime.text import fold
from .embedders import unit_rows

DECIMALS = 4
"""Similarities are rounded to this many decimals; the last bits of a dot product depend on the processor."""

_SLACK = 10.0**-DECIMALS


class Match(Frozen):
    """Why a text is a near-duplicate: its neighbour among the admitted texts, and the rule that found it."""

    neighbour: str
    similarity: float
    rule: Literal["exact", "near"]

    @property
    def reason(self) -> str:
        """One sentence for a report."""
        if self.rule == "exact":
            return f"same as {self.neighbour} but for case, punctuation or spacing"
        return f"similarity {self.similarity:.{DECIMALS}f} to {self.neighbour}"


class FlatIndex(Protocol):
    """The part of `faiss.IndexFlatIP` that the gate uses; faiss ships no types."""

    d: int

    def add(self, x: NDArray[np.float32]) -> None:
        """Append vectors."""
        ...

    def range_search(
        self, x: NDArray[np.float32], thresh: float
    ) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64]]:
        """Return limits, similarities above `thresh` and their positions."""
        ...


def flat_index(dimensions: int) -> FlatIndex:
    """Return an empty exact inner-product index that searches in one thread."""
    faiss = import_module("faiss")
    faiss.omp_set_num_threads(1)
    make: Callable[[int], FlatIndex] = faiss.IndexFlatIP
    return make(dimensions)


class Gate:
    """Says whether a text is too close to one that was admitted.

    Args:
        embedder: what similarity is measured with; None compares exactly only.
        threshold: the similarity from which a text is a near-duplicate; None or 1.0 compares exactly only.
    """

    def __init__(self, embedder: Embeddings | None = None, threshold: float | None = None) -> None:
        near = threshold is not None and threshold != 1.0
        if threshold is not None and not 0.0 < threshold <= 1.0:
            raise UsageError(
                f"the near-duplicate threshold {threshold} is not above 0 and at most 1",
                fix="set what `dramaturg calibrate-gate FILE` prints, or 1.0 for exact duplicates only",
            )
        if near and embedder is None:
            raise UsageError(
                f"the near-duplicate threshold {threshold} needs an embedder",
                fix="name an embedder, or set the threshold to 1.0 for exact duplicates only",
            )
        self._embedder = embedder if near else None
        self._threshold = threshold if threshold is not None else 1.0
        self._exact: dict[str, str] = {}
        self._ids: list[str] = []
        self._index: FlatIndex | None = None
        self._latest: tuple[str, NDArray[np.float32]] | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def check(self, text: str) -> Match | None:
        """Return the admitted text that `text` repeats, or None; nothing is remembered."""
        twin = self._exact.get(_key(text))
        if twin is not None:
            return Match(neighbour=twin, similarity=1.0, rule="exact")
        return self._near(text)

    def admit(self, id: str, text: str) -> None:
        """Remember `text`; whether it repeats another is the caller's to have checked."""
        if self._embedder is not None:
            vector = self._vector(self._embedder, text)
            self._index = self._index or flat_index(vector.shape[1])
            self._index.add(vector)
        self._exact.setdefault(_key(text), id)
        self._ids.append(id)

    def _near(self, text: str) -> Match | None:
        if self._embedder is None or self._index is None:
            return None
        vector = self._vector(self._embedder, text)
        _, similarities, positions = self._index.range_search(vector, self._threshold - _SLACK)
        # All of them, not the first: those that round alike must fall to the earliest on every processor.
        found = [(-round(float(s), DECIMALS), int(p)) for s, p in zip(similarities, positions, strict=True)]
        if not found or -min(found)[0] < self._threshold:
            return None
        similarity, position = min(found)
        return Match(neighbour=self._ids[position], similarity=-similarity, rule="near")

    def _vector(self, embedder: Embeddings, text: str) -> NDArray[np.float32]:
        """Return the vector of `text` as one row; the latest is kept, since `admit` follows `check`."""
        if self._latest is None or self._latest[0] != text:
            # As a document, both ways: some models embed a query differently.
            self._latest = text, unit_rows(embedder.embed_documents([text]))
        vector = self._latest[1]
        if self._index is not None and vector.shape != (1, self._index.d):
            raise UsageError(
                f"the embedder changed its dimensions from {self._index.d} to {vector.shape[1]}",
                fix="use one embedding model, with fixed dimensions, for the whole run",
            )
        return vector


def _key(text: str) -> str:
    """Return the hash that two texts share when they differ in case, punctuation or spacing alone."""
    return digest(fold(text) or text.strip())
