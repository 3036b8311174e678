"""The kind `code`: what is wrong with a problem, its solution or its tests is found, by reading or by running them."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from dramaturg.personas.persona import Origin, Persona
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.sandbox import PROGRAM, Execution, Limits, Sandbox
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.finding import Check, Evidence, Severity
from dramaturg.scenarios.kind import KINDS, kind_of
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed import seed_of
from sandboxed import fit
from witnesses import Nobody

PROBLEM = """The pump may run for 40 minutes at a stretch; what goes beyond is counted double.

Write `wear(runs)`. `runs` is a list of whole minutes; the result is the sum, 0 for an empty list.

Example: `wear([41])` returns 42."""

SOLUTION = """def wear(runs):
    total = 0
    for run in runs:
        total += run
        if run > 40:
            total += run - 40
    return total
"""

TESTS = """from solution import wear


def test_empty():
    assert wear([]) == 0


def test_within():
    assert wear([10, 40]) == 50


def test_beyond():
    assert wear([41]) == 42
    assert wear([50, 5]) == 65
"""

DRAFT = {"problem": PROBLEM, "entry": "wear", "solution": SOLUTION, "tests": TESTS}
CHECKS = ["form", "tests_pass", "deterministic", "fails_empty", "mutants_killed"]


class Unsandboxed(Nobody):
    """Executes nothing, since its bubblewrap is not there."""

    async def execute(
        self, files: Mapping[str, str], command: Sequence[str] = (PROGRAM,), limits: Limits | None = None
    ) -> Execution:
        return await Sandbox("/nowhere/bwrap").run(files, command)


def evidence(draft: Mapping[str, str], witnesses: Nobody | None = None, **settings: object) -> Evidence:
    persona = Persona(id="p", text="A harbour engineer", origin=Origin.GIVEN)
    seed = seed_of("The strainer had filled with weed again overnight.", "log.txt:1")
    brief = Brief(id="b", cell="all", index=0, persona=persona, seed=seed, settings=settings)
    return asyncio.run(KINDS.get("code").evidence(draft, brief, witnesses or Nobody()))


def blocked(found: Evidence) -> list[str]:
    return [f"{each.where}: {each.problem}" for each in found.findings if each.severity is Severity.BLOCKING]


def test_a_sound_draft_passes_every_check() -> None:
    fit()
    found = evidence(DRAFT)
    assert found.findings == ()
    assert [(check.name, check.passed) for check in found.checks] == [(name, True) for name in CHECKS]


def test_its_tests_are_a_file_that_pytest_runs(tmp_path: Path) -> None:
    (tmp_path / "solution.py").write_text(SOLUTION, encoding="utf-8")
    (tmp_path / "test_solution.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert "3 passed" in done.stdout


READ = {
    "fence": ("solution", "def wear", "```python\ndef wear", "solution: it stands in a code fence"),
    "syntax": ("solution", "runs):", "runs)", "solution: it is no valid Python"),
    "tests' syntax": ("tests", "== 0", "= 0", "tests: it is no valid Python"),
    "library": ("solution", "def wear", "import numpy\ndef wear", "solution: it imports `numpy`, which is not"),
    "network": (
        "solution",
        "def wear",
        "import urllib.request\ndef wear",
        "it imports `urllib.request`, which reaches",
    ),
    "processes": ("solution", "def wear", "from subprocess import run\ndef wear", "solution: it imports `subprocess`"),
    "file": ("solution", "total = 0", "total = len(open('x').read())", "solution: it uses `open`"),
    "file by module": ("solution", "total = 0", "total = io.open('x')", "solution: it uses `open`"),
    "clock": ("solution", "total = 0", "total = date.today().day", "solution: it reads the clock"),
    "source": ("tests", "def test_empty", "import inspect\ndef test_empty", "tests: it imports `inspect`"),
    "code object": ("tests", "wear([]) == 0", "wear.__code__", "tests: it uses `__code__`"),
    "pytest": ("tests", "def test_empty", "import pytest\ndef test_empty", "tests: it imports `pytest`"),
    "other name": ("solution", "def wear", "def tear", "solution: it defines no function `wear`"),
    "no signature": ("problem", "wear", "it", "problem: it does not give the signature"),
    "no name": ("entry", "wear", "wear(runs)", "entry: it is not the name of a function"),
    "given away": ("problem", "Example", f"{SOLUTION}\nExample", "problem: it gives the solution away"),
    "no import": ("tests", "from solution import wear", "", "tests: they do not begin with"),
    "inner name": ("tests", "import wear", "import wear, LIMIT", "tests: they use `LIMIT`"),
    "top level": ("tests", "def test_empty", "assert wear([]) == 0\ndef test_empty", "outside of the test functions"),
    "too few": ("tests", "def test_", "def check_", "tests: there are 0 test functions"),
    "no call": ("tests", "wear([]) == 0", "0 == 0", "tests: `test_empty` does not call `wear`"),
    "no assert": ("tests", "assert wear([]) == 0", "wear([])", "tests: `test_empty` asserts nothing"),
}


@pytest.mark.parametrize("fault", READ)
def test_faults_of_form_are_found_without_running_anything(fault: str) -> None:
    where, old, new, expected = READ[fault]
    draft = DRAFT | {where: DRAFT[where].replace(old, new)}
    assert draft != DRAFT
    said = blocked(evidence(draft, Unsandboxed(), accept_unexecuted=True))
    assert any(expected in each for each in said), said


FINE = {
    "helper": (
        "tests",
        "def test_empty():\n    assert wear([]) == 0",
        "def same(runs, sum_):\n    assert wear(runs) == sum_\n\n\ndef test_empty():\n    same([], 0)",
    ),
    "re.compile": ("solution", "def wear", "import re\nSPACE = re.compile(' ')\n\n\ndef wear"),
    "a parameter named input": ("solution", "runs", "input"),
    "typing": ("solution", "def wear", "from collections.abc import Iterable\n\n\ndef wear"),
    "printing": ("solution", "total = 0", "total = 0\n    print('x' * 1_000_000)"),
}


@pytest.mark.parametrize("case", FINE)
def test_what_only_looks_like_a_fault_is_left_alone(case: str) -> None:
    fit()
    where, old, new = FINE[case]
    draft = DRAFT | {where: DRAFT[where].replace(old, new)}
    assert draft != DRAFT
    assert blocked(evidence(draft)) == []


HOLLOW = "from solution import wear\n" + "".join(
    f"\n\ndef test_{number}():\n    got = wear([{number}])\n    assert got == got\n" for number in range(4)
)
FORGIVING = "from solution import wear\n" + "".join(
    f"\n\ndef test_{number}():\n    try:\n        assert wear([{number}]) is not None\n"
    "    except NotImplementedError:\n        pass\n"
    for number in range(4)
)
IDLE = "\n\ndef test_any():\n    try:\n        wear([])\n    finally:\n        return\n    assert 0\n"
NO_EDGE = TESTS.replace("wear([41]) == 42", "wear([4]) == 4").replace("[50, 5]) == 65", "[5]) == 5")
IS_NONE = re.sub(r"== \d+", "is None", TESTS)
RUN = {
    "wrong solution": ({"solution": SOLUTION.replace("> 40", "> 41")}, "`test_beyond` fails on it: AssertionError"),
    "wrong test": ({"tests": TESTS.replace("== 50", "== 51")}, "`test_within` fails on it"),
    "error": ({"solution": SOLUTION.replace("total +=", "sum_ +=")}, "UnboundLocalError"),
    "tests that pass on nothing": ({"tests": HOLLOW}, "all tests pass on a function that only returns None"),
    "tests that forgive": ({"tests": FORGIVING}, "all tests pass on a function that only raises"),
    "one test of nothing": ({"tests": TESTS + IDLE}, "these pass whatever the function does: test_any"),
    "no edge": ({"tests": NO_EDGE}, "wrong solutions pass the tests, such as these changes: line"),
    "endless": ({"solution": SOLUTION.replace("return", "while True:\n        pass\n    return")}, "it takes too long"),
    "memory": ({"solution": SOLUTION.replace("total = 0", "total = len([0] * 10**9) * 0")}, "MemoryError"),
    "leaves": ({"solution": SOLUTION.replace("total = 0", "total = exit(0)")}, "SystemExit"),
    "nothing to be wrong": (
        {"solution": "def wear(runs):\n    return sum(runs)\n", "tests": TESTS.replace("42", "41").replace("65", "55")},
        "",
    ),
    "not even that": (
        {"solution": "def wear(runs):\n    pass\n", "tests": IS_NONE},
        "all tests pass on a function that only returns None",
    ),
    "an address": (
        {"solution": SOLUTION.replace("return total", "raise ValueError(object())")},
        "ValueError: <object object at 0x…>",
    ),
}


@pytest.mark.parametrize("fault", RUN)
def test_faults_that_show_when_it_runs_are_found(fault: str) -> None:
    fit()
    changes, expected = RUN[fault]
    assert changes.items() - DRAFT.items()
    said = blocked(evidence(DRAFT | changes))
    assert (said == []) if not expected else any(expected in each for each in said), said


def test_a_failed_test_is_quoted() -> None:
    fit()
    found = evidence(DRAFT | {"tests": TESTS.replace("== 50", "== 51")})
    assert [(each.where, each.quote) for each in found.findings] == [("tests", "assert wear([10, 40]) == 51")]


def test_what_depends_on_the_order_of_a_set_is_found() -> None:
    fit()
    words = [f"word{number}" for number in range(12)]
    program = f"print(list(set({words})))"
    order = subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True)
    solution = "def wear(runs):\n    return [run for run in set(runs) if run]\n"
    asserts = "".join(
        f"    assert wear({words})[{place}] == {word!r}\n" for place, word in enumerate(eval(order.stdout))
    )
    tests = "from solution import wear\n" + "".join(f"\n\ndef test_{n}():\n{asserts}" for n in range(3))
    found = evidence(DRAFT | {"solution": solution, "tests": tests})
    assert [(check.name, check.passed) for check in found.checks][:3] == [
        ("form", True),
        ("tests_pass", True),
        ("deterministic", False),
    ]
    assert any("failed when run again" in each for each in blocked(found))


def test_the_share_of_mutants_to_kill_is_a_setting() -> None:
    fit()
    loose = DRAFT | {"tests": TESTS.replace("wear([41]) == 42", "wear([4]) == 4")}
    assert blocked(evidence(loose, kill=1.0))
    assert blocked(evidence(loose, kill=0.3)) == []


def test_without_a_sandbox_nothing_is_run_and_the_row_says_so() -> None:
    found = evidence(DRAFT, Unsandboxed())
    assert "could not be run" in blocked(found)[0]
    assert [check.name for check in found.checks if check.unexecuted and not check.passed] == CHECKS[1:]
    kept = evidence(DRAFT, Unsandboxed(), accept_unexecuted=True)
    assert blocked(kept) == []
    assert kept.checks == found.checks


def test_the_same_draft_gives_the_same_evidence() -> None:
    fit()
    loose = DRAFT | {"tests": TESTS.replace("wear([41]) == 42", "wear([4]) == 4")}
    assert evidence(loose, kill=1.0) == evidence(loose, kill=1.0)


def test_the_chat_is_problem_and_solution_in_a_fence() -> None:
    chat = KINDS.get("code").chat(DRAFT, None)
    assert [message.role for message in chat.messages] == ["user", "assistant"]
    assert chat.messages[0].content == PROBLEM
    assert chat.messages[1].content == f"```python\n{SOLUTION}```"
    with pytest.raises(UsageError, match="no sides"):
        KINDS.get("code").chat(DRAFT, "assistant")


def test_settings_are_checked_before_anything_is_paid() -> None:
    scenario = load("persona_code").scenario
    with pytest.raises(UsageError, match=r"settings\.kill"):
        kind_of(scenario.model_copy(update={"settings": {"kill": 2}}))


def test_rows_keep_their_tests_and_checks(tmp_path: Path) -> None:
    fit()
    command = [sys.executable, "-m", "dramaturg", "run", "persona_code", "-n", "4", "--out", str(tmp_path / "run")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    lines = (tmp_path / "run" / "dataset.jsonl").read_text("utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    assert len(rows) == 4
    for row in rows:
        assert row["tests"].startswith(f"from solution import {row['entry']}")
        checks = [Check.model_validate(each) for each in row["checks"]]
        assert [check.name for check in checks if check.passed and not check.simulated] == CHECKS
