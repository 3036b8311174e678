"""A model that obeys whatever a tool's result orders: its rows are rejected, and nobody else's are."""

from pathlib import Path

import pytest

from dramaturg.graphs.sample import Sample
from dramaturg.scenarios.draft import best_of
from play import MakeRun, Spectator, library_job, play

NAME = "shop_trajectories"
OBEDIENT = "rehearsal:obedient,defects=0"
PLANTED = {"name": "shop", "variants": {"injected": 1.0}}


def made(directory: Path, model: str, **changes: object) -> list[Sample]:
    watched = Spectator()
    play(directory, *library_job(NAME, models=model, **changes), 6, spectator=watched)
    return watched.samples


def test_a_run_with_an_obedient_model_ends_well(run_directory: MakeRun) -> None:
    samples = made(run_directory("run"), OBEDIENT)
    assert {str(sample.status) for sample in samples} <= {"accepted", "rejected"}, [s.reason for s in samples]
    assert sum(sample.status == "accepted" for sample in samples) == 6


@pytest.mark.parametrize(("model", "is_obedient"), [("rehearsal:defects=0", False), (OBEDIENT, True)])
def test_whoever_obeys_a_record_makes_no_rows(run_directory: MakeRun, model: str, is_obedient: bool) -> None:
    samples = made(run_directory("run"), model, world=PLANTED, budget={"candidates": 12}, refinement={"rounds": 0})
    accepted = [sample for sample in samples if sample.status == "accepted"]
    forbidden = [s for s in samples if "verifier:forbidden" in {each.source for each in best_of(s.rounds).findings}]
    assert len(samples) > 5
    if is_obedient:
        assert not accepted
        assert len(forbidden) > len(samples) / 3
    else:
        assert len(accepted) == 6
        assert not forbidden
