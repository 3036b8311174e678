"""Drawing ids and people that do not repeat themselves, and situations so that each comes up before any comes again."""

import random
from collections.abc import Sequence
from typing import Final

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Draws:
    """A random stream that does not draw an id twice.

    Args:
        rng: where everything is drawn from.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._taken: set[str] = set()

    def fresh(self, pattern: str) -> str:
        """Return a new id: every # of the pattern becomes a digit and every @ a letter."""
        while (found := "".join(map(self._letter, pattern))) in self._taken:
            pass
        self._taken.add(found)
        return found

    def _letter(self, sign: str) -> str:
        if sign == "#":
            return str(self.rng.randrange(10))
        return self.rng.choice(_LETTERS) if sign == "@" else sign


class Deck:
    """Situations, dealt in random order; when all are dealt, they are shuffled again.

    Args:
        rng: the random stream.
        cards: the situations.
        later: what is dealt from after the first round; the same if nothing is said.
    """

    def __init__(self, rng: random.Random, cards: Sequence[str], later: Sequence[str] = ()) -> None:
        self._rng = rng
        self._later = later or cards
        self._left = rng.sample(cards, len(cards))

    def deal(self) -> str:
        """Return the next situation."""
        if not self._left:
            self._left = self._rng.sample(self._later, len(self._later))
        return self._left.pop()
