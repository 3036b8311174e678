"""Contradictions: how often somebody states of themselves what their card, or an earlier turn, says otherwise.

Counted is what the verifier `consistency` found, in the first drafts of all samples and in what was accepted after
revision: English, and only facts that it reads for certain. So it is a lower bound.
"""

from ...graphs.sample import Sample, Status
from ...scenarios.draft import Round, best_of
from ...scenarios.kind import Kind
from ...scenarios.verifiers.dialogue.consistency import CONTRADICTS_CARD, SOURCE, consistency
from ..measure import Found, Measure, measure, said_in


@measure
class Contradictions(Measure):
    """Facts against cards and earlier turns, per 100 turns."""

    name = "contradictions"

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self._first, self._kept = _Tally(), _Tally()

    def add(self, sample: Sample) -> None:
        """See Measure."""
        if consistency not in self.kind.verifiers:
            return  # nobody has looked for them
        if sample.rounds:
            self._first.add(self.kind, sample.rounds[0])
        if sample.status is Status.ACCEPTED:
            self._kept.add(self.kind, best_of(sample.rounds))

    def found(self) -> Found | None:
        """See Measure."""
        if not self._first.turns:
            return None
        return Found(
            name=self.name,
            told=(self._kept.told("accepted"), self._first.told("first drafts")),
            values={
                "turns": self._kept.turns,
                "card": self._kept.of_card,
                "earlier": self._kept.others,
                "card_per_100": self._kept.rate(self._kept.of_card),
                "earlier_per_100": self._kept.rate(self._kept.others),
                "card_per_100_first": self._first.rate(self._first.of_card),
                "earlier_per_100_first": self._first.rate(self._first.others),
            },
        )


class _Tally:
    """Turns, and contradictions among them."""

    def __init__(self) -> None:
        self.turns, self.of_card, self.others = 0, 0, 0

    def add(self, kind: Kind, held: Round) -> None:
        found = [finding for finding in held.findings if finding.source == SOURCE]
        of_card = sum(CONTRADICTS_CARD in finding.problem for finding in found)
        self.turns += len(said_in(kind, held.draft))
        self.of_card += of_card
        self.others += len(found) - of_card

    def rate(self, number: int) -> float:
        return 100 * number / max(self.turns, 1)

    def told(self, what: str) -> str:
        card, others = self.rate(self.of_card), self.rate(self.others)
        return f"{what}: per 100 turns {card:.2f} with their card, {others:.2f} with earlier turns ({self.turns} turns)"
