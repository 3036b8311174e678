"""Faults that the rehearsal endpoint shows on request: which there are, how often, and whose turn it is."""

import math
import random
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, Self

from ..errors import UsageError
from ..identity import stream


class FaultKind(StrEnum):
    """What can go wrong between a client and a model."""

    RATE_LIMITED = "429"
    """Refused for now, with a Retry-After in one of the forms that endpoints and gateways send."""
    SERVER_ERROR = "500"
    HANG = "hang"
    """No answer, until the client hangs up."""
    TRICKLE = "trickle"
    """A body that comes one byte at a time and never ends."""
    CUT = "cut"
    """The connection is closed in the middle of the body."""
    HTML = "html"
    """A web page with status 200."""
    GARBAGE = "garbage"
    """A whole body that is no JSON."""
    SCHEMA = "schema"
    """A reply that is valid JSON of another shape than was asked for."""
    NULL = "null"
    """No choices, or no vectors."""
    EMPTY = "empty"
    """A reply without content, or a list without vectors."""
    LENGTH = "length"
    """A reply that ends at the token limit."""
    FILTER = "filter"
    """A reply that was withheld by a content filter."""
    RESET = "reset"
    """The connection is reset in the middle of the body."""


_FIX: Final = f"write --fault KIND=RATE, as in 429=0.3; KIND is one of {', '.join(FaultKind)}, RATE lies in 0 to 1"


class Fault(NamedTuple):
    """A fault that is due, and the random stream that chooses its form."""

    kind: FaultKind
    rng: random.Random


class Faults:
    """Decides which calls go wrong: a pure function of seed, call and attempt, so a retry may go well.

    Args:
        rates: kind → share of all calls, together at most 1.
        seed: which calls it hits.
    """

    def __init__(self, rates: Mapping[FaultKind, float] | None = None, seed: int = 0) -> None:
        given = rates or {}
        # In the order of the kinds, so that the order of a command line's options changes nothing.
        self._rates = {kind: given[kind] for kind in FaultKind if kind in given}
        self._seed = seed

    @classmethod
    def read(cls, given: Sequence[str], seed: int = 0) -> Self:
        """Read `KIND=RATE` words.

        Raises:
            UsageError: a kind is unknown or named twice, a rate is no share, or the rates exceed 1 together.
        """
        rates: dict[FaultKind, float] = {}
        for word in given:
            kind, rate = _rate(word)
            if kind in rates:
                raise UsageError(f"--fault names {kind} twice", fix="name each kind once")
            rates[kind] = rate
        total = math.fsum(rates.values())
        if total > 1:
            raise UsageError(f"the rates of --fault add up to {total:g}", fix="lower them to at most 1 together")
        return cls(rates, seed)

    def due(self, call: str, attempt: int) -> Fault | None:
        """Return what goes wrong with this attempt at a call, if anything.

        Args:
            call: what all attempts at it share.
            attempt: how many came before it.
        """
        if not self._rates:
            return None
        rng = stream("fault", self._seed, call, attempt)
        point = rng.random()
        for kind, rate in self._rates.items():
            if point < rate:
                return Fault(kind, rng)
            point -= rate
        return None


def _rate(word: str) -> tuple[FaultKind, float]:
    name, _, share = word.partition("=")
    try:
        kind, rate = FaultKind(name.strip()), float(share)
    except ValueError:
        raise UsageError(f"--fault {word!r} names no kind and rate", fix=_FIX) from None
    if not 0 <= rate <= 1:
        raise UsageError(f"--fault {word!r} has a rate outside of 0 to 1", fix=_FIX)
    return kind, rate
