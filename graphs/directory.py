"""A run directory as a reader sees it: its ledger, and what the run was started with."""

from pathlib import Path

from ..runtime.errors import RunDirectoryError
from ..runtime.ledger import Ledger, Reader
from ..scenarios.seed import Seed
from ..scenarios.spec import Scenario

LEDGER_FILE = "ledger.sqlite"


def read_scenario(directory: Path) -> tuple[Scenario, tuple[Seed, ...]]:
    """Return the scenario and seeds that a run directory was started with.

    Raises:
        RunDirectoryError: there is no run, or it never got as far as its scenario.
    """
    with reader(directory) as ledger:
        scenario, seeds = ledger.get("scenario"), ledger.get("seeds")
    if scenario is None or seeds is None:
        raise RunDirectoryError(
            f"{directory} holds a run that never started",
            fix="start it with `dramaturg run SCENARIO --out DIR`",
        )
    return Scenario.model_validate(scenario), tuple(Seed.model_validate(seed) for seed in seeds)


def reader(directory: Path) -> Reader:
    """Open a run's ledger for reading, whoever may be writing to it."""
    return Ledger.reader(directory / LEDGER_FILE)
