"""Settings come from the environment first, then from `.env`; a broken `.env` is named without its words."""

from pathlib import Path

import pytest

from dramaturg.runtime.environment import read_dotenv, setting
from dramaturg.runtime.errors import UsageError


def dotenv(folder: Path, text: str) -> Path:
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_are_read_as_shells_write_them(tmp_path: Path) -> None:
    text = "# keys\n\nA=1\nexport B = two words # why\nC=\"# kept\"\nD='x=y'\nE=\n"
    assert read_dotenv(dotenv(tmp_path, text)) == {"A": "1", "B": "two words", "C": "# kept", "D": "x=y", "E": ""}


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv(tmp_path, "DRAMATURG_A=file\nDRAMATURG_B=file\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRAMATURG_A", "environment")
    monkeypatch.setenv("DRAMATURG_B", "")
    assert (setting("DRAMATURG_A"), setting("DRAMATURG_B"), setting("DRAMATURG_C")) == ("environment", "file", None)


def test_a_broken_line_is_named_without_its_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="line 2: not NAME=VALUE") as caught:
        read_dotenv(dotenv(tmp_path, "A=1\nsk-canary-0123456789\n"))
    assert "canary" not in f"{caught.value.what} {caught.value.fix}"
