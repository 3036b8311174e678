"""Runs programs in the sandbox, in a process of its own: as the user that the tests run as, or as an ordinary one.

Started as a program, it reads programs by name from stdin (JSON) and writes their executions to stdout.
"""

import asyncio
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pytest

from dramaturg.runtime.sandbox import Execution, Limits, Sandbox
from dramaturg.runtime.sandbox.bubblewrap import found

Caller = Literal["root", "user"]
CALLERS: tuple[Caller, ...] = ("root", "user") if os.geteuid() == 0 else ("user",)

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = sysconfig.get_path("purelib")
NOBODY = 65534
# Whoever has root gives it up before anything else is imported, then becomes the command that follows.
_DROP = f"import os, sys; os.setgroups([]); os.setresgid(*3 * [{NOBODY}]); os.setresuid(*3 * [{NOBODY}])"
_BECOME = "os.execv(sys.argv[1], sys.argv[1:])"


def fit() -> None:
    """Skip where the sandbox is off, unless it must be on."""
    probe = asyncio.run(Sandbox().probe())
    if not probe.ok and os.environ.get("DRAMATURG_TEST_SANDBOX") == "required":
        pytest.fail(f"the sandbox is off: {probe.said}; {probe.fix}")
    if not probe.ok:
        pytest.skip(f"the sandbox is off: {probe.said}")


def executions(
    caller: Caller, programs: Mapping[str, str], limits: Limits, words: Sequence[str] = (), bwrap: str = ""
) -> dict[str, Execution]:
    """Run programs as some caller; return how each ended."""
    with TemporaryDirectory(prefix="stage-") as stage:
        if caller == "user" and "root" in CALLERS and Path(bwrap).is_relative_to(LIBRARIES):
            bwrap = str(Path(stage, "libraries", Path(bwrap).relative_to(LIBRARIES)))
        given = {"programs": dict(programs), "limits": limits.model_dump(), "words": list(words), "bwrap": bwrap}
        done = subprocess.run(
            command(caller, Path(stage)), input=json.dumps(given), text=True, capture_output=True, timeout=300
        )
    assert done.returncode == 0, done.stderr
    return {name: Execution.model_validate(execution) for name, execution in json.loads(done.stdout).items()}


def command(caller: Caller, stage: Path) -> list[str]:
    """Return what starts this file as some caller.

    An ordinary user must be able to read the interpreter, the libraries and this tree, wherever they lie: root mounts
    them on a stage that only this process and its children see.
    """
    if caller == "user" and os.geteuid() == 0:
        return _as_user(stage)
    return [sys.executable, "-B", __file__]


def _as_user(stage: Path) -> list[str]:
    stage.chmod(0o755)
    sources = {"python": sys.base_prefix, "libraries": LIBRARIES, "dramaturg": str(ROOT)}
    bwrap = found()
    assert bwrap
    python = stage / "python" / "bin" / f"python{sysconfig.get_python_version()}"
    mounts = [word for name, source in sources.items() for word in ("--ro-bind", source, str(stage / name))]
    outside = [bwrap, "--dev-bind", "/", "/", "--perms", "0755", "--tmpfs", str(stage), *mounts]
    paths = f"{stage}:{stage / 'libraries'}:{stage / 'dramaturg' / 'tests' / 'support'}"
    settings = ["--setenv", "PYTHONPATH", paths, "--setenv", "LD_LIBRARY_PATH", str(stage / "python" / "lib")]
    started = [
        str(python),
        "-c",
        f"{_DROP}; {_BECOME}",
        str(python),
        "-B",
        str(stage / "dramaturg" / Path(__file__).resolve().relative_to(ROOT)),
    ]
    return [*outside, *settings, "--chdir", str(stage), "--", *started]


async def _run_all(given: dict[str, Any]) -> dict[str, Any]:
    sandbox, limits = Sandbox(given["bwrap"] or None), Limits(**given["limits"])
    programs: dict[str, str] = given["programs"]
    runs = (sandbox.run({"main.py": program}, ("main.py", *given["words"]), limits) for program in programs.values())
    return dict(zip(programs, [each.model_dump() for each in await asyncio.gather(*runs)], strict=True))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_run_all(json.load(sys.stdin)))))
