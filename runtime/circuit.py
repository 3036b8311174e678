"""Whether an endpoint answers at all. Where it does not, one call at a time finds out when it does again."""

import random
from math import inf

from .backoff import equal_jitter
from .errors import EndpointError, EndpointFault

FAILURES = 8
"""Failures in a row, of whichever calls, that open the circuit."""

FAILURES_AFTER_RETURN = 3
"""The same for an endpoint that was away, until it has given as many replies as it takes failures at other times."""

PATIENCE = 120.0
"""Seconds that calls wait for an endpoint to come back."""

BETWEEN_PROBES_WHEN_REFUSED = 4.0
"""The longest pause for an endpoint that refuses: it is there, and full rate is to be back within ten seconds."""

BETWEEN_PROBES_WHEN_DOWN = 15.0


class Circuit:
    """A circuit breaker (M. Nygard, "Release It!"): closed while there are replies, open after failures in a row.

    Args:
        failures: so many in a row open it.
        patience: seconds until it is given up.
    """

    def __init__(self, failures: int, patience: float) -> None:
        self.is_open = False
        self.error: EndpointError | None = None
        """The last failure since the last reply."""
        self.hopeless_at = inf
        """When to wait no longer, unless there is a reply before; the next probe brings new hope."""
        self._threshold = failures
        self._patience = patience
        self._failures = 0
        self._replies_owed = 0
        self._give_up_at = inf
        self._probes = 0
        self._probe: int | None = None

    @property
    def is_probing(self) -> bool:
        """Whether a call is under way whose outcome all others wait for."""
        return self._probe is not None

    def began(self, call: int, now: float) -> None:
        """A call was sent; while the circuit is open it is the probe."""
        if self.is_open:
            self._probe = call
            self.hopeless_at = max(self._give_up_at, now + self._patience)

    def abandoned(self, call: int) -> None:
        """A call ended without telling anything about the endpoint."""
        if self._probe == call:
            self._probe = None
            self.hopeless_at = inf

    def replied(self) -> None:
        """The endpoint is there."""
        if self._replies_owed:
            self._replies_owed -= 1
        if self.is_open:
            self._close()
        self._failures = 0

    def failed(self, call: int, error: EndpointError, now: float, dice: random.Random) -> float:
        """Take a failure in, and return for how many seconds nothing may be sent because of it."""
        self.error = error
        self._failures += 1
        if self._probe == call:
            self._probe = None
            self._probes += 1
            self.hopeless_at = now if now >= self._give_up_at else inf
        elif not self.is_open and self._failures >= self._enough():
            self.is_open = True
            self._give_up_at = now + self._patience
        else:
            return 0.0
        refused = error.fault is EndpointFault.RATE_LIMITED
        cap = BETWEEN_PROBES_WHEN_REFUSED if refused else BETWEEN_PROBES_WHEN_DOWN
        return equal_jitter(dice, self._probes + 1, first=1.0, cap=cap)

    def held(self, until: float) -> None:
        """Nothing is sent until then; patience with an endpoint that has not been probed yet begins afterwards."""
        if self.is_open and not self._probes:
            self._give_up_at = max(self._give_up_at, until + self._patience)

    def _enough(self) -> int:
        return min(FAILURES_AFTER_RETURN, self._threshold) if self._replies_owed else self._threshold

    def _close(self) -> None:
        self.is_open = False
        self.error = self._probe = None
        self.hopeless_at = self._give_up_at = inf
        self._probes = 0
        self._replies_owed = self._threshold
