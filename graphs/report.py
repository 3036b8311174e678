"""How a run ended, in numbers and in one sentence."""

from enum import StrEnum

from ..runtime.frozen import Frozen
from .reliability import Reliability
from .store import Counts

TOLERATED_FAILURES = 0.2
"""Share of issued briefs that may have failed in a run that counts as done."""


class Ending(StrEnum):
    """Why a run ended."""

    DONE = "done"
    SHORT = "short"
    BUDGET = "budget"
    ENDPOINT = "endpoint"
    INTERRUPTED = "interrupted"


EXIT_CODES = {
    Ending.DONE: 0,
    Ending.SHORT: 1,
    Ending.BUDGET: 3,
    Ending.ENDPOINT: 4,
}


class Report(Frozen):
    """A run's end. `wanted` is what was asked for; a shortfall is reported, never padded."""

    directory: str
    ending: Ending
    message: str
    wanted: int
    counts: Counts
    attempts: Reliability | None = None
    """How often independent attempts at one task passed, for kinds that are acted out in a world."""
    simulated: bool
    unexecuted: bool = False
    """Whether a model answers for the tools of its world."""
    signal: int = 2
    """The signal that interrupted it, for one that was: 2 is Ctrl-C, 15 a request to end."""
    missing: dict[str, int] = {}
    """Quota cell → accepted samples it is short of."""
    notes: tuple[str, ...] = ()
    """What the scenario asks for and could not be had, in words."""

    @property
    def exit_code(self) -> int:
        """The process's exit code (DESIGN, section 8)."""
        if self.ending is Ending.DONE and self.counts.failed > TOLERATED_FAILURES * max(self.counts.issued, 1):
            return 1
        if self.ending is Ending.INTERRUPTED:
            return 128 + self.signal
        return EXIT_CODES[self.ending]
