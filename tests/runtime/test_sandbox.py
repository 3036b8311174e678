"""Generated code is executed in the sandbox or not at all, and every way it can go wrong has its name."""

import asyncio
import json
import os
import signal
import socket
import subprocess
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.sandbox import Execution, Limits, Sandbox, Status
from dramaturg.runtime.sandbox.bubblewrap import found
from dramaturg.runtime.sandbox.enclosure import Ended
from dramaturg.runtime.sandbox.ending import as_execution
from dramaturg.runtime.sandbox.sandbox import STANDARD
from dramaturg.runtime.sandbox.seccomp import filter_program
from hostile_programs import PROCESSES, PROGRAMS, TIGHT, TIME, Hostile
from living import awaited, children, gone, living
from sandboxed import CALLERS, Caller, command, executions, fit

LATER = {*TIME, *PROCESSES}
"""They take their time; `make evidence` runs all of them."""
HOSTILE = {
    name: hostile
    for name, hostile in PROGRAMS.items()
    if name not in LATER or name in ("endless loop", "sleep", "fork loop")
}

LEFT_BEHIND = """
import os, sys
seen, unseen = os.pipe()  # ends when the last one who has it becomes another program
if not os.fork():
    os.setsid()
    if not os.fork():
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(10_000)", sys.argv[1]])
    os._exit(0)
os.wait()
os.close(unseen)
os.read(seen, 1)
print("processes:", sum(map(str.isdigit, os.listdir("/proc"))))
"""
SLEEP = "import time\ntime.sleep(10_000)"
FORKS = """
import os, time
for _ in range(5):
    if not os.fork():
        time.sleep(10_000)
print("five")
"""


def ran(program: str, *words: str, limits: Limits = STANDARD) -> Execution:
    return asyncio.run(Sandbox().run({"main.py": program}, words or ("main.py",), limits))


@pytest.fixture(scope="module", autouse=True)
def on() -> None:
    fit()


@pytest.fixture(scope="module", params=CALLERS)
def ended(request: pytest.FixtureRequest) -> dict[str, Execution]:
    caller: Caller = request.param
    return executions(caller, {name: hostile.program for name, hostile in HOSTILE.items()}, TIGHT)


@pytest.mark.parametrize(("name", "hostile"), HOSTILE.items())
def test_a_hostile_program_is_contained_and_named(ended: dict[str, Execution], name: str, hostile: Hostile) -> None:
    execution = ended[name]
    assert execution.status == hostile.ends, (execution.why, execution.stderr)
    assert hostile.prints in execution.stdout + execution.stderr
    assert bool(execution.why) == (hostile.ends is not Status.OK)
    assert len(execution.stdout) <= TIGHT.output_kb * 1024 + 40


@pytest.mark.parametrize("caller", CALLERS)
def test_nothing_is_left_of_a_child_that_was_to_outlive_its_parent(caller: Caller) -> None:
    word = f"left-{uuid4().hex}"
    execution = executions(caller, {"it": LEFT_BEHIND}, TIGHT, [word])["it"]
    assert (execution.status, execution.stdout) == (Status.OK, "processes: 3\n"), execution.stderr
    assert living(word) == []


def test_a_run_that_is_cancelled_leaves_nothing() -> None:
    word = f"cancelled-{uuid4().hex}"

    async def scene() -> None:
        run = asyncio.ensure_future(Sandbox().run({"main.py": SLEEP}, ("main.py", word), Limits(seconds=60)))
        assert await asyncio.to_thread(awaited, word)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        assert living(word) == []

    asyncio.run(scene())


def test_a_run_that_is_cancelled_while_it_starts_leaves_nothing() -> None:
    async def scene() -> None:
        sandbox = Sandbox()
        assert (await sandbox.probe()).ok
        handles = len(os.listdir("/proc/self/fd"))
        for steps in range(12):
            run = asyncio.ensure_future(sandbox.run({"main.py": SLEEP}, limits=Limits(seconds=60)))
            for _ in range(steps):
                await asyncio.sleep(0)
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
        assert children() == []
        assert len(os.listdir("/proc/self/fd")) == handles

    asyncio.run(scene())


