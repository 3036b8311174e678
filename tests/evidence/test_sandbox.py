"""Every hostile program is contained and named, whoever calls, with any bubblewrap, on an idle or a busy machine."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from dramaturg.runtime.sandbox import Execution, Sandbox, Status
from dramaturg.runtime.sandbox.bubblewrap import brought, found
from hostile_programs import PROGRAMS, TIGHT
from living import children
from sandboxed import CALLERS, Caller, executions, fit

BWRAPS = sorted({path for path in (found(), brought()) if path})

# Everything that can be read in a sandbox, but for the interpreter, the time zones and the kernel's own.
READ_ALL = """
import os
for folder, names, files in os.walk("/"):
    if folder == "/":
        names[:] = sorted(set(names) - {"proc", "python"})
    if folder == "/usr/share":
        names.remove("zoneinfo")
    for name in sorted(files):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            print(path, b"canary" in open(path, "rb").read())
for name in ("environ", "cmdline", "mountinfo"):
    for pid in ("1", "self"):
        try:
            print(pid, name, b"canary" in open(f"/proc/{pid}/{name}", "rb").read())
        except PermissionError:
            print(pid, name, False)
"""


@pytest.fixture(scope="module", autouse=True)
def on() -> None:
    fit()


@contextmanager
def busy_machine() -> Generator[None]:
    """Keep every core busy three times over."""
    loop = [sys.executable, "-I", "-S", "-c", "while True: pass"]
    with ExitStack() as all_of_them:
        for _ in repeat(None, 3 * len(os.sched_getaffinity(0))):
            process = all_of_them.enter_context(subprocess.Popen(loop))
            all_of_them.callback(process.kill)
        yield


def misnamed(ended: dict[str, Execution]) -> list[str]:
    return [
        f"{name}: {ended[name].status} {ended[name].why} {ended[name].stderr[-200:]}"
        for name, hostile in PROGRAMS.items()
        if ended[name].status != hostile.ends or hostile.prints not in ended[name].stdout + ended[name].stderr
    ]


@pytest.mark.parametrize("bwrap", BWRAPS, ids=lambda path: "own" if path == found() else "brought")
@pytest.mark.parametrize("caller", CALLERS)
def test_every_hostile_program_is_contained_and_named(caller: Caller, bwrap: str) -> None:
    begun = time.monotonic()
    ended = executions(caller, {name: hostile.program for name, hostile in PROGRAMS.items()}, TIGHT, bwrap=bwrap)
    seconds = time.monotonic() - begun
    print(f"\n{len(ended)} hostile programs as {caller} with {bwrap}: {seconds:.0f} s")
    for name, execution in ended.items():
        print(f"  {name:<38} {execution.status:<10} {execution.why}")
    assert misnamed(ended) == []


@pytest.mark.parametrize("caller", CALLERS)
def test_how_busy_the_machine_is_changes_no_name(caller: Caller) -> None:
    programs = {name: hostile.program for name, hostile in PROGRAMS.items()}
    with busy_machine():
        ended = executions(caller, programs, TIGHT)
    print(f"\n{len(ended)} hostile programs as {caller} beside {3 * len(os.sched_getaffinity(0))} busy loops")
    assert misnamed(ended) == []


@pytest.mark.parametrize("caller", CALLERS)
def test_nothing_of_the_host_can_be_read(caller: Caller, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with TemporaryDirectory(prefix="public-") as public:
        for folder in (Path(public), tmp_path):
            folder.chmod(0o755)
            (folder / "notes.txt").write_text("canary")
        monkeypatch.setenv("OPENAI_API_KEY", "canary")
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.chdir(tmp_path)
        execution = executions(caller, {"it": READ_ALL}, TIGHT)["it"]
    assert execution.status is Status.OK, execution.stderr
    seen = [line.rsplit(" ", 1) for line in execution.stdout.splitlines()]
    print(f"\nreadable as {caller}: {[path for path, _ in seen]}")
    assert [path for path, has_canary in seen if has_canary == "True"] == ["/tmp/main.py"]
    assert {path.split("/")[1] for path, _ in seen if "/" in path} <= {"init.py", "lib", "lib64", "tmp"}


def test_sixty_four_workers_share_the_cores_and_leave_nothing() -> None:
    async def scene() -> list[Execution]:
        sandbox = Sandbox()
        assert (await sandbox.probe()).ok
        programs = [f"print(sum(range({number})))" for number in range(256)]
        results: list[Execution] = []
        waiting = iter(programs)

        async def worker() -> None:
            for program in waiting:
                results.append(await sandbox.run({"main.py": program}))

        await asyncio.gather(*(worker() for _ in range(64)))
        return results

    handles, mounts = len(os.listdir("/proc/self/fd")), Path("/proc/self/mountinfo").read_text()
    begun = time.monotonic()
    results = asyncio.run(scene())
    print(f"\n{len(results)} programs by 64 workers: {len(results) / (time.monotonic() - begun):.0f} a second")
    assert sorted(int(result.stdout) for result in results) == [sum(range(number)) for number in range(256)]
    assert children() == []
    assert (len(os.listdir("/proc/self/fd")), Path("/proc/self/mountinfo").read_text()) == (handles, mounts)
