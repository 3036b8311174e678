"""Shares: how much of a talk is whose."""

from collections import Counter

from ...graphs.sample import Sample, Status
from ...runtime.text import words
from ...scenarios.kind import Kind
from ..measure import Found, Measure, measure, spoken


@measure
class Shares(Measure):
    """How even the talk is: an equal share would be one in so many speakers."""

    name = "shares"

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self._talks = 0
        self._most, self._least, self._even, self._words = 0.0, 0.0, 0.0, 0.0

    def add(self, sample: Sample) -> None:
        """See Measure."""
        said = spoken(self.kind, sample) if sample.status is Status.ACCEPTED else ()
        turns = Counter(turn.speaker for turn in said)
        if len(turns) < 2:
            return
        length = Counter[str]()
        for turn in said:
            length[turn.speaker] += len(words(turn.text))
        self._talks += 1
        self._most += max(turns.values()) / len(said)
        self._least += min(turns.values()) / len(said)
        self._words += max(length.values()) / max(length.total(), 1)
        self._even += 1 / len(turns)

    def found(self) -> Found | None:
        """See Measure."""
        if not self._talks:
            return None
        most, least, even, by_words = (
            total / self._talks for total in (self._most, self._least, self._even, self._words)
        )
        return Found(
            name=self.name,
            told=(
                f"who speaks most has {most:.0%} of the turns, who speaks least {least:.0%}; even would be {even:.0%}",
                f"who says most has {by_words:.0%} of the words",
            ),
            values={"talks": self._talks, "most": most, "least": least, "even": even, "most_words": by_words},
        )
