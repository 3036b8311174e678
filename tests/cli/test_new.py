"""`dramaturg new`: what it writes runs at once, passes its own test, and needs no change anywhere else."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands import dramaturg, python
from front_door import dramaturg as typed
from pages import ROOT

FILES = {
    "scenario": ["harbour.yaml", "test_harbour.py"],
    "kind": ["haiku.py", "haiku.yaml", "test_haiku.py"],
    "world": ["lamp.py", "lamp.yaml", "test_lamp.py"],
}
NAMES = {"scenario": "harbour", "kind": "haiku", "world": "lamp"}
THINGS = list(FILES)


def begun(thing: str, folder: Path) -> str:
    """Begin a thing in a folder of its own; return its name."""
    made = dramaturg("new", thing, NAMES[thing], cwd=folder)
    assert made.returncode == 0, made.stderr
    return NAMES[thing]


def rows_of(directory: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (directory / "dataset.jsonl").read_text(encoding="utf-8").splitlines()]


def calls_of(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (call for act in row["acts"] for call in act["calls"])


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_written_passes_its_own_test(tmp_path: Path, thing: str) -> None:
    name = begun(thing, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES[thing]
    tested = python("-m", "pytest", "-q", f"test_{name}.py", cwd=tmp_path)
    assert tested.returncode == 0, tested.stdout
    assert "passed" in tested.stdout


@pytest.mark.long
@pytest.mark.parametrize(
    ("thing", "file", "before", "after"),
    [
        ("world", "lamp.py", "    thing.back_in = days\n", ""),
        ("kind", "haiku.py", "if count != LINES:", "if count > LINES:"),
        ("scenario", "harbour.yaml", "{question: 2, plan: 1}", "{question: 1, plan: 1}"),
    ],
)
def test_its_test_fails_when_it_is_broken(tmp_path: Path, thing: str, file: str, before: str, after: str) -> None:
    name = begun(thing, tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / file).write_text(text.replace(before, after), encoding="utf-8")
    tested = python("-m", "pytest", "-q", f"test_{name}.py", cwd=tmp_path)
    assert tested.returncode == 1, tested.stdout
    assert "failed" in tested.stdout


@pytest.mark.parametrize("thing", ["scenario", "kind"])
def test_its_scenario_runs_without_a_key(tmp_path: Path, thing: str) -> None:
    name = begun(thing, tmp_path)
    ran = dramaturg("run", f"{name}.yaml", "-n", "3", "--out", "there", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    counts = json.loads(ran.stdout)["counts"]
    rows = rows_of(tmp_path / "there")
    assert (counts["accepted"], counts["failed"], len({row["id"] for row in rows})) == (3, 0, 3)
    told = dramaturg("export", "there", "--format", "openai", "--to", "chat.jsonl", "--json", cwd=tmp_path)
    assert json.loads(told.stdout)["rows"] >= 2, told.stdout


def test_a_new_world_in_a_folder_of_its_own_is_found_played_and_replayed(tmp_path: Path) -> None:
    """Nothing else in this project knows of it: state, tools, policy and rehearsal lie in that one file."""
    begun("world", tmp_path)
    assert "lamp" not in json.loads(dramaturg("list", "worlds", "--json", cwd=tmp_path).stdout)["worlds"]
    assert dramaturg("validate", "lamp.yaml", cwd=tmp_path).returncode == 0
    ran = dramaturg("run", "lamp.yaml", "-n", "8", "--out", "there", "--json", cwd=tmp_path)
    counts = json.loads(ran.stdout)["counts"]
    assert counts["accepted"] == 8
    assert 2 * counts["accepted"] >= counts["issued"] - counts["surplus"]
    rows = rows_of(tmp_path / "there")
    assert {row["setting"]["world"] for row in rows} == {"lamp"}
    assert any(call["changes"] for row in rows for call in calls_of(row))
    told = dramaturg("export", "there", "--format", "openai", "--to", "chat.jsonl", "--json", cwd=tmp_path)
    assert json.loads(told.stdout)["rows"] >= 6, told.stdout
    assert dramaturg("resume", "there", "-n", "9", cwd=tmp_path).returncode == 0
    assert rows_of(tmp_path / "there")[:8] == rows


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_written_is_clean(tmp_path: Path, thing: str) -> None:
    begun(thing, tmp_path)
    for words in (["check", "--ignore", "D103,D417"], ["format", "--check"]):
        ruff = ["ruff", *words, "--no-cache", "--config", str(ROOT / "pyproject.toml"), "."]
        done = subprocess.run([sys.executable, "-m", *ruff], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("thing", THINGS)
def test_it_says_what_it_wrote_and_what_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, thing: str) -> None:
    monkeypatch.chdir(tmp_path)
    said = typed(monkeypatch, "new", thing, NAMES[thing])
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith("next: ")] == [
        f"{NAMES[thing]}.py",
        f"{NAMES[thing]}.yaml",
        f"test_{NAMES[thing]}.py",
    ][3 - len(FILES[thing]) :]
    assert f" run {NAMES[thing]}.yaml -n 3" in said.out
    assert max(map(len, lines)) <= 80


def test_programs_are_told_in_json(tmp_path: Path) -> None:
    made = dramaturg("new", "world", "night_shift", "--to", "my worlds", "--json", cwd=tmp_path)
    told = json.loads(made.stdout)
    assert (told["thing"], told["name"]) == ("world", "night_shift")
    assert all((tmp_path / path).is_file() for path in told["files"])
    assert "'my worlds/night_shift.yaml'" in told["next"][0]
    assert dramaturg("validate", told["files"][1], cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("taken", ["lamp.py", "lamp.yaml", "test_lamp.py"])
def test_nothing_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / taken).write_text("mine\n")
    said = typed(monkeypatch, "new", "world", "lamp")
    assert said.code == 2
    assert taken in said.err
    assert "--to DIR" in said.err
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {taken: "mine\n"}


@pytest.mark.parametrize(
    ("thing", "name", "said"),
    [
        ("kind", "instruction", "there is a kind named 'instruction' already"),
        ("world", "shop", "there is a world named 'shop' already"),
        ("scenario", "persona_instructions", "there is a scenario named 'persona_instructions' already"),
        ("kind", "Haiku", "'Haiku' is no name for a kind"),
        ("kind", "3d", "'3d' is no name"),
        ("kind", "class", "'class' is no name"),
        ("world", "../lamp", "'../lamp' is no name"),
        ("world", "lamp-post", "'lamp-post' is no name"),
        ("world", "", "'' is no name"),
        ("world", "json", "json.py would hide the Python module 'json'"),
        ("kind", "pydantic", "pydantic.py would hide the Python module 'pydantic'"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_its_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, thing: str, name: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = typed(monkeypatch, "new", thing, name)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("fix:") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch(mode=stat.S_IRUSR)
    said = typed(monkeypatch, "new", "world", "lamp", "--to", tmp_path / "file")
    assert said.code == 2
    assert "file" in said.err
    assert "Traceback" not in said.err
