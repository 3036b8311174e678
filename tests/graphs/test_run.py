"""Promises 1 to 4 of the design, on the whole engine: nothing vanishes, exactly once, not paid twice, same bytes."""

import json
from collections import Counter
from pathlib import Path

import pytest

from dramaturg.graphs.report import Ending
from dramaturg.runtime.budget import Limits
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.spec import Quota
from play import MakeJob, MakeRun, Spectator, one_number, play, settled_order

WANTED = 12


def dataset(directory: Path) -> bytes:
    return (directory / "dataset.jsonl").read_bytes()


def calls(directory: Path) -> int:
    return one_number(directory, "SELECT count(*) FROM calls")


def test_a_run_ends_with_as_many_rows_as_were_wanted(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    report = play(directory, *job(), WANTED)
    assert (report.ending, report.counts.accepted, report.exit_code) == (Ending.DONE, WANTED, 0)
    rows = [json.loads(line) for line in dataset(directory).splitlines()]
    assert len({row["id"] for row in rows}) == WANTED
    assert report.simulated
    assert all(row["simulated"] for row in rows)


@pytest.mark.parametrize("concurrency", [1, 64])
def test_the_same_seed_gives_the_same_bytes_at_any_concurrency(
    run_directory: MakeRun, job: MakeJob, concurrency: int
) -> None:
    play(run_directory("one"), *job(), WANTED, concurrency=8)
    play(run_directory("other"), *job(), WANTED, concurrency=concurrency)
    assert dataset(run_directory("one")) == dataset(run_directory("other"))


def test_another_random_seed_gives_other_rows(run_directory: MakeRun, job: MakeJob) -> None:
    play(run_directory("one"), *job(), WANTED)
    play(run_directory("other"), *job(random_seed=8), WANTED)
    assert not set(dataset(run_directory("one")).splitlines()) & set(dataset(run_directory("other")).splitlines())


def test_a_smaller_run_is_a_prefix_and_grows_into_the_larger_one(run_directory: MakeRun, job: MakeJob) -> None:
    full, grown = run_directory("full"), run_directory("grown")
    play(full, *job(), WANTED)
    play(grown, *job(), 5)
    small = settled_order(grown)
    assert small == settled_order(full)[: len(small)]
    paid = calls(grown)
    play(grown, *job(), WANTED)
    assert dataset(grown) == dataset(full)
    assert calls(grown) >= paid


@pytest.mark.parametrize("cancel", [False, True])
def test_a_stopped_run_has_settled_a_prefix_and_goes_on_to_the_same_rows(
    run_directory: MakeRun, job: MakeJob, cancel: bool
) -> None:
    full, stopped = run_directory("full"), run_directory("stopped")
    play(full, *job(), WANTED)
    report = play(stopped, *job(), WANTED, concurrency=2, spectator=Spectator(stop_after=4, cancel=cancel))
    assert (report.ending, report.exit_code) == (Ending.INTERRUPTED, 130)
    order = settled_order(stopped)
    assert 4 <= len(order) < len(settled_order(full))
    assert order == settled_order(full)[: len(order)]
    assert play(stopped, *job(), WANTED).ending is Ending.DONE
    assert dataset(stopped) == dataset(full)


def test_a_run_stopped_by_its_budget_has_settled_a_prefix_and_pays_nothing_twice(
    run_directory: MakeRun,
    job: MakeJob,
) -> None:
    full, stopped = run_directory("full"), run_directory("stopped")
    play(full, *job(), WANTED, concurrency=1)
    limit = calls(full) * 2 // 3
    report = play(stopped, *job(budget=Limits(calls=limit)), WANTED, concurrency=4)
    assert (report.ending, report.exit_code) == (Ending.BUDGET, 3)
    assert calls(stopped) == limit
    order = settled_order(stopped)
    assert order == settled_order(full)[: len(order)]
    assert play(stopped, *job(), WANTED, concurrency=1).ending is Ending.DONE
    assert dataset(stopped) == dataset(full)


def test_a_finished_run_asked_again_makes_no_call(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    play(directory, *job(), WANTED)
    before, paid = dataset(directory), calls(directory)
    assert play(directory, *job(), WANTED).ending is Ending.DONE
    assert (dataset(directory), calls(directory)) == (before, paid)


def test_a_changed_scenario_is_refused_with_the_differences(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    play(directory, *job(), 3)
    with pytest.raises(UsageError, match=r"related_share: 0\.5 -> 0\.9"):
        play(directory, *job(related_share=0.9), 3)


def test_quota_cells_are_filled_exactly(run_directory: MakeRun, job: MakeJob) -> None:
    directory, quota = run_directory("run"), one_to_two(job)
    report = play(directory, *job(quota=quota), 9)
    rows = [json.loads(line) for line in dataset(directory).splitlines()]
    few, many = quota.shares
    assert Counter(row["controls"][quota.control] for row in rows) == {few: 3, many: 6}
    assert report.ending is Ending.DONE


def test_quota_runs_give_the_same_bytes_at_any_concurrency(run_directory: MakeRun, job: MakeJob) -> None:
    quota = one_to_two(job)
    play(run_directory("one"), *job(quota=quota), 9, concurrency=1)
    play(run_directory("other"), *job(quota=quota), 9, concurrency=32)
    assert dataset(run_directory("one")) == dataset(run_directory("other"))


def one_to_two(job: MakeJob) -> Quota:
    """Return a quota over the last control of a scenario, twice as much of its second option as of its first."""
    name, control = list(job()[0].controls.items())[-1]
    few, many = list(control.options)[:2]
    return Quota(control=name, shares={few: 1, many: 2})


def test_a_shortfall_is_reported_and_never_padded(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    report = play(directory, *job(budget=Limits(candidates=3)), WANTED)
    assert (report.ending, report.exit_code, report.counts.issued) == (Ending.SHORT, 1, 3)
    assert report.missing == {"all": WANTED - report.counts.accepted}


def test_near_duplicates_of_accepted_rows_are_turned_away_and_name_their_neighbour(
    run_directory: MakeRun,
    job: MakeJob,
) -> None:
    directory = run_directory("run")
    scenario, seeds = job(near_duplicates={"threshold": 0.15}, budget=Limits(candidates=30))
    watched = Spectator()
    play(directory, scenario, seeds, WANTED, spectator=watched)
    repeats = [sample for sample in watched.samples if sample.stage == "near_duplicate"]
    accepted = {sample.brief.id for sample in watched.samples if sample.status == "accepted"}
    assert repeats
    for sample in repeats:
        assert sample.neighbour is not None
        assert sample.neighbour.brief_id in accepted
        assert sample.neighbour.similarity >= 0.15


def test_a_budget_that_ends_within_the_expansion_leaves_a_run_that_goes_on(
    run_directory: MakeRun, job: MakeJob
) -> None:
    full, stopped = run_directory("full"), run_directory("stopped")
    play(full, *job(), 4)
    report = play(stopped, *job(budget=Limits(calls=9)), 4)
    assert (report.ending, report.counts.calls, report.counts.personas) == (Ending.BUDGET, 9, 0)
    assert play(stopped, *job(), 4).ending is Ending.DONE
    assert dataset(stopped) == dataset(full)
