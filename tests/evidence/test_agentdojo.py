"""AgentDojo's solutions replay through our adapter, and AgentDojo itself says that its tasks are done.

It downloads AgentDojo with what it needs (about 200 MB) from the package index, so it belongs to `make evidence`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from dramaturg.scenarios.world import WORLDS
from fresh_install import ROOT, FreshVenv, checked, copy_of_the_tree, fresh_venv

AGENTDOJO = "agentdojo==0.1.35"
REPLAYS = ROOT / "tests" / "support" / "agentdojo_replays.py"

Played = dict[str, Any]


def replayed(made: FreshVenv, hash_seed: int) -> Played:
    """Play all solutions in a process of its own, in which sets have an order of their own."""
    said = checked(["env", f"PYTHONHASHSEED={hash_seed}", made.python, REPLAYS], cwd=made.path)
    return json.loads(said.splitlines()[-1])


@pytest.fixture(scope="module")
def with_agentdojo(tmp_path_factory: pytest.TempPathFactory) -> FreshVenv:
    made = fresh_venv(tmp_path_factory.mktemp("agentdojo"))
    made.install("--editable", copy_of_the_tree(tmp_path_factory.mktemp("tree") / "dramaturg"))
    made.pip("install", AGENTDOJO)
    return made


@pytest.fixture(scope="module")
def played(with_agentdojo: FreshVenv) -> Played:
    return replayed(with_agentdojo, hash_seed=1)


def test_every_solution_is_accepted_by_its_own_check(played: Played) -> None:
    tasks = played["tasks"]
    failed = [f"{task['task']}: {task['errors']}" for task in tasks if task["errors"]]
    refused = [task["task"] for task in tasks if not task["accepted"]]
    writing = [task for task in tasks if task["changes"]]
    idle = [task["task"] for task in writing if task["accepted_without_calls"]]
    proven = sum(task["complaint"] is None for task in tasks)
    print(
        f"\n{AGENTDOJO}: {len(tasks)} user tasks, {sum(task['calls'] for task in tasks)} calls, "
        f"{len(failed)} tasks with errors, {len(tasks) - len(refused)} accepted; "
        f"of {len(writing)} that change something, {len(idle)} are accepted without a call: {', '.join(idle)}; "
        f"{proven} blueprints proven"
    )
    assert len(tasks) == 97
    assert not failed
    assert len(refused) <= 1, refused
    assert len(idle) <= 3, "its check no longer tells what was done from what was not"
    assert proven >= 85


def test_tools_do_what_is_declared(played: Played) -> None:
    """Every one of the tools was called with success, and those that changed something are those declared to write."""
    called = {tool for task in played["tasks"] for tool in task["called"]} | set(played["unused"])
    changed = {tool for task in played["tasks"] for tool in task["changed"]}
    changed |= {tool for tool, has_changed in played["unused"].items() if has_changed}
    assert called == set(played["effects"])
    assert changed == {tool for tool, effect in played["effects"].items() if effect == "write"}
    assert played["tools"] == [24, 28, 11, 11]


def test_a_snapshot_holds_all_that_later_calls_rest_on(played: Played) -> None:
    assert [task["task"] for task in played["tasks"] if task["through_snapshots"] != task["end"]] == []


def test_later_and_elsewhere_it_all_happens_again(with_agentdojo: FreshVenv, played: Played) -> None:
    """Another process, another order of sets, later on the clock: every result and every state is the same."""
    again = replayed(with_agentdojo, hash_seed=2)
    assert again == played


def test_without_the_extra_worlds_are_listed_and_say_what_they_lack(tmp_path: Path) -> None:
    made = fresh_venv(tmp_path / "venv")
    made.install("--editable", copy_of_the_tree(tmp_path / "tree"))
    code = """
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.world import WORLDS
world = WORLDS.get("agentdojo-slack")
try:
    world.tools
except UsageError as error:
    print(world.about, "|", error.fix)
"""
    said = made.run(code, cwd=tmp_path)
    assert said.strip() == f"{WORLDS.get('agentdojo-slack').about} | pip install 'dramaturg[agentdojo]'"
