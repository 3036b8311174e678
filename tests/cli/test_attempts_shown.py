"""`status`, the end of a run and `traces show` say how many attempts at a task passed."""

import json
import re
from pathlib import Path

import pytest

from front_door import dramaturg
from play import MakeRun, library_job, play


@pytest.fixture
def directory(run_directory: MakeRun) -> Path:
    made = run_directory("run")
    scenario, _ = library_job("shop_trajectories")
    assert scenario.world is not None
    world = scenario.world.model_dump() | {"attempts": 2}
    play(made, *library_job("shop_trajectories", world=world, models={"assistant": "rehearsal:defects=0.6"}), 4)
    return made


def test_status_tells_the_figures_in_words_and_to_scripts(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    said = dramaturg(monkeypatch, "status", str(directory), columns=120)
    line = next(line for line in said.out.splitlines() if line.strip().startswith("attempts"))
    told = re.search(r"2 at each of (\d+) tasks: pass\^1 (\d\.\d\d), pass\^2 (\d\.\d\d); pass@2 (\d\.\d\d)", line)
    assert told is not None
    figures = json.loads(dramaturg(monkeypatch, "status", str(directory), "--json").out)["attempts"]
    assert (figures["tasks"], figures["attempts"]) == (int(told[1]), 2)
    assert [f"{each:.2f}" for each in (*figures["pass_hat"], figures["pass_at"][-1])] == [told[2], told[3], told[4]]


def test_a_sample_is_shown_with_what_became_of_its_attempts(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    lines = dramaturg(monkeypatch, "traces", "show", str(directory), columns=100).out.splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("── attempts "))
    row = json.loads((directory / "dataset.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert f"{row['attempted']['passed']} of 2 passed" in lines[place]
    told = " ".join(lines[place + 1 : place + 3])
    assert f"pass^2 {'yes' if row['attempted']['pass_hat_k'] else 'no'}" in told
    assert f"pass@2 {'yes' if row['attempted']['passed'] else 'no'}" in told


def test_runs_without_a_world_have_no_such_line(monkeypatch: pytest.MonkeyPatch, run_directory: MakeRun) -> None:
    directory = run_directory("plain")
    play(directory, *library_job(), 2)
    assert "attempts" not in dramaturg(monkeypatch, "status", str(directory)).out
    assert "attempts" not in json.loads(dramaturg(monkeypatch, "status", str(directory), "--json").out)
