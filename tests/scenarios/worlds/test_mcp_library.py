"""The library on an MCP server: what its members want is true of it, its desk reads before it asks, rows replay."""

import asyncio
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import replaying
from dramaturg.graphs.directory import reader
from dramaturg.graphs.report import Ending
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.ledger import calls
from dramaturg.scenarios.blueprint import Blueprint
from dramaturg.scenarios.errands.planner_rehearsal import Drawn, Planner
from dramaturg.scenarios.errands.progress_rehearsal import rules_in
from dramaturg.scenarios.errands.rehearsing import BOOKS
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.proof import prove
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.state import State
from dramaturg.scenarios.world import WORLDS
from dramaturg.scenarios.worlds.mcp.kin import kin_of
from mcp_play import Moody
from play import MakeRun, library_job, play

NAME, WORLD = "mcp_trajectories", "mcp-sqlite"
SIZE = 6

SQL = set(
    """SELECT FROM JOIN ON WHERE AND OR UPDATE SET INSERT INTO VALUES COUNT CASE WHEN THEN END AS out overdue free
    1 0""".lower().split()
)
"""What whoever writes a query need not have read anywhere: the language, and names of their own."""


TIME = """
kind: trajectory
personas: {per_seed: 1, rounds: 0, seeds_used: 6}
world:
  name: mcp-time
  variants: {plain: 3, missing parameter: 1, nothing to call: 1, against policy: 1}
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("library") / "run"
    assert play(directory, *library_job(NAME), 6).ending is Ending.DONE
    return directory / "dataset.jsonl"


def differing(rows: Path) -> str:
    """Replay rows in a process of its own, and give what is otherwise there."""
    return subprocess.run(
        [sys.executable, replaying.__file__, str(rows)],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_questions_about_the_time_replay_as_well(tmp_path: Path) -> None:
    (tmp_path / "time.yaml").write_text(TIME, encoding="utf-8")
    _, seeds = library_job(NAME)
    report = play(tmp_path / "run", load(str(tmp_path / "time.yaml")).scenario, seeds, 3)
    assert report.ending is Ending.DONE, report.message
    rows = tmp_path / "run" / "dataset.jsonl"
    assert differing(rows) == ""
    assert "convert_time" in rows.read_text(encoding="utf-8")


def test_every_row_replays_on_fresh_servers_in_a_fresh_process(rows: Path) -> None:
    assert differing(rows) == ""
    held = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    assert any(call["result"]["changed"] for row in held for act in row["acts"] for call in act["calls"])
    assert {check["name"] for row in held for check in row["checks"] if not check["passed"]} == set()
    assert not any(row["unexecuted"] for row in held)


def queries(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every query of a row with all that was said and shown before it."""
    seen = row["policy"]
    for act in row["acts"]:
        for call in act["calls"]:
            if "query" in call["arguments"]:
                yield call["arguments"]["query"], seen
            seen += f"\n{json.dumps(call['result'])}"
        seen += f"\n{act['text']}"


def test_the_desk_asks_for_what_it_was_told_and_what_it_has_read(rows: Path) -> None:
    asked = 0
    for line in rows.read_text(encoding="utf-8").splitlines():
        for query, seen in queries(json.loads(line)):
            words = {word.lower() for word in re.findall(r"\w+", query)}
            unread = words - SQL - {word.lower() for word in re.findall(r"\w+", seen)}
            assert not unread, query
            asked += 1
    assert asked > 5


async def corners() -> list[tuple[int, State]]:
    found: list[tuple[int, State]] = []
    for seed in (7, 40_000, 2**31 - 3):
        async with WORLDS.get(WORLD).begin(seed, SIZE) as simulation:
            state = simulation.snapshot()
        found += [(seed, WORLDS.get(WORLD).corner(state, random.Random(number))) for number in range(12)]
    return found


def drawn(held: list[tuple[int, State]], name: str) -> tuple[Setting, Blueprint]:
    """Give a task with one errand, in the first corner that has it."""
    policy, book = " ".join(WORLDS.get(WORLD).policy.split()), BOOKS[WORLD]
    errand = next(each for each in book.errands if each.name == name)
    for seed, corner in held:
        rng = random.Random(name)
        whose, values = book.desk.draw(corner, rng), errand.draw(corner, rng)
        if whose is not None and values is not None:
            planner = Planner(WORLD, book.errands, book.desk, corner, policy, rng)
            setting = Setting(world=WORLD, seed=seed, size=SIZE, variant=errand.serves[0])
            return setting, planner.plan([Drawn(errand, {**whose, **rules_in(policy, errand), **values})])
    raise AssertionError(f"no corner has the errand {name!r}")


