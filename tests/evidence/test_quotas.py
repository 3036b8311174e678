"""Quota cells are met exactly, whatever it takes, and the same rows come out whatever runs at once.

Five hundred reviews of each of two labels, of 50 to 100 characters, that mention plot and acting; the judge rejects
one label four times as often.
"""

import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dramaturg.graphs.report import Ending, Report
from ledger_counts import assert_adds_up
from play import MakeRun, library_job, play, settled_order
from stern_judges import Stern

EACH = 500
FEW = 40
REJECTS = {"positive": 0.15, "negative": 0.60}
CONTROLS: dict[str, Any] = {
    "label": {
        "options": {
            "positive": {"about": "the writer is satisfied on the whole and would choose it again"},
            "negative": {"about": "the writer is dissatisfied on the whole and would not choose it again"},
        }
    },
    "length": {"checks": "text", "options": {"short": {"characters": [50, 100]}}},
    "elements": {"checks": "text", "options": {"both": {"contains": ["plot", "acting"]}}},
}
CHANGES: dict[str, Any] = {
    "controls": CONTROLS,
    "quota": {"control": "label", "shares": {"positive": 1, "negative": 1}},
    "refinement": {"rounds": 0},
    "models": "rehearsal:defects=0.05",
    "budget": {"candidates": 12 * EACH},
}


class Made(NamedTuple):
    """A finished run."""

    directory: Path
    report: Report


def run(directory: Path, each: int, concurrency: int, **changes: object) -> Report:
    scenario, seeds = library_job("product_reviews", **CHANGES | changes)
    stern = partial(Stern, rejects=REJECTS)
    return play(directory, scenario, seeds, 2 * each, concurrency=concurrency, senders=stern)


def read(directory: Path) -> list[dict[str, Any]]:
    lines = (directory / "dataset.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One call at a time."""
    return made(tmp_path_factory.mktemp("quotas") / "alone", 1)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Sixty-four at a time."""
    return made(tmp_path_factory.mktemp("quotas") / "crowd", 64)


def made(directory: Path, concurrency: int) -> Made:
    report = run(directory, EACH, concurrency)
    assert_adds_up(directory / "ledger.sqlite")
    return Made(directory, report)


@pytest.mark.parametrize("concurrency", ["alone", "crowd"])
def test_five_hundred_of_each_label_though_one_is_rejected_four_times_as_often(
    request: pytest.FixtureRequest, concurrency: str
) -> None:
    directory, report = request.getfixturevalue(concurrency)
    assert report.ending is Ending.DONE
    rows, counts = read(directory), report.counts
    settled = Counter((cell, status) for cell, _, status in settled_order(directory))
    print(f"\n{concurrency}: {counts}")
    for label in REJECTS:
        print(f"{label}: {settled[label, 'accepted']} accepted, {settled[label, 'rejected']} rejected")
    assert Counter(row["label"] for row in rows) == {"positive": EACH, "negative": EACH}
    assert all(50 <= len(row["text"]) <= 100 for row in rows)
    assert all(word in row["text"].lower() for row in rows for word in ("plot", "acting"))
    assert counts.accepted == 2 * EACH
    assert min(counts.calls, counts.tokens_in, counts.tokens_out) > 0
    assert counts.issued == settled.total() + counts.surplus
    assert settled["negative", "rejected"] > 2 * settled["positive", "rejected"]


def test_the_rows_are_the_same_bytes_whatever_runs_at_once(alone: Made, crowd: Made) -> None:
    one, other = ((made.directory / "dataset.jsonl").read_bytes() for made in (alone, crowd))
    assert one == other


def test_a_cell_whose_candidates_are_used_up_is_reported_short(run_directory: MakeRun) -> None:
    directory = run_directory("short")
    report = run(directory, FEW, 16, budget={"candidates": 3 * FEW})
    assert report.ending is Ending.SHORT
    held = Counter(row["label"] for row in read(directory))
    assert report.missing == {"negative": FEW - held["negative"]}
    assert held["positive"] == FEW
    assert report.counts.accepted == held.total()


@pytest.mark.parametrize("wanted", [1, 7, 40])
def test_odd_numbers_are_shared_out_to_the_last_one(run_directory: MakeRun, wanted: int) -> None:
    directory = run_directory(f"odd{wanted}")
    scenario, seeds = library_job("product_reviews", **CHANGES)
    play(directory, scenario, seeds, wanted)
    held = Counter(row["label"] for row in read(directory))
    assert held.total() == wanted
    assert abs(held["positive"] - held["negative"]) <= 1
