"""Calibration: which similarity means "the same text again" for one embedder, learnt from real texts.

The texts are halved by hash. The first half gives two figures: the lowest threshold that spares its distinct
texts, and the highest that still finds the edits planted in them; the threshold lies midway. The lowest alone
would be whatever the closest pair of one half happens to be: over 200 splits of Self-Instruct's instructions
it ran from 0.40 to 0.68 and flagged up to 23 % of the other half; midway, from 0.63 to 0.77, flagged at most
5 %. The second half reports, with edit operators that the first never saw.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ..runtime.errors import UsageError
from ..runtime.frozen import Frozen
from ..runtime.identity import digest, stream
from ..runtime.intervals import wilson
from ..runtime.text import fold
from .edits import FITTED, REPORTED, Edit, edited
from .embedders import unit_rows
from .gate import DECIMALS

FEWEST_TEXTS = 20

_STEP = 10.0**-DECIMALS
_BLOCK = 1024


class Tally(Frozen):
    """How many edits of one operator were planted, and how many the threshold finds."""

    operator: str
    planted: int
    found: int


class Closest(Frozen):
    """The distinct texts that lie closest together; where they are not distinct, the file needs cleaning."""

    first: str
    second: str
    similarity: float


class Fit(Frozen):
    """What was learnt from the first half.

    `lowest_clean` is the lowest threshold that flags no more distinct texts than allowed, `highest_finding`
    the highest that finds the wanted share of edits. If the first is above the second, none does both.
    """

    texts: int
    threshold: float
    lowest_clean: float
    highest_finding: float
    closest: Closest
    tallies: tuple[Tally, ...]

    @property
    def separates(self) -> bool:
        """Whether one threshold both spares the distinct texts and finds the edits."""
        return self.lowest_clean <= self.highest_finding


class HeldOut(Frozen):
    """How the threshold does on the second half.

    A text is flagged when its nearest neighbour among all other texts, of both halves, reaches the threshold;
    low and high are Wilson's 95 % interval. `neighbour_p50` and `_p99` are similarities of distinct texts.
    """

    texts: int
    flagged: int
    flagged_share: float
    flagged_low: float
    flagged_high: float
    neighbour_p50: float
    neighbour_p99: float
    planted: int
    found_share: float
    tallies: tuple[Tally, ...]


class Calibration(Frozen):
    """A threshold for one embedder, and how it does on texts and edits that it was not fitted on."""

    threshold: float
    texts: int
    left_out: int
    """Texts without any word, or equal to another but for case, punctuation or spacing."""
    fit: Fit
    held_out: HeldOut


class _Texts(NamedTuple):
    texts: list[str]
    vectors: NDArray[np.float32]


class _Planted(NamedTuple):
    operator: str
    similarity: float


def calibrate(
    texts: Iterable[str],
    embedder: Embeddings,
    *,
    flagged_share: float = 0.01,
    found_share: float = 0.95,
) -> Calibration:
    """Return the near-duplicate threshold of `embedder` on `texts`, and a report on held-out texts and edits.

    It depends on the texts alone, not on their order. `dramaturg calibrate-gate FILE` prints it.

    Args:
        texts: real texts that ought to be distinct.
        embedder: what similarity is measured with.
        flagged_share: share of the first half that may be flagged, for files that hold some near-duplicates
            already; rounded down, so none where the half has fewer than 100 texts.
        found_share: share of the first half's edits that the highest threshold considered must find.

    Raises:
        UsageError: fewer than 20 distinct texts, a half without any text long enough to be edited, or
            distinct texts that the embedder takes for the same.
    """
    given = list(texts)
    distinct = _distinct_in_hash_order(given)
    everything = _Texts(distinct, unit_rows(embedder.embed_documents(distinct)))
    half = len(distinct) // 2
    first = _Texts(distinct[:half], everything.vectors[:half])
    second = _Texts(distinct[half:], everything.vectors[half:])
    vocabulary = sorted({word for text in distinct for word in text.split()})
    fit = _fit(first, _plant(first, FITTED, vocabulary, embedder), flagged_share, found_share)
    edits = _plant(second, REPORTED, vocabulary, embedder)
    return Calibration(
        threshold=fit.threshold,
        texts=len(distinct),
        left_out=len(given) - len(distinct),
        fit=fit,
        held_out=_report(everything, half, edits, fit.threshold),
    )


def _distinct_in_hash_order(given: list[str]) -> list[str]:
    by_key = {fold(text): text for text in sorted(given, reverse=True) if fold(text)}
    if len(by_key) < FEWEST_TEXTS:
        raise UsageError(
            f"calibration needs at least {FEWEST_TEXTS} distinct texts, and there are {len(by_key)}",
            fix="give a file with more texts of the kind that the gate is to see",
        )
    return [by_key[key] for key in sorted(by_key, key=lambda key: digest("calibration half", key))]


def _plant(half: _Texts, edits: Sequence[Edit], vocabulary: Sequence[str], embedder: Embeddings) -> list[_Planted]:
    """Return the similarity of every edit of every text to the text it was made from."""
    made: list[tuple[int, str, str]] = []
    for row, text in enumerate(half.texts):
        own = set(fold(text).split())
        for edit in edits:
            rng = stream("calibration edit", edit.__name__, fold(text))
            elsewhere = [word for word in rng.choices(vocabulary, k=9) if fold(word) not in own] or vocabulary
            result = edited(text, edit, rng, elsewhere)
            if result is not None:
                made.append((row, edit.__name__, result))
    if not made:
        raise UsageError(
            "calibration found no texts long enough to be edited",
            fix="give a file with texts of four words or more",
        )
    vectors = unit_rows(embedder.embed_documents([result for _, _, result in made]))
    cosines = (half.vectors[[row for row, _, _ in made]] * vectors).sum(axis=1, dtype=np.float64)
    return [
        _Planted(operator, 1.0 if fold(result) == fold(half.texts[row]) else round(float(cosine), DECIMALS))
        for (row, operator, result), cosine in zip(made, cosines, strict=True)
    ]


def _fit(first: _Texts, edits: Sequence[_Planted], flagged_share: float, found_share: float) -> Fit:
    neighbours, nearest = _nearest(first.vectors, first.vectors, 0)
    top = int(nearest.argmax())
    closest = Closest(first=first.texts[top], second=first.texts[int(neighbours[top])], similarity=float(nearest[top]))
    allowed = int(flagged_share * len(nearest))
    lowest = float(np.sort(nearest)[-1 - allowed]) + _STEP
    if lowest > 1.0:
        raise UsageError(
            f"the embedder cannot tell distinct texts apart: {closest.first!r} and {closest.second!r}",
            fix="remove the texts that repeat others, or calibrate another embedder",
        )
    ranked = sorted((edit.similarity for edit in edits), reverse=True)
    highest = ranked[math.ceil(found_share * len(ranked)) - 1]
    threshold = round(max(lowest, (lowest + highest) / 2), DECIMALS)
    return Fit(
        texts=len(first.texts),
        threshold=threshold,
        lowest_clean=round(lowest, DECIMALS),
        highest_finding=highest,
        closest=closest,
        tallies=_tallies(edits, threshold),
    )


def _report(everything: _Texts, half: int, edits: Sequence[_Planted], threshold: float) -> HeldOut:
    _, nearest = _nearest(everything.vectors[half:], everything.vectors, half)
    flagged = int((nearest >= threshold).sum())
    low, high = wilson(flagged, len(nearest))
    return HeldOut(
        texts=len(nearest),
        flagged=flagged,
        flagged_share=flagged / len(nearest),
        flagged_low=low,
        flagged_high=high,
        neighbour_p50=round(float(np.quantile(nearest, 0.5)), DECIMALS),
        neighbour_p99=round(float(np.quantile(nearest, 0.99)), DECIMALS),
        planted=len(edits),
        found_share=sum(edit.similarity >= threshold for edit in edits) / len(edits),
        tallies=_tallies(edits, threshold),
    )


def _nearest(
    queries: NDArray[np.float32], pool: NDArray[np.float32], offset: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return each query's nearest other vector in `pool` and its similarity; query i is row i + offset."""
    places = np.empty(len(queries), dtype=np.intp)
    similarities = np.empty(len(queries), dtype=np.float64)
    for start in range(0, len(queries), _BLOCK):
        block = (queries[start : start + _BLOCK] @ pool.T).astype(np.float64)
        rows = np.arange(len(block))
        block[rows, rows + start + offset] = -1.0
        places[start : start + _BLOCK] = block.argmax(axis=1)
        similarities[start : start + _BLOCK] = block.max(axis=1).round(DECIMALS)
    return places, similarities


def _tallies(edits: Sequence[_Planted], threshold: float) -> tuple[Tally, ...]:
    by_operator: dict[str, list[float]] = {}
    for edit in edits:
        by_operator.setdefault(edit.operator, []).append(edit.similarity)
    return tuple(
        Tally(operator=name, planted=len(found), found=sum(value >= threshold for value in found))
        for name, found in by_operator.items()
    )
