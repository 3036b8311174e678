"""What is drawn does not depend on the order in which a scenario was written, nor on having been through the ledger."""

import json
from pathlib import Path

from dramaturg.cli.front import resume_job, run_job
from dramaturg.scenarios.spec import Scenario
from play import MakeJob, MakeRun, play

WANTED = 9


def test_resuming_from_the_directory_alone_gives_the_rows_of_one_run(run_directory: MakeRun, job: MakeJob) -> None:
    full, resumed = run_directory("full"), run_directory("resumed")
    play(full, *job(), WANTED)
    play(resumed, *job(), 3)
    run_job(resume_job(resumed), resumed, WANTED, 8, None)
    assert rows(resumed) == rows(full)


def test_a_scenario_written_in_another_order_is_the_same(run_directory: MakeRun, job: MakeJob) -> None:
    scenario, seeds = job()
    turned = Scenario.model_validate(json.loads(json.dumps(scenario.model_dump(mode="json")), object_hook=backwards))
    assert list(turned.controls) == list(scenario.controls)
    play(run_directory("one"), scenario, seeds, 4)
    play(run_directory("other"), turned, seeds, 4)
    assert rows(run_directory("one")) == rows(run_directory("other"))


def backwards(fields: dict[str, object]) -> dict[str, object]:
    return dict(reversed(fields.items()))


def rows(directory: Path) -> bytes:
    return (directory / "dataset.jsonl").read_bytes()
