"""Several attempts at one task: each in a world of its own, none told of the others, all of them kept and counted."""

import asyncio
import json
import sqlite3
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from dramaturg.graphs.directory import reader
from dramaturg.graphs.report import Report
from dramaturg.graphs.sample import Sample
from dramaturg.releases.canonical import export, rows
from dramaturg.scenarios.seed import Seed
from dramaturg.scenarios.setting import WorldSettings
from dramaturg.scenarios.spec import Scenario
from play import MakeRun, Spectator, library_job, play
from replaying import replayed

NAME = "shop_trajectories"
K = 3
FAILING = "rehearsal:defects=0.7"
"""An assistant that fails about every other task."""


def job(attempts: int = K, model: str = FAILING, **changes: object) -> tuple[Scenario, tuple[Seed, ...]]:
    scenario, _ = library_job(NAME)
    assert scenario.world is not None
    world = scenario.world.model_dump() | {"attempts": attempts}
    return library_job(NAME, world=world, models={"assistant": model}, **changes)


def made(
    directory: Path, wanted: int = 10, attempts: int = K, model: str = FAILING, **changes: object
) -> tuple[Report, list[Sample]]:
    watched = Spectator()
    report = play(directory, *job(attempts, model, **changes), wanted, spectator=watched)
    return report, [sample for sample in watched.samples if sample.rounds]


def is_passed(sample: Sample) -> list[bool]:
    return [all(found.severity != "blocking" for found in held.findings) for held in sample.rounds[:K]]


def test_every_task_is_attempted_as_often_as_asked_whatever_comes_of_it(run_directory: MakeRun) -> None:
    _, samples = made(run_directory("run"))
    assert all(len(sample.rounds) >= K for sample in samples)
    passed = [sum(is_passed(sample)) for sample in samples]
    assert 0 < sum(passed) < K * len(samples), "they all fare alike"
    assert any(0 < number < K for number in passed), "no task fares now this way and now that"
    assert any(sample.rounds[0].is_clean for sample in samples), "a clean attempt was the last of every task"


