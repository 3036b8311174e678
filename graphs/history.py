"""History: what of accepted samples later waves may build on.

A brief reads closed waves of its own quota cell only, in the order of their indexes. So what it reads does not depend
on how fast the replies came in, on what else was in flight, or on how many samples are wanted.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from operator import attrgetter

from ..runtime.frozen import Frozen
from ..scenarios.kind import Kind
from .sample import Sample, Status


class Earlier(Frozen):
    """What is kept of an accepted sample: what its kind wants remembered, and how it was judged."""

    brief_id: str
    index: int
    score: float
    """The mean of the judge's scores."""
    kept: Frozen


class History:
    """Accepted samples by quota cell, as far as their kind wants them remembered.

    Args:
        kind: says what is remembered of a sample.
        wave: briefs of a cell in a wave; None where nobody builds on anything.
        settled: what earlier processes settled.
    """

    def __init__(self, kind: Kind, wave: int | None, settled: Sequence[Sample] = ()) -> None:
        self._kind = kind
        self._wave = wave
        self._cells: dict[str, list[Earlier]] = {}
        for sample in settled:
            self.add(sample)

    def wave_of(self, index: int) -> int:
        """Return the number of the wave that a brief belongs to."""
        return index // self._wave if self._wave else 0

    def add(self, sample: Sample) -> None:
        """Remember a settled sample, if there is anything to remember."""
        if self._wave is None or sample.status is not Status.ACCEPTED or sample.draft is None:
            return
        kept = self._kind.remembered(sample.draft.payload, sample.brief)
        if kept is None:
            return
        scores = sample.verdict.scores.values() if sample.verdict else ()
        score = sum(scores) / len(scores) if scores else 0.0
        earlier = Earlier(brief_id=sample.brief.id, index=sample.brief.index, score=score, kept=kept)
        insort(self._cells.setdefault(sample.brief.cell, []), earlier, key=attrgetter("index"))

    def before(self, cell: str, index: int) -> Sequence[Earlier]:
        """Return what a brief at this place may build on: its cell's waves before its own, in brief order."""
        held, first = self._cells.get(cell, []), self.wave_of(index) * (self._wave or 0)
        return held[: bisect_left(held, first, key=attrgetter("index"))]
