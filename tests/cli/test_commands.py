"""The commands as users and scripts call them: real processes, exit codes, one clear error, nothing lost."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

MANY = "100000"


def dramaturg(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    return subprocess.run(
        [sys.executable, "-m", "dramaturg", *words],
        cwd=cwd,
        env=plain | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["run", "persona_instruction"], 2, "did you mean 'persona_instructions'"),
        (["run", "none.yaml"], 2, "there is no scenario file"),
        (["run", "persona_instructions", "--seeds", "none.txt"], 2, "there is no seed file"),
        (["run", "persona_instructions", "--seeds", "empty.txt"], 2, "holds no text"),
        (["run", "persona_instructions", "--seeds", "binary.txt"], 2, "is binary"),
        (["run", "field.yaml"], 2, "did you mean 'controls'"),
        (["run", "kind.yaml"], 2, "there is no kind named 'dialog'"),
        (["run", "persona_instructions", "--model", "gpt-5-mini"], 2, "OPENAI_API_KEY"),
        (["run", "persona_instructions", "--model", "rehearsal:slopy"], 2, "sloppy"),
        (["run", "persona_instructions", "--model", "m@http://127.0.0.1:9/v1"], 4, "127.0.0.1:9"),
        (["resume", "nowhere"], 2, "there is no run in nowhere"),
        (["status", "nowhere"], 2, "there is no run in nowhere"),
        (["traces", "show", "nowhere"], 2, "there is no run in nowhere"),
        (["export", "nowhere", "--format", "jsonl", "--to", "x.jsonl"], 2, "there is no run in nowhere"),
        (["list", "things"], 2, "name one of: scenarios"),
        (["calibrate-gate", "empty.txt"], 2, "holds no text"),
    ],
)
def test_what_cannot_work_gives_one_error_with_its_fix(tmp_path: Path, words: list[str], code: int, said: str) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
    (tmp_path / "field.yaml").write_text("kind: instruction\ncontrol: {}\n")
    (tmp_path / "kind.yaml").write_text("kind: dialog\n")
    ran = dramaturg(*words, cwd=tmp_path)
    assert ran.returncode == code, ran.stderr
    assert said in ran.stderr
    assert ran.stderr.count("error:") == 1
    assert ran.stderr.count("fix:") == 1
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""


def test_errors_come_as_one_json_object_when_json_is_asked_for(tmp_path: Path) -> None:
    ran = dramaturg("run", "nowhere.yaml", "--json", cwd=tmp_path)
    assert set(json.loads(ran.stdout)["error"]) == {"code", "message", "fix"}
    assert (ran.returncode, ran.stderr) == (2, "")


def test_run_status_and_resume_agree(tmp_path: Path) -> None:
    ran = dramaturg("run", "persona_instructions", "-n", "4", "--out", "there", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    status = json.loads(dramaturg("status", "there", "--json", cwd=tmp_path).stdout)
    assert {"wanted", "issued", "accepted", "rejected", "failed", "surplus", "pending"} <= set(status)
    assert {"calls", "tokens_in", "tokens_out", "cost_usd", "personas"} <= set(status)
    assert (status["wanted"], status["accepted"]) == (4, 4)
    assert json.loads(ran.stdout)["counts"] == {name: status[name] for name in json.loads(ran.stdout)["counts"]}
    again = json.loads(dramaturg("resume", "there", "--json", cwd=tmp_path).stdout)
    assert again["counts"]["calls"] == status["calls"]
    more = json.loads(dramaturg("resume", "there", "-n", "6", "--json", cwd=tmp_path).stdout)
    assert more["counts"]["accepted"] == 6


def test_a_run_directory_is_its_owner_s_alone(tmp_path: Path) -> None:
    dramaturg("run", "persona_instructions", "-n", "2", "--out", "there", cwd=tmp_path)
    assert (tmp_path / "there").stat().st_mode & 0o777 == 0o700
    for path in (tmp_path / "there").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path.name


def test_a_changed_scenario_is_refused_and_what_is_there_stays(tmp_path: Path) -> None:
    dramaturg("run", "persona_instructions", "-n", "2", "--out", "there", cwd=tmp_path)
    before = (tmp_path / "there/dataset.jsonl").read_bytes()
    ran = dramaturg("run", "persona_instructions", "-n", "2", "--out", "there", "--seed", "9", cwd=tmp_path)
    assert ran.returncode == 2
    assert "scenario.random_seed: 7 -> 9" in ran.stderr
    assert (tmp_path / "there/dataset.jsonl").read_bytes() == before


def test_a_second_process_on_a_directory_is_turned_away_and_ctrl_c_leaves_a_run_that_goes_on(
    tmp_path: Path,
) -> None:
    log = tmp_path / "there" / "log.jsonl"
    first = subprocess.Popen(
        [sys.executable, "-m", "dramaturg", "run", "persona_instructions", "-n", MANY, "--out", "there"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while not (log.exists() and '"event": "settled"' in log.read_text()):
            assert first.poll() is None, "it ended before it settled anything"
        second = dramaturg("run", "persona_instructions", "--out", "there", cwd=tmp_path)
        assert second.returncode == 5
        assert str(first.pid) in second.stderr
        status = json.loads(dramaturg("status", "there", "--json", cwd=tmp_path).stdout)
        assert status["accepted"] + status["rejected"] + status["failed"] > 0
        first.send_signal(signal.SIGINT)
        said = first.communicate()[1]
    finally:
        first.kill()
        first.wait()
    assert first.returncode == 130
    assert "resume there" in said
    assert "Traceback" not in said
    settled = json.loads(dramaturg("status", "there", "--json", cwd=tmp_path).stdout)
    assert settled["pending"] == 0, "the first Ctrl-C lets what is in flight finish"
    wanted = str(settled["accepted"] + 2)
    assert json.loads(dramaturg("resume", "there", "-n", wanted, "--json", cwd=tmp_path).stdout)["ending"] == "done"


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    dramaturg("run", "persona_instructions", "-n", "2", "--out", "there", cwd=tmp_path)
    command = f"{sys.executable} -m dramaturg traces show there | head -1"
    ran = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr
    assert ran.stderr == ""


def test_no_color_and_pipes_carry_no_escapes(tmp_path: Path) -> None:
    ran = dramaturg("preview", "persona_instructions", "-n", "1", cwd=tmp_path, NO_COLOR="1", FORCE_COLOR="")
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout + ran.stderr
    assert not (tmp_path / "runs").exists()


def test_doctor_finds_this_machine_fit(tmp_path: Path) -> None:
    ran = dramaturg("doctor", "--json", cwd=tmp_path)
    assert ran.returncode == 0
    assert {check["name"] for check in json.loads(ran.stdout)["checks"]} >= {
        "python",
        "sqlite",
        "gate",
        "rehearsal",
    }


def test_an_estimate_is_a_range_that_holds_what_the_run_then_takes(tmp_path: Path) -> None:
    said = json.loads(dramaturg("estimate", "persona_instructions", "-n", "30", "--json", cwd=tmp_path).stdout)
    ran = json.loads(dramaturg("run", "persona_instructions", "-n", "30", "--json", cwd=tmp_path).stdout)["counts"]
    assert said["calls"]["low"] <= ran["calls"] <= said["calls"]["high"]
    assert said["tokens"]["low"] <= ran["tokens_in"] + ran["tokens_out"] <= said["tokens"]["high"]
    assert said["cost_usd"] == {"low": 0.0, "high": 0.0}


def test_failed_briefs_are_reopened_by_class_and_unknown_classes_are_named(tmp_path: Path) -> None:
    words = ["--model", "rehearsal:sloppy", "-n", "200", "--max-tokens", "900000", "--out", "there"]
    assert dramaturg("run", "support_dialogue", *words, cwd=tmp_path).returncode == 3
    failed = json.loads(dramaturg("status", "there", "--json", cwd=tmp_path).stdout)["failed"]
    assert failed
    wrong = dramaturg("retry-failed", "there", "--class", "refused", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "refusal" in wrong.stderr
    again = dramaturg("retry-failed", "there", "--json", cwd=tmp_path)
    assert json.loads(again.stdout) == {"reopened": failed}
    assert json.loads(dramaturg("status", "there", "--json", cwd=tmp_path).stdout)["failed"] == 0


def test_what_each_model_can_do_is_told(tmp_path: Path) -> None:
    told = json.loads(dramaturg("check-models", "persona_instructions", "--json", cwd=tmp_path).stdout)
    assert told["default"]["rung"] == "json_schema"