def test_every_errand_can_be_drawn_and_proven() -> None:
    async def proven() -> None:
        held = await corners()
        tasks = [drawn(held, errand.name) for errand in BOOKS[WORLD].errands]
        for pair in zip(tasks[::2], tasks[1::2], strict=False):
            await asyncio.gather(*(holds(*task) for task in pair))
        await holds(*tasks[-1])

    asyncio.run(proven())


async def holds(setting: Setting, blueprint: Blueprint) -> None:
    proof = await prove(WORLDS.get(WORLD), setting, blueprint)
    assert proof.complaint is None, blueprint.goal
    assert bool(proof.changes) == any(call.tool == "write_query" for call in blueprint.calls), blueprint.goal


def test_a_corner_is_one_record_with_what_belongs_to_it() -> None:
    state: dict[str, Any] = {
        "members": [{"id": "M1", "name": "A"}, {"id": "M2", "name": "B"}],
        "books": [{"id": f"B{number}", "copies": 1} for number in range(40)],
        "loans": [{"id": 1, "member": "M1", "book": "B7"}, {"id": 2, "member": "M2", "book": "B7"}]
        + [{"id": 3 + number, "member": "M2", "book": f"B{number}"} for number in range(8, 40)],
        "days": [{"day": number} for number in range(30)],
        "today": "2026-03-10",
    }
    for seed in range(20):
        corner = kin_of(state, "members", random.Random(seed))
        (member,) = corner["members"]
        books = {book["id"] for book in corner["books"]}
        loans = [loan for loan in state["loans"] if loan["member"] == member["id"] or loan["book"] in books]
        assert corner["loans"] == loans, "whoever counts what is free must see all of them"
        assert {loan["book"] for loan in loans if loan["member"] == member["id"]} <= books
        assert len(corner["days"]) == 5
        assert corner["today"] == "2026-03-10"
    assert kin_of(state, "members", random.Random(3)) == kin_of(state, "members", random.Random(3))
    assert len(kin_of(state, "nobody", random.Random(3))["books"]) == 5
    assert kin_of({"members": []}, "members", random.Random(3)) == {"members": []}


WITHOUT = """
import sys
sys.modules.update(dict.fromkeys({missing!r}))
from dramaturg.cli import main
sys.argv = ["dramaturg", *{words!r}]
main()
"""


def without(missing: list[str], *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command where some modules are not installed."""
    code = WITHOUT.format(missing=missing, words=words)
    return subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True)


@pytest.mark.parametrize("words", [("validate", NAME), ("run", NAME, "-n", "2", "--out", "there")])
def test_what_is_not_installed_is_said_at_the_start(tmp_path: Path, words: tuple[str, ...]) -> None:
    told = without(["mcp", "langchain_mcp_adapters"], *words, cwd=tmp_path)
    assert told.returncode == 2
    assert "pip install 'dramaturg[mcp]'" in " ".join(told.stderr.split())
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "there").exists()


def test_scenarios_are_listed_without_what_they_need(tmp_path: Path) -> None:
    told = without(["mcp", "langchain_mcp_adapters"], "list", "scenarios", "--json", cwd=tmp_path)
    assert NAME in json.loads(told.stdout)["scenarios"]


def test_a_module_that_the_servers_python_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp_server_time", None)
    with pytest.raises(UsageError, match="has no module 'mcp_server_time'") as refused:
        WORLDS.get("mcp-time").check()
    assert refused.value.fix == "pip install 'dramaturg[mcp]'"


def test_a_server_that_changed_its_words_stops_a_run_before_anything_is_paid_for(
    tmp_path: Path, run_directory: MakeRun
) -> None:
    moody = Moody(tmp_path)
    moody.approved()
    text = moody.file.read_text(encoding="utf-8")
    renamed = tmp_path / "moody_late.yaml"
    renamed.write_text(text.replace("about: Write a note down.", "about: Write a note."), encoding="utf-8")
    (tmp_path / "late.yaml").write_text("kind: trajectory\nworld: {name: moody_late.yaml}\n", encoding="utf-8")
    _, seeds = library_job(NAME)
    directory = run_directory("run")
    with pytest.raises(UsageError, match="are not those approved"):
        play(directory, load(str(tmp_path / "late.yaml")).scenario, seeds, 2)
    with reader(directory) as ledger:
        assert list(ledger.read(calls.select())) == []
    assert moody.running() == []
