"""What the README shows works as it stands there."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from dramaturg.cli.app import app
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed_files import read_seeds
from play import MakeRun, play

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def shell_words(line: str, folder: Path) -> list[str]:
    """Return what a shell makes of a command line where `notes/` holds two texts."""
    (folder / "notes").mkdir()
    for name in ("one.md", "two.md"):
        (folder / "notes" / name).touch()
    ran = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {line}"], cwd=folder, capture_output=True, text=True, check=True
    )
    return ran.stdout.split("\0")[:-1]


def test_a_glob_without_quotes_is_one_argument_too_many(tmp_path: Path) -> None:
    words = shell_words("persona_instructions --seeds notes/*.md", tmp_path)
    command = get_command(app)
    assert isinstance(command, TyperGroup)
    run = command.get_command(typer.Context(command), "run")
    assert run is not None
    with pytest.raises(Exception, match="unexpected extra argument"):
        run.make_context("run", words)


def test_the_script_runs_as_a_script_and_fills_its_quota(tmp_path: Path) -> None:
    (script,) = blocks("python")
    (tmp_path / "harbour.py").write_text(script)
    ran = subprocess.run([sys.executable, "harbour.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = [json.loads(line) for line in (tmp_path / "runs/harbour/dataset.jsonl").read_text().splitlines()]
    assert Counter(row["controls"]["task"] for row in rows) == {"question": 5, "plan": 5}


def test_the_dialogue_in_yaml_is_a_scenario_that_fills_its_quota(run_directory: MakeRun, tmp_path: Path) -> None:
    (written,) = blocks("yaml")
    (tmp_path / "market.yaml").write_text(written)
    scenario, base = load(str(tmp_path / "market.yaml"))
    report = play(run_directory("market"), scenario, read_seeds(scenario.seeds, base)[:24], 4)
    assert (report.exit_code, report.counts.accepted) == (0, 4)


@pytest.mark.parametrize(
    "line", [line for block in blocks("console") for line in block.splitlines() if "dramaturg " in line]
)
def test_every_command_shown_can_be_typed_as_it_stands(line: str, tmp_path: Path) -> None:
    words = shell_words(line.split("dramaturg ", 1)[1], tmp_path)
    command = get_command(app)
    context = typer.Context(command)
    while isinstance(command, TyperGroup):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    command.make_context(str(command.name), words)  # refuses unknown options, and one argument too many


def test_make_targets_shown_exist() -> None:
    makefile = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make (\w+)`?", README)):
        if target not in ("sure",):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