@pytest.mark.parametrize("caller", CALLERS)
def test_nothing_outlives_a_caller_that_is_killed(caller: Caller) -> None:
    word, calling = f"orphan-{uuid4().hex}", f"caller-{uuid4().hex}"
    given = json.dumps({"programs": {"it": SLEEP}, "limits": {"seconds": 600}, "words": [word], "bwrap": ""})
    with TemporaryDirectory(prefix="stage-") as stage:
        started = [*command(caller, Path(stage)), calling]
        with subprocess.Popen(started, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
            assert process.stdin
            process.stdin.write(given)
            process.stdin.close()
            program = awaited(word)
            for each in living(calling):
                os.kill(each, signal.SIGKILL)
            assert gone(program)


def test_the_host_is_out_of_reach() -> None:
    """Neither its loopback, nor its abstract sockets, nor a file that anybody may read."""
    with TemporaryDirectory(prefix="canary-") as folder, socket.socket() as tcp, socket.socket(socket.AF_UNIX) as local:
        Path(folder).chmod(0o755)
        Path(folder, "canary").write_text("canary")
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        name = f"canary-{uuid4().hex}"
        local.bind(f"\0{name}")
        local.listen()
        program = f"""
import os, socket
print(os.path.exists({folder!r}))
for family, place in ((socket.AF_INET, ("127.0.0.1", {tcp.getsockname()[1]})), (socket.AF_UNIX, "\\0{name}")):
    print(socket.socket(family).connect_ex(place))
"""
        assert ran(program).stdout == "False\n111\n111\n"


def test_files_are_laid_out_and_a_command_is_pythons() -> None:
    files = {
        "shop/prices.py": "def vat(net): return round(net * 1.19, 2)\n",
        "shop/__init__.py": "",
        "test_vat.py": TEST,
    }
    execution = asyncio.run(Sandbox().run(files, ("-m", "unittest", "-q")))
    assert execution.status is Status.OK, execution.stderr
    assert "Ran 1 test" in execution.stderr
    wrong = asyncio.run(Sandbox().run(files | {"shop/prices.py": "def vat(net): return net\n"}, ("-m", "unittest")))
    assert (wrong.status, wrong.exit_code) == (Status.NONZERO, 1)


def test_an_execution_depends_on_the_program_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = """
import getpass, locale, os, platform, sys, tempfile, time
print({"fig", "plum", "pear", "quince"}, hash("plum"), os.getpid(), os.getuid(), os.getcwd(), sys.argv, sys.path)
print(sorted(os.environ.items()), time.tzname, platform.node(), os.umask(0), tempfile.gettempdir(), sys.stdout.encoding)
1 / 0
"""
    first = ran(program)
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("SECRET", "canary")
    monkeypatch.chdir(tmp_path)
    umask = os.umask(0o077)
    try:
        again = ran(program)
    finally:
        os.umask(umask)
    assert first.model_dump_json() == again.model_dump_json()
    assert "ZeroDivisionError" in first.stderr
    assert "canary" not in first.stdout
    assert str(tmp_path) not in first.stdout


def test_each_sandbox_has_its_limits_to_itself() -> None:
    async def scene() -> None:
        limits = Limits(seconds=60, processes=8)
        runs = await asyncio.gather(*(Sandbox().run({"main.py": FORKS}, limits=limits) for _ in range(6)))
        assert {(run.status, run.stdout) for run in runs} == {(Status.OK, "five\n")}

    asyncio.run(scene())


def test_no_more_programs_run_at_once_than_there_are_cores(tmp_path: Path) -> None:
    bwrap, log = tmp_path / "bwrap", tmp_path / "log"
    bwrap.write_text(f'#!/bin/sh\necho 1 >> {log}\n{found()} "$@"\nleft=$?\necho -1 >> {log}\nexit $left\n')
    bwrap.chmod(0o755)

    async def scene() -> list[Execution]:
        sandbox = Sandbox(str(bwrap))
        return await asyncio.gather(*(sandbox.run({"main.py": f"print({number})"}) for number in range(16)))

    assert [run.stdout for run in asyncio.run(scene())] == [f"{number}\n" for number in range(16)]
    at_once = list(accumulate(map(int, log.read_text().split())))
    assert at_once[-1] == 0
    assert max(at_once) == len(os.sched_getaffinity(0))


def test_without_bubblewrap_nothing_is_executed(tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    execution = asyncio.run(Sandbox("/nowhere/bwrap").run({"main.py": f"open({str(proof)!r}, 'w')"}))
    assert execution.status is Status.UNEXECUTED
    assert "/nowhere/bwrap" in execution.why
    assert not proof.exists()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "echo 'bwrap: No permissions to create new namespace' >&2; exit 1",
            "No permissions to create new namespace",
        ),
        ("exit 0", "without a word"),
        ("exec /bin/sh -c true", "without a word"),
    ],
)
def test_bubblewrap_that_does_not_work_is_named_and_nothing_is_executed(tmp_path: Path, script: str, said: str) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo bubblewrap 9 && exit\n{script}\n')
    fake.chmod(0o755)

    async def scene() -> None:
        sandbox = Sandbox(str(fake))
        probe = await sandbox.probe()
        assert not probe.ok
        assert said in probe.said
        assert "\n" not in probe.said
        assert probe.fix
        execution = await sandbox.run({"main.py": "print('hello')"})
        assert (execution.status, execution.stdout) == (Status.UNEXECUTED, "")
        assert said in execution.why

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("stderr", "status"),
    [
        ("Traceback:\nMemoryError\n", Status.MEMORY),
        ("object repr     : MemoryError()\nlost sys.stderr\n", Status.MEMORY),
        ("OSError: [Errno 12] Cannot allocate memory", Status.MEMORY),
        ("OSError: [Errno 28] No space left on device: 'x'", Status.DISK),
        ("BlockingIOError: [Errno 11] Resource temporarily unavailable", Status.PROCESSES),
        ("RuntimeError: can't start new thread", Status.PROCESSES),
        ("MemoryError\nValueError: it had said MemoryError", Status.NONZERO),
        ("lost sys.stderr", Status.NONZERO),
        ("", Status.NONZERO),
    ],
)
def test_last_words_tell_a_limit_from_a_failure(stderr: str, status: Status) -> None:
    ended = Ended(("up", "exit 1"), b"", stderr.encode())
    assert as_execution(ended, STANDARD).status is status
    assert as_execution(ended._replace(reports=("up", "exit 0")), STANDARD).status is Status.OK


