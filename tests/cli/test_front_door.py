"""What options may say, how a run is stopped before it has samples, and what is said while it goes on."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from structlog import get_logger

from dramaturg.cli.interrupts import Interrupts
from dramaturg.cli.progress import Progress
from dramaturg.runtime.clock import SystemClock
from front_door import dramaturg as typed
from rehearsing import rehearsing, without_keys

RUN = ("run", "persona_instructions", "-n", "2", "--out", "there")


def dramaturg(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dramaturg", *words]
    return subprocess.run(command, cwd=cwd, env=without_keys(), capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--max-cost", "-1"], "--max-cost"),
        (["--max-cost", "0"], "budget.cost_usd"),
        (["--max-cost", "nan"], "--max-cost"),
        (["--max-time", "0"], "budget.seconds"),
        (["--max-tokens", "0"], "--max-tokens"),
        (["--seeds", ""], "seeds.0.path"),
        (["--model", "jugde=X"], "did you mean 'judge'"),
        (["--model", "jugde=X@http://u:secret@127.0.0.1:9/v1"], "did you mean 'judge'"),
        (["--model", "judge=X@http://u:secret@127.0.0.1:9/v1"], "password"),
    ],
)
def test_an_option_that_cannot_be_leaves_no_run_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = typed(monkeypatch, *RUN, *words)
    assert ran.code == 2, ran.err
    assert said in ran.err
    assert "secret" not in ran.err
    assert "defect" not in ran.err
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("words", [RUN, ("personas", "grow", "persona_instructions", "--out", "there")])
def test_a_signal_while_personas_grow_is_told_and_leaves_with_its_code(
    tmp_path: Path, words: tuple[str, ...], number: int
) -> None:
    with rehearsing("--fault", "hang=1", cwd=tmp_path) as server:
        model = f"rehearsal@{server.url}"
        command = [sys.executable, "-m", "dramaturg", *words, "--model", model, "--json"]
        ran = subprocess.Popen(command, cwd=tmp_path, env=without_keys(), stdout=-1, stderr=-1, text=True)
        try:
            wait_for_a_call(server.root)
            ran.send_signal(number)
            said, complained = ran.communicate()
        finally:
            ran.kill()
            ran.wait()
    assert ran.returncode == 128 + number, complained
    assert json.loads(said)["error"]["code"] == 128 + number
    assert "Traceback" not in complained


def wait_for_a_call(root: str) -> None:
    import asyncio

    from raw_client import raw_client

    async def called() -> None:
        async with raw_client(root) as client:
            await client.stats_once(lambda stats: stats["in_flight"] > 0)

    asyncio.run(called())


def test_a_budget_is_raised_by_the_command_that_is_hinted(tmp_path: Path) -> None:
    first = dramaturg("run", "persona_instructions", "-n", "9", "--max-tokens", "60000", "--out", "there", cwd=tmp_path)
    assert first.returncode == 3, first.stderr
    hint = f"{os.path.basename(sys.executable)} -m dramaturg resume there --max-tokens N"
    assert f"raise the limit: {hint}" in first.stderr
    again = dramaturg("resume", "there", "--max-tokens", "90000000", "--json", cwd=tmp_path)
    assert json.loads(again.stdout)["ending"] == "done"


def test_a_run_that_is_short_is_not_told_to_resume(tmp_path: Path) -> None:
    (tmp_path / "few.yaml").write_text("kind: instruction\nbudget: {candidates: 2}\nwanted: 9\n")
    ran = dramaturg("run", "few.yaml", "--out", "there", cwd=tmp_path)
    assert ran.returncode == 1, ran.stderr
    assert "go on     raise budget.candidates" in ran.stderr
    assert "resume there" not in ran.stderr


def test_an_estimate_of_a_run_that_ended_early_is_its_ending(tmp_path: Path) -> None:
    ran = dramaturg("estimate", "persona_instructions", "--max-tokens", "100", "--json", cwd=tmp_path)
    assert ran.returncode == 3
    assert "budget" in json.loads(ran.stdout)["error"]["message"]


def test_a_key_in_dotenv_counts(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=abc\n")
    checks: list[dict[str, Any]] = json.loads(dramaturg("doctor", "--json", cwd=tmp_path).stdout)["checks"]
    assert [check["ok"] for check in checks if check["name"] == "key"] == [True]


def test_a_run_speaks_before_the_personas_are_frozen(tmp_path: Path) -> None:
    said = dramaturg(*RUN, cwd=tmp_path).stderr
    assert said.index("models    rehearsal") < said.index("asking about") < said.index("by relation")
    assert "asking about" not in dramaturg("resume", "there", cwd=tmp_path).stderr


class Mood:
    """Why calls wait, as a test decides."""

    why = ""

    def __call__(self) -> str:
        return self.why


def shown(mood: Mood, *, is_terminal: bool) -> tuple[Progress, io.StringIO]:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=is_terminal, width=100)
    stop = Interrupts(lambda line: None)
    return Progress(console, get_logger(), SystemClock(), stop, mood), stream


def test_elsewhere_than_on_a_terminal_a_line_says_when_the_cause_of_waiting_changes() -> None:
    mood = Mood()
    progress, stream = shown(mood, is_terminal=False)
    progress.begin(72)
    for mood.why in ("", "429, 12 s", "429, 11 s", "", ""):
        progress.tick()
    lines = stream.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["personas", "waiting", "going"]
    assert "429, 12 s" in lines[1]


def test_a_terminal_is_redrawn_though_nothing_is_settled() -> None:
    mood = Mood()
    progress, stream = shown(mood, is_terminal=True)
    progress.begin(72)
    mood.why = "429, 12 s"
    progress.tick()
    mood.why = "429, 11 s"
    progress.tick()
    progress.finish()
    assert "waiting: 429, 12 s" in stream.getvalue()
    assert "waiting: 429, 11 s" in stream.getvalue()
