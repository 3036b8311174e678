"""`dramaturg doctor`: what is there, what is off and what mends it, in 80 columns; it never shows a secret."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dramaturg.cli.examination import EXTRAS
from front_door import dramaturg
from sandboxed import ROOT, fit

Checks = dict[str, dict[str, Any]]


def checks(monkeypatch: pytest.MonkeyPatch) -> tuple[int, Checks]:
    said = dramaturg(monkeypatch, "doctor", "--json")
    return said.code, {check["name"]: check for check in json.loads(said.out)["checks"]}


def bwrap_that_fails(folder: Path) -> None:
    script = folder / "bwrap"
    script.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    script.chmod(0o755)


def test_the_page_has_eighty_columns_and_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    said = dramaturg(monkeypatch, "doctor", columns=200)
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80
    assert "OPENAI_API_KEY is set" in said.out
    assert "canary" not in said.out + said.err + dramaturg(monkeypatch, "doctor", "--json").out


def test_a_sandbox_that_works_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fit()
    monkeypatch.chdir(tmp_path)
    sandbox = checks(monkeypatch)[1]["sandbox"]
    assert sandbox["ok"]
    assert sandbox["said"].startswith("bubblewrap ")


def test_a_sandbox_that_is_off_says_why_and_breaks_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    bwrap_that_fails(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    code, found = checks(monkeypatch)
    assert code == 0
    assert not found["sandbox"]["ok"]
    assert "No permissions to create new namespace" in found["sandbox"]["said"]
    assert "unexecuted" in found["sandbox"]["said"]
    page = dramaturg(monkeypatch, "doctor").out
    assert found["sandbox"]["fix"].split()[0] in page.split("sandbox", 1)[1]


def test_a_folder_that_takes_no_files_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/proc")
    code, found = checks(monkeypatch)
    assert code == 1
    assert (found["directory"]["ok"], found["directory"]["optional"]) == (False, False)
    assert "broken" in dramaturg(monkeypatch, "doctor").out


def test_settings_that_cannot_be_read_are_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    (tmp_path / ".env").mkdir()
    code, found = checks(monkeypatch)
    assert code == 1
    assert ".env" in found["key"]["said"]


def test_every_extra_is_looked_for() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert {*EXTRAS, "dev", "sandbox"} == set(declared)
    for name, library in EXTRAS.items():
        assert any(requirement.startswith(library) for requirement in declared[name])
