"""Worlds without a library scenario of their own: a scenario of a few lines runs in them without a key."""

import json
from pathlib import Path

import pytest
import yaml

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed_files import read_seeds
from play import MakeRun, one_number, play

WANTED = 36
UNSERVED = {"bank": set[Variant](), "calculator": {Variant.INJECTED}}


def written(folder: Path, world: str) -> Path:
    """Write a scenario in which every variant that a world serves comes up."""
    variants = {variant.value: 1.0 for variant in Variant if variant not in UNSERVED[world]}
    scenario = {
        "name": f"{world}_try",
        "kind": "trajectory",
        "seeds": "library",
        "wanted": WANTED,
        "world": {"name": world, "variants": variants},
    }
    file = folder / f"{world}.yaml"
    file.write_text(yaml.safe_dump(scenario), encoding="utf-8")
    return file


@pytest.mark.parametrize("world", UNSERVED)
def test_half_of_all_candidates_are_accepted_and_every_variant_is_among_them(
    tmp_path: Path, run_directory: MakeRun, world: str
) -> None:
    scenario, base = load(str(written(tmp_path, world)))
    directory = run_directory(world)
    report = play(directory, scenario, read_seeds(scenario.seeds, base)[:40], WANTED, concurrency=4)
    candidates = one_number(directory, "SELECT count(*) FROM briefs WHERE status IN ('accepted', 'rejected', 'failed')")
    assert report.counts.accepted == WANTED
    assert candidates <= 2 * WANTED
    rows = [json.loads(line) for line in (directory / "dataset.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["setting"]["variant"] for row in rows} == {*Variant} - UNSERVED[world]
