"""Models behave badly; runs end well all the same, with every leniency and every failure on record."""

import json
from collections import Counter

from dramaturg.graphs.report import Ending
from play import MakeJob, MakeRun, Spectator, one_number, play


def test_a_sloppy_model_is_read_leniently_and_its_failures_are_named(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    watched = Spectator()
    report = play(directory, *job(models="rehearsal:sloppy"), 20, spectator=watched)
    assert report.ending is Ending.DONE
    mended = Counter(note.split(":")[1] for sample in watched.samples for note in sample.mended)
    assert {"code_fence", "preamble", "extra_keys", "json_syntax"} <= set(mended)
    failed = [sample for sample in watched.samples if sample.status == "failed"]
    assert all(sample.stage and ":" in (sample.reason or "") for sample in failed)
    faults = one_number(directory, "SELECT count(*) FROM calls WHERE fault IS NOT NULL")
    kept = one_number(
        directory, "SELECT count(*) FROM calls WHERE fault IS NOT NULL AND (text <> '' OR tokens_out > 0)"
    )
    assert faults > 0
    assert kept == faults, "text or usage of an unusable reply was lost"


def test_sloppy_runs_give_the_same_bytes_at_any_concurrency(run_directory: MakeRun, job: MakeJob) -> None:
    play(run_directory("one"), *job(models="rehearsal:sloppy"), 8, concurrency=1)
    play(run_directory("other"), *job(models="rehearsal:sloppy"), 8, concurrency=32)
    one, other = (run_directory(name) / "dataset.jsonl" for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_planted_defects_are_on_record_and_out_of_every_agent_s_sight(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    play(directory, *job(models="rehearsal:defects=0.9"), 8)
    planted = one_number(directory, 'SELECT count(*) FROM calls WHERE simulation LIKE \'%"planted": ["%\'')
    assert planted > 4
    leaked = "SELECT count(*) FROM calls WHERE request LIKE '%planted%' OR request LIKE '%x_rehearsal%'"
    assert one_number(directory, leaked) == 0
    rows = (directory / "dataset.jsonl").read_text()
    assert "planted" not in rows
    assert all(json.loads(line)["simulated"] for line in rows.splitlines())


def test_refining_takes_weight_off_and_the_best_draft_is_the_one_that_is_judged(
    run_directory: MakeRun,
    job: MakeJob,
) -> None:
    watched = Spectator()
    play(run_directory("run"), *job(models="rehearsal:defects=0.9"), 12, spectator=watched)
    revised = [sample for sample in watched.samples if len(sample.rounds) > 1]
    assert revised
    gains = [gain for sample in revised for gain in sample.gains]
    assert sum(gains) > 0
    for sample in revised:
        weights = [held.weight for held in sample.rounds]
        assert sample.draft == sample.rounds[weights.index(min(weights))].draft
