"""Voices: whether speakers can be told apart by how they talk, not by what they talk of.

Each turn is held against the other turns of its talk and given to the speaker whose turns it is most like. Three
things would make that look better or worse than it is, and are kept out. What a turn is about tells who speaks: so only
function words and punctuation are compared, all else is masked (text distortion, Stamatatos 2017). An answer takes up
the words that it answers: so neighbouring turns are not compared. Who has more turns is met more easily, and a turn
that is left out is missing on its own side only: so everybody is represented by equally many turns, drawn from theirs.
Then turns that are dealt out to speakers at random are given to the right one as often as chance has it, one in so many
speakers; `make evidence` prints that. Words that are not on the list of function words, which is English, are masked.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from ...graphs.sample import Sample, Status
from ...runtime.identity import stream
from ...runtime.intervals import wilson
from ...scenarios.kind import Kind
from ..measure import Found, Measure, Spoken, measure, spoken

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LENGTHS: Final = range(1, 5)
"""Lengths of the character n-grams."""
_BUCKETS: Final = 1024
_NEIGHBOURS: Final = 1
"""Turns before and after a turn that it is not compared with."""


class Attribution(NamedTuple):
    """Turns that could be given to somebody, how many were given to who said them, and how many by chance."""

    turns: int = 0
    right: float = 0.0
    chance: float = 0.0

    def plus(self, other: "Attribution") -> "Attribution":
        """Return both together."""
        return Attribution(self.turns + other.turns, self.right + other.right, self.chance + other.chance)


@measure
class Voices(Measure):
    """How often a turn is given to who said it."""

    name = "voices"

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self._total = Attribution()

    def add(self, sample: Sample) -> None:
        """See Measure."""
        if sample.status is Status.ACCEPTED:
            self._total = self._total.plus(attribution(spoken(self.kind, sample)))

    def found(self) -> Found | None:
        """See Measure."""
        turns, right, chance = self._total
        if not turns:
            return None
        low, high = wilson(round(right), turns)
        return Found(
            name=self.name,
            told=(
                f"{right / turns:.1%} of {turns} turns are given to who said them ({low:.1%} to {high:.1%});"
                f" by chance {chance / turns:.1%}",
            ),
            values={"turns": turns, "accuracy": right / turns, "chance": chance / turns, "low": low, "high": high},
        )


def attribution(turns: Sequence[Spoken]) -> Attribution:
    """Give every turn of a talk to somebody, where two can be compared; where both are as near, by halves."""
    if len({turn.speaker for turn in turns}) < 2:
        return Attribution()
    profiles = [_profile(turn.text) for turn in turns]
    total = Attribution()
    for place, turn in enumerate(turns):
        others = _others(turns, place)
        if turn.speaker in others and len(others) > 1:
            likeness = {name: _likeness(profiles, place, places) for name, places in others.items()}
            best = [name for name, value in likeness.items() if value == max(likeness.values())]
            right = (turn.speaker in best) / len(best)
            total = total.plus(Attribution(1, right, 1 / len(others)))
    return total


def _others(turns: Sequence[Spoken], place: int) -> dict[str, list[int]]:
    """Return speaker → turns that a turn may be compared with, of everybody equally many."""
    by_speaker: dict[str, list[int]] = {}
    for other, turn in enumerate(turns):
        if abs(other - place) > _NEIGHBOURS:
            by_speaker.setdefault(turn.speaker, []).append(other)
    fewest, drawn = min(map(len, by_speaker.values()), default=0), stream("voices", place)
    return {name: drawn.sample(places, fewest) for name, places in by_speaker.items()}


def _likeness(profiles: Sequence[NDArray[np.float64]], place: int, places: Iterable[int]) -> float:
    # Rounded, so that the last bits of a sum decide nothing.
    return round(float(np.mean([profiles[place] @ profiles[other] for other in places])), 9)


def _profile(text: str) -> NDArray[np.float64]:
    """Return what is left of a text without its subjects: hashed character n-grams at length 1."""
    masked = f" {_WORD.sub(lambda word: _masked(word.group()), text)} "
    counts = np.zeros(_BUCKETS)
    for length in _LENGTHS:
        for start in range(len(masked) - length + 1):
            counts[zlib.crc32(masked[start : start + length].encode()) % _BUCKETS] += 1
    sizes = np.sqrt(counts)
    return sizes / np.linalg.norm(sizes)


def _masked(word: str) -> str:
    return word if word.lower().replace("’", "'") in _function_words() else "*"


@cache
def _function_words() -> frozenset[str]:
    lists = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return frozenset(lists["function_words"].split())
