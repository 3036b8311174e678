"""`dramaturg rehearse` as a process: rows as in process, faults as asked for, counts that add up, a clean end."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dramaturg.cli.front import CONCURRENCY
from dramaturg.runtime.rehearsal.faults import FaultKind
from raw_client import Heard, raw_client
from rehearsing import rehearsing, without_keys

HELLO = {"model": "rehearsal", "messages": [{"role": "user", "content": "Hello."}]}


def dramaturg(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dramaturg", *words]
    return subprocess.run(command, cwd=cwd, env=without_keys(), capture_output=True, text=True, check=False)


def made(model: str, place: str, cwd: Path) -> bytes:
    """Make eight samples and return the dataset's bytes."""
    ran = dramaturg("run", "persona_instructions", "-n", "8", "--model", model, "--out", place, "--json", cwd=cwd)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return (cwd / place / "dataset.jsonl").read_bytes()


def replies(directory: Path) -> dict[str, tuple[object, ...]]:
    """Return what a run's journal says of each call, apart from time and the truth."""
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        query = "SELECT id, text, fault, finish_reason, tokens_in, tokens_out, cost_usd FROM calls"
        return {row[0]: row[1:] for row in connection.execute(query)}
    finally:
        connection.close()


@pytest.mark.parametrize("model", ["rehearsal", "rehearsal:sloppy"])
def test_over_http_a_run_gives_the_same_bytes_as_in_process(tmp_path: Path, model: str) -> None:
    near = made(model, "near", tmp_path)
    with rehearsing(cwd=tmp_path) as server:
        assert f"--model rehearsal@{server.url}" in server.line
        far = made(f"{model}@{server.url}", "far", tmp_path)
        code, stats, complained = server.end()
    assert far == near
    rows = [json.loads(line) for line in far.splitlines()]
    assert len(rows) == 8
    assert all(row["simulated"] for row in rows)
    here, there = replies(tmp_path / "near"), replies(tmp_path / "far")
    shared = here.keys() & there.keys()
    assert {key: here[key] for key in shared} == {key: there[key] for key in shared}
    assert len(shared) >= sum(row["calls"] for row in rows)
    assert (code, complained) == (0, "")
    # A call in flight when its cell fills up is served and given up: it may be on the bill and not in the journal.
    assert len(there) <= stats["calls"] <= len(there) + CONCURRENCY
    assert (stats["keys"], set(stats["by_status"])) == (stats["calls"], {"200"})
    assert len(there) <= stats["by_status"]["200"]
    assert stats["unanswered"] == stats["calls"] - stats["by_status"]["200"]
    assert (stats["keys_repeated"], stats["repeats"], stats["in_flight"]) == (0, 0, 0)


def test_nothing_that_comes_over_http_tells_the_truth(tmp_path: Path) -> None:
    with rehearsing(cwd=tmp_path) as server:
        made(f"rehearsal:defects=1@{server.url}", "far", tmp_path)
    written = b"".join(path.read_bytes() for path in (tmp_path / "far").iterdir())
    assert b"x_rehearsal" not in written
    assert b'"planted"' not in written


def test_faults_are_those_asked_for_and_the_counts_add_up(tmp_path: Path) -> None:
    whole = [kind for kind in FaultKind if kind not in ("hang", "trickle")]
    rates = [word for kind in whole for word in ("--fault", f"{kind}=0.08")]
    calls = 300

    async def asked(root: str) -> tuple[list[Heard], Any]:
        async with raw_client(root) as client:
            heard = [await client.post("/v1/chat/completions", HELLO, f"key {number}") for number in range(calls)]
            return heard, await client.get("/stats")

    with rehearsing(*rates, "--seed", "3", cwd=tmp_path) as server:
        heard, stats = asyncio.run(asked(server.root))
        code, at_the_end, _ = server.end()
    broken = sum(one.broken is not None for one in heard)
    by_status = {str(s): sum(one.status == s and one.broken is None for one in heard) for s in (200, 429, 500)}
    assert set(stats["faults"]) == set(whole)
    assert stats["by_status"] == by_status
    assert stats["unanswered"] == broken == stats["faults"]["cut"] + stats["faults"]["reset"]
    assert stats["calls"] == calls == broken + sum(by_status.values())
    assert (stats["faults"]["429"], stats["faults"]["500"]) == (by_status["429"], by_status["500"])
    assert (code, at_the_end) == (0, stats)
    with rehearsing(*rates, "--seed", "3", cwd=tmp_path) as again:
        assert asyncio.run(asked(again.root))[1] == stats


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_though_calls_are_in_flight(tmp_path: Path, number: int) -> None:
    async def hang_on(root: str) -> int:
        async with raw_client(root) as client:
            calls = [asyncio.create_task(client.post("/v1/chat/completions", HELLO)) for _ in range(3)]
            await client.stats_once(lambda stats: stats["in_flight"] == 3)
            server.process.send_signal(number)
            ended = await asyncio.gather(*calls, return_exceptions=True)
            return sum(isinstance(one, Exception) for one in ended)

    with rehearsing("--fault", "hang=1", cwd=tmp_path) as server:
        assert asyncio.run(hang_on(server.root)) == 3
        said, complained = server.process.communicate()
    assert (server.process.returncode, complained) == (0, "")
    assert json.loads(said)["faults"] == {"hang": 3}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fault", "rude=0.1"], "429, 500, hang, trickle, cut, html, garbage"),
        (["--fault", "429=2"], "outside of 0 to 1"),
        (["--fault", "429=0.7", "--fault", "cut=0.7"], "add up to 1.4"),
    ],
)
def test_what_cannot_be_served_gives_one_error_with_its_fix(tmp_path: Path, words: list[str], said: str) -> None:
    ran = dramaturg("rehearse", "--port", "0", *words, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert (ran.stderr.count("error:"), ran.stderr.count("fix:")) == (1, 1)


@pytest.mark.parametrize("option", ["--port=65536", "--latency-ms=nan", "--latency-ms=inf", "--latency-ms=-1"])
def test_numbers_out_of_range_are_refused(tmp_path: Path, option: str) -> None:
    ran = dramaturg("rehearse", option, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert option.partition("=")[0] in ran.stderr


def test_a_taken_port_gives_one_error_with_its_fix(tmp_path: Path) -> None:
    with rehearsing(cwd=tmp_path) as server:
        port = server.root.rpartition(":")[2]
        ran = dramaturg("rehearse", "--port", port, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert port in ran.stderr
    assert "--port 0" in ran.stderr


def test_the_help_names_every_kind_of_fault(tmp_path: Path) -> None:
    told = dramaturg("rehearse", "--help", cwd=tmp_path).stdout.replace(",", " ").replace(".", " ").split()
    assert set(FaultKind) <= set(told)