def test_attempts_share_task_and_opening_words_and_nothing_else(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    _, samples = made(directory)
    for sample in samples:
        first, *others = [held.draft.payload for held in sample.rounds]
        for other in others:
            assert (other["blueprint"], other["setting"]) == (first["blueprint"], first["setting"])
            assert other["acts"][0] == first["acts"][0]
        assert all(asyncio.run(replayed({"id": "", **each})) == [] for each in (first, *others)), (
            "a world was not fresh"
        )
    assert (
        sum(len({json.dumps(held.draft.payload["acts"]) for held in s.rounds}) > 1 for s in samples) > len(samples) / 2
    )


def test_no_attempt_is_told_what_was_found_about_another(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    _, samples = made(directory)
    for sample in samples:
        opening = ["write/0/turn/2/assistant", *(f"revise/{n}/turn/2/assistant" for n in range(1, K))]
        asked = [prompts_of(directory, sample.brief.id, step) for step in opening]
        assert len({json.dumps(prompt) for prompt in asked}) == 1, "the first answer was asked for in another way"


def prompts_of(directory: Path, owner: str, step: str) -> list[str]:
    """Return a call's messages without the keys of their sections."""
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        query = "SELECT request FROM calls WHERE owner = ? AND step = ? AND ordinal = 0"
        [(request,)] = connection.execute(query, (owner, step)).fetchall()
    finally:
        connection.close()
    system, user = (content for _, content in json.loads(request))
    key = system.rpartition("<<<name ")[2].partition(">>>")[0]
    return [text.replace(key, "KEY") for text in (system, user)]


def test_figures_are_kept_with_the_rows_and_with_the_run(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    report, samples = made(directory)
    by_brief = {sample.brief.id: is_passed(sample) for sample in samples}
    with reader(directory) as ledger:
        for row in rows(ledger):
            passed = by_brief[row.id]
            assert row.attempted is not None
            assert (row.attempted.made, row.attempted.passed) == (K, sum(passed))
            assert (row.attempted.pass_hat_k, row.attempted.pass_at_k) == (all(passed), any(passed))
    assert report.attempts is not None
    assert report.attempts.tasks == len(by_brief)
    for k, hat, at in zip(range(1, K + 1), report.attempts.pass_hat, report.attempts.pass_at, strict=True):
        chosen = [choice for passed in by_brief.values() for choice in combinations(passed, k)]
        assert hat == pytest.approx(sum(map(all, chosen)) / len(chosen))
        assert at == pytest.approx(sum(map(any, chosen)) / len(chosen))


def test_attempts_and_revisions_add_up(run_directory: MakeRun) -> None:
    _, samples = made(run_directory("run"), refinement={"rounds": 1})
    revised = [sample for sample in samples if len(sample.rounds) > K]
    assert revised
    for sample in samples:
        assert len(sample.rounds) <= K + 1
        assert (len(sample.rounds) > K) <= (not any(held.is_clean for held in sample.rounds[:K]))


def test_the_rows_are_the_same_at_any_concurrency(run_directory: MakeRun) -> None:
    directories = [run_directory(name) for name in ("one", "many")]
    for directory, concurrency in zip(directories, (1, 16), strict=True):
        play(directory, *job(), 6, concurrency=concurrency)
    one, many = ((directory / "dataset.jsonl").read_bytes() for directory in directories)
    assert one == many


@pytest.fixture
def pairs(run_directory: MakeRun, tmp_path: Path) -> tuple[dict[str, list[Any]], list[dict[str, Any]], list[Sample]]:
    directory, file = run_directory("run"), tmp_path / "pairs.jsonl"
    _, samples = made(directory, 16)
    with reader(directory) as ledger:
        export(ledger, "trl-preference", file)
        kept = {row.id: [attempt.payload for attempt in row.attempts] for row in rows(ledger)}
    return kept, [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()], samples


def test_pairs_of_real_attempts_begin_alike_and_part_at_the_assistant(
    pairs: tuple[dict[str, list[Any]], list[dict[str, Any]], list[Sample]],
) -> None:
    kept, made_pairs, _ = pairs
    assert len(made_pairs) > 4
    assert len(made_pairs) >= sum(map(bool, kept.values())) / 2, "most failures make no pair"
    for pair in made_pairs:
        assert [message["role"] for message in pair["prompt"]][:2] == ["system", "user"]
        assert {side[0]["role"] for side in (pair["chosen"], pair["rejected"])} == {"assistant"}
        assert pair["chosen"][0] != pair["rejected"][0]


def test_what_is_chosen_was_accepted_and_what_is_rejected_was_blocked(
    pairs: tuple[dict[str, list[Any]], list[dict[str, Any]], list[Sample]],
) -> None:
    _, made_pairs, samples = pairs
    held = [(spoken(round_.draft.payload), round_.is_blocked, s.status) for s in samples for round_ in s.rounds]
    for pair, (side, is_blocked) in product(made_pairs, (("chosen", False), ("rejected", True))):
        told = "".join("".join(m.get("content", "").split()) for m in (*pair["prompt"], *pair[side]) if is_word(m))
        found = [(blocked, status) for said, blocked, status in held if said.startswith(told)]
        assert (is_blocked, "accepted") in found


def is_word(message: dict[str, Any]) -> bool:
    return message["role"] in ("user", "assistant")


def spoken(payload: dict[str, Any]) -> str:
    """Return all words of an attempt without the spaces between them."""
    return "".join("".join(act["text"].split()) for act in payload["acts"])


def test_one_attempt_is_what_scenarios_get_that_say_nothing(run_directory: MakeRun) -> None:
    assert WorldSettings(name="shop").attempts == 1
    report, samples = made(run_directory("run"), attempts=1, model="rehearsal:defects=0")
    assert {len(sample.rounds) for sample in samples if sample.rounds[0].is_clean} == {1}
    assert report.attempts is not None
    assert report.attempts.told.startswith(f"1 at each of {len(samples)} tasks: pass^1 ")
