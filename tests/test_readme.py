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

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_script_runs_as_a_script_and_fills_its_quota(tmp_path: Path) -> None:
    (script,) = blocks("python")
    (tmp_path / "harbour.py").write_text(script)
    ran = subprocess.run([sys.executable, "harbour.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = [json.loads(line) for line in (tmp_path / "runs/harbour/dataset.jsonl").read_text().splitlines()]
    assert Counter(row["controls"]["task"] for row in rows) == {"question": 5, "plan": 5}


@pytest.mark.parametrize(
    "line", [line for block in blocks("console") for line in block.splitlines() if "dramaturg " in line]
)
def test_every_command_shown_exists_with_its_options(line: str) -> None:
    words = line.split("dramaturg ", 1)[1].split()
    context = typer.Context(get_command(app))
    command = get_command(app)
    while isinstance(command, TyperGroup):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known


def test_make_targets_shown_exist() -> None:
    makefile = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make (\w+)`?", README)):
        if target not in ("sure",):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
