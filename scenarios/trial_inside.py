"""Runs the same tests on several variants of one module, each in a process of its own. Started in the sandbox.

Reads `order.json` and writes one line of JSON: the outcome of each variant that was tried, by name. The first variant
is the one that the tests belong to: where it fails them, the others are not tried. This file imports nothing of the
package, since it runs where the package is not.
"""

import json
import os
import re
import resource
import signal
import sys
import traceback
from types import ModuleType
from typing import Any

PASSED, FAILED, DIED, SPENT = "passed", "failed", "died", "spent"
TOLD = 200
"""Characters of an error message."""

ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
"""Where an object lies is another place each time."""

MB = 1 << 20


def main() -> None:
    """Carry out the order."""
    with open("order.json", encoding="utf-8") as file:
        order = json.load(file)
    if len(sys.argv) > 1:
        report(int(sys.argv[2]), verdicts(order, sys.argv[1]))
        return
    outcomes: dict[str, Any] = {}
    for name in order["variants"]:
        outcomes[name] = tried(order, name)
        if outcomes[order["first"]]["outcome"] != PASSED:
            break
    print(json.dumps(outcomes))


def tried(order: dict[str, Any], name: str) -> dict[str, Any]:
    """Try one variant in a process of its own; return its outcome, and what every failed test said."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        perform(order, name, write)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if told:
        return json.loads(told)
    is_spent = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF
    return {"outcome": SPENT if is_spent else DIED, "failed": {}}


def perform(order: dict[str, Any], name: str, write: int) -> None:
    """Be that process: limited, silent, and gone at the end whatever happens."""
    try:
        limit(order)
        silence()
        if name in order["anew"]:
            os.set_inheritable(write, True)
            start = [sys.executable, os.path.abspath(__file__), name, str(write)]
            os.execve(sys.executable, start, {**os.environ, "PYTHONHASHSEED": "1"})
        report(write, verdicts(order, name))
    finally:
        os._exit(1)


def limit(order: dict[str, Any]) -> None:
    """Set this process's own limits, within those of the sandbox, which ends whoever waits for nothing."""
    signal.setitimer(signal.ITIMER_PROF, order["seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"] * MB, order["memory"] * MB))


def silence() -> None:
    """Let nothing that the variant prints be taken for an outcome."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)


def report(write: int, told: dict[str, Any]) -> None:
    """Hand the outcome over."""
    os.write(write, json.dumps(told).encode())
    os.close(write)


def verdicts(order: dict[str, Any], name: str) -> dict[str, Any]:
    """Run the tests on a variant; all of them where each is of interest, else up to the first that fails."""
    failed: dict[str, Any] = {}
    try:
        load("solution", order["variants"][name])
        tests = load("tests", order["tests"])
    except BaseException as error:
        return {"outcome": FAILED, "failed": {"": said(error)}}
    for test in order["names"]:
        try:
            getattr(tests, test)()
        except BaseException as error:
            failed[test] = said(error)
            if name not in order["whole"]:
                break
    return {"outcome": FAILED if failed else PASSED, "failed": failed}


def load(name: str, source: str) -> ModuleType:
    """Make a module of a text, for others to import."""
    module = ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, f"{name}.py", "exec"), module.__dict__)
    return module


def said(error: BaseException) -> dict[str, Any]:
    """Return what went wrong, and in which line of the tests."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "tests.py"]
    told = ADDRESS.sub("0x…", f"{type(error).__name__}: {error}".removesuffix(": "))
    return {"line": lines[-1] if lines else 0, "error": told[:TOLD]}


if __name__ == "__main__":
    main()
