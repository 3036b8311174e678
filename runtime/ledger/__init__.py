"""The one transactional store of a run: calls, personas, briefs, samples, steps and the facts of the run."""

from .ledger import SCHEMA_VERSION, Ledger, Reader, fact
from .operations import Insert, Operation, Row, Upsert
from .tables import briefs, calls, metadata, persona_rejections, personas, run, samples, steps
from .writer import AFTER_COMMIT, BEFORE_COMMIT, GROUP_LIMIT, Writer, ignore

__all__ = [
    "AFTER_COMMIT",
    "BEFORE_COMMIT",
    "GROUP_LIMIT",
    "SCHEMA_VERSION",
    "Insert",
    "Ledger",
    "Operation",
    "Reader",
    "Row",
    "Upsert",
    "Writer",
    "briefs",
    "calls",
    "fact",
    "ignore",
    "metadata",
    "persona_rejections",
    "personas",
    "run",
    "samples",
    "steps",
]
