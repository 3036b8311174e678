"""The real command line against a real HTTP endpoint, killed 20 times: the same bytes, nothing billed twice."""

import json
import random
import select
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dramaturg.scenarios.seed_files import read_seeds
from dramaturg.scenarios.spec import SeedSource
from play import library_job, play

KILLS, WANTED, CONCURRENCY, LATENCY_MS = 20, 16, 8, 40

MOMENTS = (1.0, 4.0)
"""Seconds after its start that a process is killed: importing takes one or two, the work two more."""


def dramaturg(*words: str, cwd: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "dramaturg", *words],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@contextmanager
def rehearsing(cwd: Path) -> Generator[str]:
    """Serve the rehearsal model over HTTP and give its address."""
    served = dramaturg("rehearse", "--port", "0", "--latency-ms", str(LATENCY_MS), cwd=cwd)
    try:
        assert served.stdout is not None
        yield served.stdout.readline().split("/v1")[0]
    finally:
        served.send_signal(signal.SIGTERM)
        served.communicate()


def test_twenty_kills_of_the_command_line(tmp_path: Path) -> None:
    scenario, seeds = library_job()
    texts = tmp_path / "seeds.jsonl"
    texts.write_text("".join(json.dumps({"text": seed.text}) + "\n" for seed in seeds[:8]))
    given = read_seeds([SeedSource(path=str(texts))], tmp_path)
    seeded = random.Random(7)
    kills, runs = 0, 0
    with rehearsing(tmp_path) as address:
        while kills < KILLS:
            runs += 1  # another random seed for each, so that no two runs ask the same call
            whole = tmp_path / f"whole{runs}"
            play(whole, scenario.model_copy(update={"random_seed": runs}), given, WANTED)
            expected = (whole / "dataset.jsonl").read_bytes()
            words = ["run", "persona_instructions", "--seeds", str(texts), "--model", f"rehearsal@{address}/v1"]
            words += ["--seed", str(runs), "-n", str(WANTED), "--concurrency", str(CONCURRENCY), "--out", f"run{runs}"]
            kills += _killed_run(words, tmp_path, seeded)
            assert (tmp_path / f"run{runs}" / "dataset.jsonl").read_bytes() == expected
            ids = [json.loads(line)["id"] for line in expected.splitlines()]
            assert len(set(ids)) == len(ids) == WANTED
        stats = _stats(address)
    assert stats["repeats"] <= kills * CONCURRENCY
    print(
        f"\n{kills} SIGKILLs of the command line over {runs} runs at {LATENCY_MS} ms latency: every dataset equals the"
        f" bytes of an unbroken run in process; {stats['calls']} calls served, {stats['repeats']} of them repeats,"
        f" {stats['repeats'] / kills:.2f} per kill (at most {CONCURRENCY} in flight)"
    )


def _killed_run(words: list[str], cwd: Path, seeded: random.Random) -> int:
    """Kill a run at up to four moments of its work, then let it end; return how many kills met it alive."""
    kills = 0
    for _ in range(4):
        process = dramaturg(*words, cwd=cwd)
        select.select([], [], [], seeded.uniform(*MOMENTS))  # the moment of the kill is this test's input
        process.kill()
        kills += _ended(process) == -9
    assert _ended(dramaturg(*words, cwd=cwd)) == 0
    return kills


def _ended(process: "subprocess.Popen[str]") -> int:
    process.communicate()
    return process.returncode


def _stats(address: str) -> dict[str, int]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{address}/stats") as reply:
        return json.loads(reply.read())
