import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dramaturg.runtime.errors import RunDirectoryError, UsageError
from dramaturg.runtime.lock import LOCK_FILE, hold


class Stopped:
    """A clock that stands still."""

    def monotonic(self) -> float:
        return 0.0

    def today(self) -> str:
        return "2026-01-02T03:04:00+00:00"

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


HOLD_UNTIL_KILLED = """
import sys
from pathlib import Path
from dramaturg.runtime.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_learns_who_holds_the_directory_until_that_one_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_UNTIL_KILLED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(RunDirectoryError, match=rf"process {holder.pid} ") as refusal, hold(tmp_path):
            pass
        holder.kill()
    assert "dramaturg status" in refusal.value.fix
    with hold(tmp_path):
        pass


def test_a_second_holder_in_the_same_process_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    with hold(tmp_path):
        for _ in range(2):
            with pytest.raises(RunDirectoryError, match=str(os.getpid())), hold(tmp_path):
                pass


def test_an_exception_lets_go_of_the_directory(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold(tmp_path):
        raise ZeroDivisionError
    with hold(tmp_path):
        pass


def test_a_child_that_inherited_the_file_does_not_keep_the_lock(tmp_path: Path) -> None:
    waiting, go = os.pipe()
    with hold(tmp_path):
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(waiting, 1)
            os._exit(0)
    with hold(tmp_path):
        pass
    os.close(go)
    os.waitpid(child, 0)
    os.close(waiting)


def test_the_file_says_who_and_since_when_and_is_private(tmp_path: Path) -> None:
    directory = tmp_path / "runs" / "one"
    with hold(directory, create=True, clock=Stopped()):
        lock = directory / LOCK_FILE
        assert json.loads(lock.read_text()) == {"pid": os.getpid(), "started_at": "2026-01-02T03:04:00+00:00"}
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert lock.read_text() == ""


def test_what_a_killed_process_left_in_the_file_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).write_text('{"pid": 1, "started_at": "long ago"}' + "x" * 200)
    with hold(tmp_path):
        assert json.loads((tmp_path / LOCK_FILE).read_text())["pid"] == os.getpid()


@pytest.mark.parametrize("left", ["", "[]", "{}", '{"pid": ', "\x00\xff"])
def test_a_holder_that_has_not_signed_is_another_process(tmp_path: Path, left: str) -> None:
    with hold(tmp_path):
        (tmp_path / LOCK_FILE).write_text(left)
        with pytest.raises(RunDirectoryError, match="another process"), hold(tmp_path):
            pass


def test_a_missing_directory_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run directory"), hold(tmp_path / "nowhere"):
        pass
    assert not (tmp_path / "nowhere").exists()


def test_a_link_in_the_lock_files_place_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep me")
    (tmp_path / LOCK_FILE).symlink_to(precious)
    with pytest.raises(RunDirectoryError, match="cannot be locked"), hold(tmp_path):
        pass
    assert precious.read_text() == "keep me"


def test_a_file_in_the_directorys_place_is_named(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("")
    with pytest.raises(RunDirectoryError, match=r"cannot be made"), hold(place, create=True):
        pass
    with pytest.raises(RunDirectoryError, match=r"cannot be locked"), hold(place):
        pass
