"""Reopening failed briefs on request: they are asked anew, since the journal would repeat what failed."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import delete, update

from ..runtime.errors import ContentFault
from ..runtime.ledger import Ledger, Reader, briefs, fact, samples, steps
from ..runtime.lock import hold
from ..scenarios.quotas import cells
from ..scenarios.spec import Scenario
from .directory import LEDGER_FILE
from .sample import Sample, Status
from .store import read_samples

ATTEMPTS = "attempts"
"""The run's fact that says how often each reopened brief was reopened."""


def reopen(directory: Path, faults: frozenset[ContentFault]) -> int:
    """Set failed briefs of these classes back to pending and return how many.

    They settle again behind what is settled already, in the order of their issue. Those of full cells stay as they
    are: nobody would ask them again.

    Raises:
        RunDirectoryError: another process holds the directory.
    """
    with hold(directory), Ledger.open(directory / LEDGER_FILE) as ledger:
        held = read_samples(ledger)
        short = _short_cells(ledger, held)
        failed = [s.brief.id for s in held if s.status is Status.FAILED and s.fault in faults and s.brief.cell in short]
        kept = [s.brief.id for s in held if s.brief.id not in set(failed)]
        attempts: dict[str, int] = ledger.get(ATTEMPTS) or {}
        ledger.commit_now(
            delete(steps).where(steps.c.owner.in_(failed)),
            delete(samples).where(samples.c.brief_id.in_(failed)),
            update(briefs)
            .where(briefs.c.id.in_(failed))
            .values(status=Status.PENDING, stage=None, reason=None, place=None),
            # Twice, because two briefs may never have the same place on the way.
            *(update(briefs).where(briefs.c.id == id_).values(place=-place) for place, id_ in enumerate(kept, 1)),
            *(update(briefs).where(briefs.c.id == id_).values(place=place) for place, id_ in enumerate(kept, 1)),
            fact(ATTEMPTS, attempts | {id_: attempts.get(id_, 0) + 1 for id_ in failed}),
        )
    return len(failed)


def _short_cells(ledger: Reader, held: Sequence[Sample]) -> set[str]:
    """Return the quota cells that have fewer accepted samples than were asked for last."""
    scenario = Scenario.model_validate(ledger.get("scenario"))
    accepted = Counter(sample.brief.cell for sample in held if sample.status is Status.ACCEPTED)
    wanted = cells(scenario, ledger.get("wanted") or scenario.wanted)
    return {cell for cell, number in wanted.items() if accepted[cell] < number}
