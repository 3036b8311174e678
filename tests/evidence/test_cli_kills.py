"""The real command line against a real HTTP endpoint, killed 20 times: the same bytes, nothing billed twice."""

import json
import random
import select
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from play import library_job

KILLS, WANTED, CONCURRENCY, LATENCY_MS = 20, 16, 8, 40


def dramaturg(*words: str, cwd: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "dramaturg", *words],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@contextmanager
def rehearsing(cwd: Path) -> Iterator[str]:
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
    seeded = random.Random(7)
    with rehearsing(tmp_path) as address:
        words = ["run", "persona_instructions", "--seeds", str(texts), "--model", f"rehearsal@{address}/v1"]
        words += ["-n", str(WANTED), "--concurrency", str(CONCURRENCY), "--out"]
        started = time.monotonic()
        assert _ended(dramaturg(*words, "whole", cwd=tmp_path)) == 0
        length = time.monotonic() - started
        expected = (tmp_path / "whole" / "dataset.jsonl").read_bytes()
        before = _stats(address)
        kills, runs = 0, 0
        while kills < KILLS:
            runs += 1
            kills += _killed_run(words, tmp_path, f"run{runs}", seeded, length)
            assert (tmp_path / f"run{runs}" / "dataset.jsonl").read_bytes() == expected
            rows = [json.loads(line)["id"] for line in expected.splitlines()]
            assert len(set(rows)) == len(rows) == WANTED
        after = _stats(address)
    # Each run directory asks the same calls with the same keys, so every run after the first repeats them by design.
    own = after["by_status"].get("200", 0) - before["by_status"].get("200", 0) - runs * before["by_status"]["200"]
    assert own <= kills * CONCURRENCY, f"{own} calls were served beyond what {runs} unbroken runs take"
    print(
        f"\n{kills} SIGKILLs of the command line over {runs} runs at {LATENCY_MS} ms latency: every dataset equals the"
        f" unbroken one's bytes; {own} calls served beyond those of unbroken runs, {own / kills:.2f} per kill"
        f" (at most {CONCURRENCY} in flight)"
    )


def _killed_run(words: list[str], cwd: Path, name: str, seeded: random.Random, length: float) -> int:
    """Kill a run at up to four moments, then let it end; return how many kills met it alive."""
    kills = 0
    for _ in range(4):
        process = dramaturg(*words, name, cwd=cwd)
        select.select([], [], [], seeded.uniform(length * 0.3, length))  # the moment of the kill is this test's input
        process.kill()
        kills += _ended(process) == -9
    assert _ended(dramaturg(*words, name, cwd=cwd)) == 0
    return kills


def _ended(process: "subprocess.Popen[str]") -> int:
    process.communicate()
    return process.returncode


def _stats(address: str) -> dict[str, dict[str, int]]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{address}/stats") as reply:
        return json.loads(reply.read())