@pytest.mark.parametrize(
    ("reports", "status"),
    [
        ((), Status.UNEXECUTED),
        (("up",), Status.SIGNAL),
        (("up", "unexecuted [Errno 1] not permitted"), Status.UNEXECUTED),
        (("up", "signal 11"), Status.SIGNAL),
        (("up", "disk", "exit 1"), Status.DISK),
    ],
)
def test_a_report_that_breaks_off_is_no_success(reports: tuple[str, ...], status: Status) -> None:
    seen = as_execution(Ended(reports, b"all is well", b""), STANDARD)
    assert (seen.status, seen.exit_code) == (status, None)
    assert seen.why


@pytest.mark.parametrize("name", ["", ".", "/etc/passwd", "../up.py", "a/../../b.py", "nul\0.py"])
def test_a_file_must_lie_in_the_programs_folder(name: str) -> None:
    with pytest.raises(UsageError, match="program's file"):
        asyncio.run(Sandbox().run({name: ""}))


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UsageError, match="surrogate"):
        ran("print('\ud800')")


def test_output_is_whole_up_to_its_limit() -> None:
    execution = ran("print('x' * 2047)", limits=Limits(output_kb=2))
    assert (execution.status, execution.stdout) == (Status.OK, "x" * 2047 + "\n")


def test_the_filter_is_one_for_each_known_machine() -> None:
    filters = {machine: filter_program(machine) for machine in ("x86_64", "aarch64", "riscv64")}
    assert filters["riscv64"] is None
    assert filters["x86_64"] != filters["aarch64"]
    assert all(len(each) % 8 == 0 for each in filters.values() if each)


TEST = """
import unittest
from shop.prices import vat
class Vat(unittest.TestCase):
    def test_it(self):
        self.assertEqual(vat(100), 119.0)
"""
