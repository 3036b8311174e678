"""Every ready-made scenario runs without a key, yields rows of its kind, and says what was simulated."""

from pathlib import Path

import pytest

from dramaturg.graphs.directory import reader
from dramaturg.graphs.report import Ending
from dramaturg.graphs.sample import Status
from dramaturg.graphs.store import counts, read_samples
from dramaturg.releases.canonical import rows
from dramaturg.scenarios.kind import named_kind
from dramaturg.scenarios.loading import library
from play import library_job, play

WANTED = 5


@pytest.mark.parametrize("name", library())
def test_a_library_scenario_runs_without_a_key(name: str, tmp_path: Path) -> None:
    scenario, seeds = library_job(name)
    report = play(tmp_path, scenario, seeds, WANTED)
    assert report.ending is Ending.DONE, report.message
    kind = named_kind(scenario)
    with reader(tmp_path) as ledger:
        held, made, settled = counts(ledger), list(rows(ledger)), read_samples(ledger)
    assert held.adds_up
    assert held.accepted == len(made) == WANTED
    assert all(sample.stage and sample.reason for sample in settled if sample.status is not Status.ACCEPTED)
    for row in made:
        assert row.simulated
        kind.payload.model_validate(row.payload)
        assert any(text.strip() for text in kind.parts(row.payload).values())
        assert kind.gist(row.payload).strip()
