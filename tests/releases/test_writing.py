"""A file is written whole or not at all, and nowhere that a run lives in."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dramaturg.releases.writing import write_lines
from dramaturg.runtime.errors import UsageError


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def breaking() -> Iterator[str]:
    yield "half"
    raise RuntimeError("the rows broke off")


def test_lines_end_in_a_line_feed_and_are_utf_8(tmp_path: Path) -> None:
    write_lines(tmp_path / "rows", ["é", "b\r"], tmp_path)
    assert (tmp_path / "rows").read_bytes() == "é\nb\r\n".encode()


def test_a_file_is_replaced_whole_or_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    write_lines(file, ["old"], tmp_path)
    with pytest.raises(RuntimeError):
        write_lines(file, breaking(), tmp_path)
    assert file.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [file]
    write_lines(file, ["new"], tmp_path)
    assert file.read_text() == "new\n"


def test_a_file_in_the_run_directory_is_its_owners_alone(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "run", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    before = os.umask(0o022)
    try:
        write_lines(home / "rows", ["a"], home)
        write_lines(elsewhere / "rows", ["a"], home)
    finally:
        os.umask(before)
    assert (mode(home / "rows"), mode(elsewhere / "rows")) == (0o600, 0o644)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_lines(tmp_path / "link", ["new"], tmp_path)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new\n"


@pytest.mark.parametrize("name", ["ledger.sqlite", "ledger.sqlite-wal", "lock", "../run/ledger.sqlite"])
def test_the_files_of_the_run_itself_are_safe(tmp_path: Path, name: str) -> None:
    home = tmp_path / "run"
    home.mkdir()
    with pytest.raises(UsageError, match="belongs to the run itself"):
        write_lines(home / name, ["rows"], home)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "message"),
    [("missing/rows", "there is no folder"), (".", "no ordinary file"), ("/dev/null", "it is a device")],
)
def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path, path: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        write_lines(tmp_path / path, ["rows"], tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UsageError, match="cannot be written: Permission denied"):
            write_lines(tmp_path / "rows", ["rows"], tmp_path)
    finally:
        tmp_path.chmod(0o700)
