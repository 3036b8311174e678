"""Embedders: what turns a text into a vector, behind LangChain's `Embeddings`, and the threshold of each.

The default needs no model and no network. It counts hashed character n-grams, so it sees edits, typos and
swapped words, not paraphrases; for those, give the gate a semantic embedder and calibrate it.
"""

from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ..runtime.errors import UsageError
from ..runtime.text import fold

SHORTEST, LONGEST = 3, 5
"""Lengths of the character n-grams."""

BUCKET_BITS = 9
DIMENSIONS = 1 << BUCKET_BITS

_BASE = np.uint64(0x100000001B3)
_LENGTH_SALT = 0x9E3779B97F4A7C15
_WORD_MASK = (1 << 64) - 1


class HashedNgrams(Embeddings):
    """Signed hashed character n-grams of the folded text, L2-normalised.

    A bucket counts by its square root: so frequent grams (" the") weigh less, and distinct long texts stay
    further apart. Every step is exact or correctly rounded, hence the same bits on every machine. A text with
    no word characters has the zero vector, which is near nothing.
    """

    name = "hashed-char-ngrams"

    def vector(self, text: str) -> NDArray[np.float64]:
        """Return the vector of `text`."""
        hashes = _gram_hashes(f" {fold(text)} ")
        buckets = (hashes >> np.uint64(64 - BUCKET_BITS)).astype(np.intp)
        signs = (hashes & np.uint64(1)).astype(np.float64) * 2.0 - 1.0
        counts = np.bincount(buckets, weights=signs, minlength=DIMENSIONS)
        sizes = np.abs(counts)
        return np.sign(counts) * np.sqrt(sizes / max(float(sizes.sum()), 1.0))

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of `text` as LangChain wants it."""
        return self.vector(text).tolist()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector per text; a text's vector does not depend on its neighbours."""
        return [self.embed_query(text) for text in texts]


def _gram_hashes(padded: str) -> NDArray[np.uint64]:
    """Return one 64-bit hash per n-gram, by a rolling polynomial over all positions at once."""
    codes = np.frombuffer(padded.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    rolling, hashes = codes, [codes[:0]]
    for length in range(2, min(LONGEST, len(codes)) + 1):
        rolling = rolling[:-1] * _BASE + codes[length - 1 :]
        if length >= SHORTEST:
            hashes.append(rolling + np.uint64(length * _LENGTH_SALT & _WORD_MASK))
    return _mixed(np.concatenate(hashes))


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return `hashes` with every input bit spread over all output bits (the finaliser of splitmix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def unit_rows(vectors: Any) -> NDArray[np.float32]:
    """Return vectors (one per row) at length 1, so that their dot product is the cosine.

    Raises:
        UsageError: they differ in length or hold something that is not a finite number.
    """
    try:
        rows = np.asarray(vectors, dtype=np.float64)
    except (TypeError, ValueError):
        rows = np.empty(0)
    if rows.ndim != 2 or not np.isfinite(rows).all():
        raise UsageError(
            "the embedder returned vectors of unequal length, or with values that are not finite numbers",
            fix="check the embedding model and its endpoint with `dramaturg check-models`",
        )
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0).astype(np.float32)


THRESHOLDS: dict[str, float] = {HashedNgrams.name: 0.7657}
"""Near-duplicate threshold per embedder: a cosine belongs to the embedder that it was measured with.

Each figure is what `dramaturg calibrate-gate FILE` prints for the instructions of Self-Instruct's 175 tasks.
"""


def threshold_for(embedder_name: str) -> float:
    """Return the calibrated near-duplicate threshold of an embedder.

    Raises:
        UsageError: nobody has calibrated this embedder yet.
    """
    if embedder_name not in THRESHOLDS:
        known = ", ".join(sorted(THRESHOLDS))
        raise UsageError(
            f"the embedder {embedder_name!r} has no near-duplicate threshold (calibrated: {known})",
            fix="run `dramaturg calibrate-gate FILE` with this embedder and set the threshold that it prints",
        )
    return THRESHOLDS[embedder_name]
