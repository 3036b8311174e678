"""Whether an endpoint answers at all. Where it does not, one call at a time finds out when it does again."""

import random
from math import inf

from .backoff import equal_jitter
from .errors import EndpointError, EndpointFault

FAILURES = 8
"""Failures in a row, of whichever calls, that open the circuit."""

PATIENCE = 120.0
"""Seconds that calls wait for an endpoint to come back."""

LONGEST_PAUSE = {EndpointFault.RATE_LIMITED: 4.0}
"""Between probes of an endpoint that refuses: it is there, and full rate is to be back within ten seconds."""

LONGEST_PAUSE_WHEN_DOWN = 15.0


class Circuit:
    """A circuit breaker (M. Nygard, "Release It!"): closed while there are replies, open after failures in a row.

    Args:
        failures: so many in a row open it.
        patience: seconds until it is given up.
    """

    def __init__(self, failures: int = FAILURES, patience: float = PATIENCE) -> None:
        self.is_open = False
        self.is_probing = False
        self.error: EndpointError | None = None
        """The last failure since the last reply."""
        self._limit = failures
        self._patience = patience
        self._failures = 0
        self._probes = 0
        self._give_up_at = inf
        self._hopeless_at = inf

    def replied(self) -> None:
        """The endpoint is there."""
        if self._failures:
            self.is_open = self.is_probing = False
            self.error = None
            self._failures = self._probes = 0
            self._give_up_at = self._hopeless_at = inf

    def failed(self, error: EndpointError, now: float, *, was_probe: bool, dice: random.Random) -> float:
        """Take a failure in, and return for how many seconds nothing may be sent because of it."""
        self.error = error
        self._failures += 1
        if self.is_open and was_probe:
            self.is_probing = False
            self._probes += 1
            if now >= self._give_up_at:
                self._hopeless_at = now
        elif not self.is_open and self._failures >= self._limit:
            self.is_open = True
            self._give_up_at = now + self._patience
        else:
            return 0.0
        cap = LONGEST_PAUSE.get(error.fault, LONGEST_PAUSE_WHEN_DOWN)
        return equal_jitter(dice, self._probes + 1, first=1.0, cap=cap)

    def held(self, until: float) -> None:
        """Nothing is sent until then: a probe has its time afterwards."""
        if self.is_open and self._hopeless_at > until:
            self._hopeless_at = max(self._give_up_at, until + self._patience)

    @property
    def hopeless_at(self) -> float:
        """When to give up waiting, unless there is a reply before."""
        return self._hopeless_at
