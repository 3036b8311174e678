"""SIGKILL at any moment: nothing is lost, repeated or paid twice. Hundreds of kills of forked engine processes."""

import random
import select
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ledger_counts import assert_adds_up
from nursery import Job, Nursery, nursery

WANTED, CONCURRENCY = 8, 8
LATENCY = 0.004
"""Seconds a call takes, so that kills meet calls in flight."""


@pytest.mark.parametrize(
    ("scenario", "kills", "every"),
    [("persona_instructions", 200, 1), ("support_dialogue", 100, 1), ("society_dialogue", 80, 6)],
)
def test_kills_change_no_byte_and_repeat_no_committed_call(
    tmp_path: Path, scenario: str, kills: int, every: int
) -> None:
    seeded = random.Random(20261120)
    tally = Tally(scenario)
    with nursery() as made:
        started = time.monotonic()
        assert made.run(tally.job(tmp_path / "whole", tmp_path / "whole.calls"))["code"] == 0
        length = time.monotonic() - started
        expected = (tmp_path / "whole" / "dataset.jsonl").read_bytes()
        for point in ("before_commit", "after_commit"):
            passed = 1
            while killed_at_point(made, tmp_path, (point, passed), expected, tally):
                passed += every
        while tally.kills < kills:
            killed_at_moments(made, tmp_path, seeded, length, expected, tally)
    print(
        f"\n{scenario}: {tally.kills} SIGKILLs over {tally.runs} runs ({dict(tally.points)}): every dataset equals the"
        f" unbroken one's bytes; {tally.repeats} calls repeated, {tally.repeats / tally.kills:.2f} per kill (at most"
        f" {CONCURRENCY} in flight)"
    )


@dataclass
class Tally:
    """What the kills came to."""

    scenario: str
    runs: int = 0
    kills: int = 0
    repeats: int = 0
    points: Counter[str] = field(default_factory=Counter[str])

    def job(self, directory: Path, served: Path, kill_at: tuple[str, int] | None = None) -> Job:
        return Job(
            str(directory),
            WANTED,
            self.scenario,
            concurrency=CONCURRENCY,
            latency=LATENCY,
            served=str(served),
            kill_at=kill_at,
        )

    def place(self, folder: Path) -> tuple[Path, Path]:
        """Return the next run's directory and the file of what it was billed."""
        self.runs += 1
        return folder / f"run{self.runs}", folder / f"run{self.runs}.calls"

    def settle(self, directory: Path, served: Path, kills: int, expected: bytes) -> None:
        """Hold a finished run to the promises."""
        assert (directory / "dataset.jsonl").read_bytes() == expected
        assert_adds_up(directory / "ledger.sqlite")
        billed = Counter(served.read_text().split())
        again = sum(billed.values()) - len(billed)
        assert again <= kills * CONCURRENCY, f"{again} calls were paid twice at {kills} kills"
        self.kills += kills
        self.repeats += again


def killed_at_point(made: Nursery, folder: Path, kill_at: tuple[str, int], expected: bytes, tally: Tally) -> bool:
    """Kill at one named commit point and resume; False where the run never gets there."""
    directory, served = tally.place(folder)
    killed = made.run(tally.job(directory, served, kill_at))["code"] == -9
    if killed:
        tally.points[kill_at[0]] += 1
        assert made.run(tally.job(directory, served))["code"] == 0
    tally.settle(directory, served, int(killed), expected)
    return killed


def killed_at_moments(
    made: Nursery, folder: Path, seeded: random.Random, length: float, expected: bytes, tally: Tally
) -> None:
    """Kill one run at up to five moments, then let it end."""
    directory, served = tally.place(folder)
    kills = 0
    for _ in range(5):
        child = made.start(tally.job(directory, served))
        select.select([], [], [], seeded.uniform(0, length))  # the moment of the kill is the input of this test
        child.kill()
        code = child.ended()["code"]
        assert code in (0, -9)
        kills += code == -9
    tally.points["moment"] += kills
    assert made.run(tally.job(directory, served))["code"] == 0
    tally.settle(directory, served, kills, expected)
