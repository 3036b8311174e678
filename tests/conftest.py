"""What every test gets: run directories whose counts are checked afterwards, from outside the code under test."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from ledger_counts import assert_adds_up
from play import LONG, PROMISED, MakeJob, MakeRun, library_job

# How long an example takes says something about the machine, not about the code.
settings.register_profile("no wall clock", deadline=None)
settings.load_profile("no wall clock")


@pytest.fixture
def run_directory(tmp_path: Path) -> Iterator[MakeRun]:
    """Name run directories; whatever a test did in them, their ledgers must add up."""
    made: list[Path] = []

    def make(name: str) -> Path:
        made.append(tmp_path / name)
        return made[-1]

    yield make
    for directory in made:
        ledger = directory / "ledger.sqlite"
        if ledger.exists():
            assert_adds_up(ledger)


@pytest.fixture(params=[pytest.param(name, marks=[pytest.mark.long] if name in LONG else []) for name in PROMISED])
def job(request: pytest.FixtureRequest) -> MakeJob:
    """Make jobs of one library scenario; a promise that is tested with this holds for every form of data."""
    return partial(library_job, request.param)
