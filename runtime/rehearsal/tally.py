"""What a rehearsal endpoint has served, for `/stats`."""

import hashlib
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from ..frozen import Frozen
from .faults import FaultKind


class Stats(Frozen):
    """Counts of calls for replies and embeddings: calls = all of by_status + unanswered + in_flight."""

    calls: int
    by_status: dict[str, int]
    """Whole answers by status. A fault with status 200 is one of them: it is paid for."""
    unanswered: int
    """Calls that ended without a whole answer: broken off by a fault, or the client left first."""
    in_flight: int
    keys: int
    """Different idempotency keys."""
    keys_repeated: int
    """Keys with more than one whole answer of status 200."""
    repeats: int
    """Whole answers of status 200 beyond the first of their key: what was paid for again."""
    faults: dict[str, int]


class Arrival:
    """One call, from its arrival on.

    Args:
        key: its idempotency key, if it has one.
        name: what all attempts at it share: the key, or else its body.
        attempt: how many came before it.
    """

    def __init__(self, key: str | None, name: str, attempt: int) -> None:
        self.key = key
        self.name = name
        self.attempt = attempt
        self.status: int | None = None


class Tally:
    """Counts calls as they come and go."""

    def __init__(self) -> None:
        self._calls = self._unanswered = self._in_flight = 0
        self._keys = self._keys_repeated = self._repeats = 0
        self._by_status: Counter[int] = Counter()
        self._faults: Counter[FaultKind] = Counter()
        self._attempts: Counter[str] = Counter()
        self._served: Counter[str] = Counter()

    @contextmanager
    def call(self, key: str | None, body: bytes) -> Generator[Arrival]:
        """Count a call while the block answers it."""
        name = f"key {key}" if key else hashlib.sha256(body).hexdigest()
        arrival = Arrival(key, name, self._attempts[name])
        self._calls += 1
        self._in_flight += 1
        self._keys += key is not None and not arrival.attempt
        self._attempts[name] += 1
        try:
            yield arrival
        finally:
            self._in_flight -= 1
            self._unanswered += arrival.status is None

    def answered(self, arrival: Arrival, status: int) -> None:
        """Count a whole answer. It is counted before it is sent: once a client has it, it shows here."""
        arrival.status = status
        self._by_status[status] += 1
        if status == 200 and arrival.key:
            self._served[arrival.key] += 1
            self._keys_repeated += self._served[arrival.key] == 2
            self._repeats += self._served[arrival.key] > 1

    def injected(self, kind: FaultKind) -> None:
        """Count a fault."""
        self._faults[kind] += 1

    def stats(self) -> Stats:
        """Return the counts so far."""
        return Stats(
            calls=self._calls,
            by_status={str(status): number for status, number in sorted(self._by_status.items())},
            unanswered=self._unanswered,
            in_flight=self._in_flight,
            keys=self._keys,
            keys_repeated=self._keys_repeated,
            repeats=self._repeats,
            faults={kind.value: self._faults[kind] for kind in FaultKind if self._faults[kind]},
        )
