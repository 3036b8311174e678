"""Failing the k-th write, sync or rename of a run, for every k: success, or a clean end that can be gone on with."""

import errno
import shutil
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger_counts import assert_adds_up
from nursery import DEFECT, Job, Nursery, nursery

BRIEFS, SEEDS, CONCURRENCY = 20, 3, 20
NAMED = {errno.ENOSPC: "ENOSPC", errno.EIO: "EIO"}
CLEAN_ENDS = {1, 2, 5}
"""The whole run (all briefs are used up, so it ends short); a file or a run directory that could not be written."""


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the library that fails disk operations."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler to build the fault shim with")
    source = Path(__file__).parents[1] / "support" / "disk_faults.c"
    built = tmp_path_factory.mktemp("shim") / "disk_faults.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", built, source, "-ldl"], check=True)
    return built


def job(directory: Path, faults: tuple[int, int, bool]) -> Job:
    return Job(str(directory), 100, seeds=SEEDS, candidates=BRIEFS, concurrency=CONCURRENCY, faults=faults)


def test_every_disk_operation_may_fail(tmp_path: Path, shim: Path) -> None:
    with nursery(shim) as made:
        whole = made.run(job(tmp_path / "whole", (-1, 0, False)))
    assert whole["code"] == 1
    expected = (tmp_path / "whole" / "dataset.jsonl").read_bytes()
    with ThreadPoolExecutor(len(NAMED)) as both:
        sweeps = [both.submit(_sweep, shim, tmp_path, number, whole["operations"], expected) for number in NAMED]
    ends = sum((sweep.result() for sweep in sweeps), Counter[str]())
    print(f"\n{BRIEFS} briefs, {whole['operations']} disk operations, each failed four ways:")
    for end, times in sorted(ends.items()):
        print(f"  {end:<24} {times}")


def _sweep(shim: Path, folder: Path, number: int, operations: int, expected: bytes) -> Counter[str]:
    """Fail every operation with one error, once and from then on."""
    ends: Counter[str] = Counter()
    with nursery(shim) as made:
        for sticky in (True, False):
            for k in range(operations):
                code = _failed_once(made, folder / f"{number}-{sticky}-{k}", (k, number, sticky), expected)
                ends[f"{NAMED[number]} {'sticky' if sticky else 'once'}: exit {code}"] += 1
    return ends


def _failed_once(made: Nursery, directory: Path, faults: tuple[int, int, bool], expected: bytes) -> int:
    """Run with a fault, go on without one, and return the faulty run's exit code."""
    code = made.run(job(directory, faults))["code"]
    assert code in CLEAN_ENDS, f"fault {faults} ended with {code}{' (a defect)' if code == DEFECT else ''}"
    assert made.run(job(directory, (-1, 0, False)))["code"] == 1, f"not resumable after {faults}"
    assert (directory / "dataset.jsonl").read_bytes() == expected
    assert_adds_up(directory / "ledger.sqlite")
    shutil.rmtree(directory)
    return code
