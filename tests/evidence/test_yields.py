"""How many candidates the library scenarios need, without a key, for fifty accepted samples."""

import subprocess
import sys

import pytest

import replaying
from play import MakeRun, library_job, one_number, play

WANTED, CANDIDATES = 50, 150


@pytest.mark.parametrize(
    "name",
    ["persona_instructions", "support_dialogue", "persona_dialogue", "society_dialogue", "device_troubleshooting"],
)
def test_fifty_are_accepted_within_a_hundred_and_fifty_candidates(run_directory: MakeRun, name: str) -> None:
    directory = run_directory(name)
    report = play(directory, *library_job(name), WANTED, concurrency=16)
    judged = one_number(directory, "SELECT count(*) FROM briefs WHERE status IN ('accepted', 'rejected', 'failed')")
    print(f"\n{name}: {report.counts.accepted} accepted of {judged} candidates, {report.counts.issued} issued")
    assert (report.exit_code, report.counts.accepted) == (0, WANTED)
    assert report.counts.issued <= CANDIDATES


def test_fifty_trajectories_take_a_hundred_candidates_and_replay_in_a_fresh_process(run_directory: MakeRun) -> None:
    directory = run_directory("shop")
    report = play(directory, *library_job("shop_trajectories"), WANTED, concurrency=16)
    print(f"\nshop_trajectories: {report.counts.accepted} accepted, {report.counts.issued} issued")
    assert (report.exit_code, report.counts.accepted) == (0, WANTED)
    assert report.counts.issued <= 2 * WANTED
    rows = directory / "dataset.jsonl"
    assert len(rows.read_text(encoding="utf-8").splitlines()) == WANTED
    done = subprocess.run([sys.executable, replaying.__file__, str(rows)], capture_output=True, text=True, check=True)
    assert done.stdout == ""
