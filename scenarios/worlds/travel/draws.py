"""Drawing travellers, days and ids, none of them twice."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from .names import NAMES
from .state import Tier, Traveller


class Draws:
    """A random stream that does not repeat itself where records must differ.

    Args:
        rng: where everything is drawn from.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._taken: set[str] = set()

    def fresh_id(self, prefix: str, digits: int) -> str:
        """Return an id that does not tell how many there are."""
        return self.fresh(lambda: f"{prefix}{self.rng.randrange(10 ** (digits - 1), 10**digits)}")

    def fresh(self, draw: Callable[[], str]) -> str:
        """Return the first thing drawn that was not drawn before."""
        while (found := draw()) in self._taken:
            pass
        self._taken.add(found)
        return found

    def day(self, today: str, least: int, most: int) -> str:
        """Return a day so many days after today (before it where negative)."""
        return shifted(today, self.rng.randint(least, most))

    def traveller(self, tier: Tier) -> Traveller:
        """Return a traveller."""
        rng = self.rng
        given, family = rng.choice(NAMES.given), rng.choice(NAMES.family)
        email = self.fresh(
            lambda: f"{given}.{family}{rng.randint(2, 99999)}@{rng.choice(NAMES.domains)}".lower(),
        )
        birthday = self.day("1950-01-01", 0, 20_000)
        return Traveller(name=f"{given} {family}", email=email, birthday=birthday, tier=tier)


def shifted(day: str, days: int) -> str:
    """Return the day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def days_between(before: str, after: str) -> int:
    """Return how many days lie between two days."""
    return (date.fromisoformat(after) - date.fromisoformat(before)).days


def nights_between(arrival: str, departure: str) -> list[str]:
    """Return the nights of a stay, each by the day on which it begins."""
    return [shifted(arrival, night) for night in range(days_between(arrival, departure))]
