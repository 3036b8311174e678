"""Worlds behind MCP servers: two from the package index, driven over stdio, and what their answers become."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mcp.types import CallToolResult, ImageContent, TextContent

from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.blueprint import Blueprint, PlannedCall
from dramaturg.scenarios.ladder.enacted import enact
from dramaturg.scenarios.offering import offering
from dramaturg.scenarios.proof import hash_of, prove
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.trajectory import Act, Called, Closing, Trajectory
from dramaturg.scenarios.world import WORLDS, Effect, Result
from dramaturg.scenarios.worlds.mcp.results import parsed, result_of
from mcp_play import Calls, played

LENDING: Calls = (
    ("list_tables", {}),
    ("read_query", {"query": "SELECT id, title FROM books ORDER BY id LIMIT 2"}),
    ("read_query", {"query": "SELECT colour FROM books"}),
    ("write_query", {"query": "UPDATE loans SET returned = 1 WHERE id = 1"}),
    ("write_query", {"query": "UPDATE members SET address = '9 New Street' WHERE id = (SELECT min(id) FROM members)"}),
    ("describe_table", {"table_name": "loans"}),
)
ASKING: Calls = (
    ("get_current_time", {"timezone": "Asia/Tokyo"}),
    ("convert_time", {"source_timezone": "Europe/Paris", "time": "16:30", "target_timezone": "America/New_York"}),
    ("convert_time", {"source_timezone": "Nowhere/Land", "time": "16:30", "target_timezone": "Asia/Tokyo"}),
)


@pytest.mark.parametrize(("name", "calls"), [("mcp-sqlite", LENDING), ("mcp-time", ASKING)])
def test_what_is_done_in_a_server_happens_again_in_another(name: str, calls: Calls) -> None:
    world = WORLDS.get(name)
    results, end = asyncio.run(played(world, calls))
    assert asyncio.run(played(world, calls)) == (results, end)
    assert [result.error is None for result in results].count(False) == 1, "one of the calls is wrong on purpose"


def test_a_database_is_seen_as_rows() -> None:
    results, end = asyncio.run(played(WORLDS.get("mcp-sqlite"), LENDING))
    tables, books, wrong, returned, moved, columns = results
    assert [row["name"] for row in tables.value] == ["members", "books", "loans"]
    assert [sorted(row) for row in books.value] == [["id", "title"]] * 2
    assert wrong.error == "Database error: no such column: colour"
    assert [result.changed for result in results] == [False, False, False, True, True, False]
    assert returned.value == moved.value == [{"affected_rows": 1}]
    assert len(columns.value) == 6
    assert end != asyncio.run(played(WORLDS.get("mcp-sqlite"), ()))[1]


def test_seed_and_size_make_the_state() -> None:
    world = WORLDS.get("mcp-sqlite")

    async def state(seed: int, size: int) -> Mapping[str, Any]:
        async with world.begin(seed, size) as simulation:
            return simulation.snapshot()

    async def states() -> list[Mapping[str, Any]]:
        return [await state(3, 4), await state(3, 4), await state(2**31 - 1, 4), await state(3, 30)]

    one, same, other, large = asyncio.run(states())
    assert one == same
    assert one["members"] != other["members"]
    assert [len(each["members"]) for each in (one, other, large)] == [4, 4, 30]
    for each in (one, other, large):
        assert len({book["id"] for book in each["books"]}) == 2 * len(each["members"])
        for book in each["books"]:
            out = [loan for loan in each["loans"] if loan["book"] == book["id"] and not loan["returned"]]
            assert len(out) <= book["copies"]


def test_the_clock_stands_still_for_the_time_server() -> None:
    now, converted, _ = asyncio.run(played(WORLDS.get("mcp-time"), ASKING))[0]
    assert now.value["datetime"] == "2026-03-10T18:00:00+09:00"
    assert converted.value["time_difference"] == "-5.0h", "on that day New York has summer time and Paris has not"


@pytest.mark.parametrize("name", ["mcp-sqlite", "mcp-time"])
def test_tools_have_the_effect_that_is_declared(name: str) -> None:
    world = WORLDS.get(name)
    calls = LENDING if name == "mcp-sqlite" else ASKING
    results, _ = asyncio.run(played(world, calls))
    changed = {tool for (tool, _), result in zip(calls, results, strict=True) if result.changed}
    assert {tool for tool, _ in calls} == {tool.name for tool in world.tools}
    assert changed == {tool.name for tool in world.tools if tool.effect is Effect.WRITE}


def test_the_ladder_replays_a_trajectory() -> None:
    world = WORLDS.get("mcp-sqlite")
    setting = Setting(world="mcp-sqlite", seed=11, size=4)
    query = {"query": "UPDATE loans SET returned = 1 WHERE id = 2"}
    calls = [PlannedCall(actor="assistant", tool="write_query", arguments=json.dumps(query))]
    blueprint = Blueprint(
        goal="You bring a book back.", known=[], unknown=[], calls=calls, tells=[], forbidden=[], exit="It is noted."
    )

    async def acted() -> Trajectory:
        async with world.begin(setting.seed, setting.size) as simulation:
            made = [
                Called(
                    id=f"c{number}",
                    tool=call.tool,
                    arguments=call.given(),
                    result=await simulation.call("assistant", call.tool, call.given()),
                )
                for number, call in enumerate(calls)
            ]
            return Trajectory(
                setting=setting,
                policy=world.policy,
                blueprint=blueprint,
                tools=offering(world, setting, blueprint),
                acts=(Act(actor="assistant", calls=tuple(made)),),
                closing=Closing.DONE,
                state=hash_of(world, simulation.snapshot()),
            )

    trajectory = asyncio.run(acted())
    assert asyncio.run(prove(world, setting, blueprint)).complaint is None
    enacted = asyncio.run(enact(trajectory))
    assert [made.again for made in enacted.made] == [called.result for _, called in trajectory.calls()]
    assert [made.changes[0].path for made in enacted.made] == ["loans"]
    assert enacted.end == trajectory.state == enacted.proof.end


@pytest.mark.parametrize(
    ("actor", "name", "arguments", "error"),
    [
        ("user", "list_tables", {}, "there is no tool 'list_tables'"),
        ("assistant", "drop_all", {}, "there is no tool 'drop_all'"),
        ("assistant", "create_table", {"query": "CREATE TABLE t (a)"}, "there is no tool 'create_table'"),
        ("assistant", "read_query", {}, "arguments lacks query"),
        ("assistant", "read_query", {"query": 5}, "arguments.query is no string"),
    ],
)
def test_calls_that_cannot_be_are_errors(actor: Any, name: str, arguments: dict[str, Any], error: str) -> None:
    async def called() -> Result:
        async with WORLDS.get("mcp-sqlite").begin(1, 2) as simulation:
            with pytest.raises(UsageError, match="cannot be put back") as refused:
                simulation.restore({})
            assert "begin its world anew" in refused.value.fix
            return await simulation.call(actor, name, arguments)

    assert asyncio.run(called()) == Result(error=error)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, null]}', {"a": [1, None]}),
        ("[{'a': None, 'b': 1.5}]", [{"a": None, "b": 1.5}]),
        ("42", "42"),
        ("[NaN]", "[NaN]"),
        ("{1: 'a'}", "{1: 'a'}"),
        ("{__import__('os').getcwd()}", "{__import__('os').getcwd()}"),
        ("[" * 5000, "[" * 5000),
        ('["\\ud800"]', ["\ufffd"]),
        ("[see below]", "[see below]"),
    ],
)
def test_texts_that_are_values_become_values(text: str, value: Any) -> None:
    assert parsed(text) == value


def test_what_is_no_text_is_known_by_a_digest() -> None:
    def answered(data: str) -> Result:
        blocks = [TextContent(type="text", text="/tmp/x/a.png"), ImageContent(type="image", data=data, mimeType="a/b")]
        return result_of(CallToolResult(content=[*blocks]), None, Path("/tmp/x"))

    text, image = answered("AAAA").value
    assert text == "./a.png"
    assert (image["type"], image["mimeType"]) == ("image", "a/b")
    assert answered("AAAA") == answered("AAAA") != answered("BBBB")


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_mcp_adapters.sessions", None)
    world = WORLDS.get("mcp-time")
    assert [tool.name for tool in world.tools] == ["get_current_time", "convert_time"]
    with pytest.raises(UsageError, match="need langchain-mcp-adapters") as refused:
        asyncio.run(played(world, ()))
    assert refused.value.fix == "pip install 'dramaturg[mcp]'"


def test_worlds_are_listed_without_what_they_need() -> None:
    code = """
import sys
sys.modules.update(dict.fromkeys(["agentdojo", "mcp", "langchain_mcp_adapters"]))
from dramaturg.cli import main
sys.argv = ["dramaturg", "list", "worlds", "--json"]
main()
"""
    listed = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)["worlds"]
    assert list(listed) == sorted(listed)
    assert set(listed) <= set(WORLDS.all())
    assert {"agentdojo-slack", "device", "mcp-sqlite", "mcp-time", "shop"} <= set(listed)
    assert all(listed.values())
