"""A world of one's own is one YAML file beside the scenario, part of what the scenario is."""

import asyncio
import random
import subprocess
import sys
from pathlib import Path

import pytest

from dramaturg.graphs.identity import content, scenario_id
from dramaturg.graphs.session import open_session
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.kind import kind_of
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.setting import WorldSettings
from dramaturg.scenarios.spec import Scenario
from dramaturg.scenarios.world import WORLDS
from dramaturg.scenarios.world_files import bring
from mcp_play import Moody
from table_room import WORLD

SEEDS = (seed_of("The lock is closed on Mondays.", "x"),)


def written(folder: Path, name: str, world: str = WORLD) -> Path:
    """Write a world's file and a scenario that names it, and give the scenario."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(world, encoding="utf-8")
    scenario = folder / "scenario.yaml"
    scenario.write_text(f"kind: trajectory\nworld: {{name: ./{name}.yaml}}\n", encoding="utf-8")
    return scenario


def identity(scenario: Path) -> str:
    loaded = load(str(scenario)).scenario
    return scenario_id(content(loaded, kind_of(loaded), SEEDS))


def test_a_path_starts_at_the_scenario_and_the_world_has_the_files_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "mine", "near_room")
    monkeypatch.chdir(tmp_path)
    scenario = load("mine/scenario.yaml").scenario
    assert scenario.world is not None
    assert scenario.world.name == "near_room"
    assert scenario.uses == (str(tmp_path / "mine" / "near_room.yaml"),)
    assert WORLDS.get("near_room").about == "tables of a small restaurant"
    assert Scenario.model_validate(scenario.model_dump()) == scenario, "what the ledger keeps is read back as it was"


def test_a_script_names_a_file_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "script_room")
    monkeypatch.chdir(tmp_path)
    settings = WorldSettings(name="script_room.yaml", size=3)
    scenario = Scenario(kind="trajectory", uses=("other.py",), world=settings)
    assert scenario.uses == ("other.py", "script_room.yaml")
    assert scenario.world == settings.model_copy(update={"name": "script_room"})


def test_what_the_file_says_is_part_of_the_scenario_and_where_it_lies_is_not(tmp_path: Path) -> None:
    one = identity(written(tmp_path / "one", "said_room"))
    assert identity(written(tmp_path / "one", "said_room", WORLD.replace("seats: 2", "seats: 3"))) != one
    assert identity(written(tmp_path / "one", "said_room")) == one
    code = "import sys; from test_world_files import *; print(identity(written(Path(sys.argv[1]), 'said_room')))"
    folders = [str(Path(__file__).parent), *sys.path]
    other = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {folders!r}; {code}", str(tmp_path / "two")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == one


def test_a_changed_file_is_refused_on_resume(tmp_path: Path) -> None:
    async def opened(scenario: Path) -> None:
        async with open_session(tmp_path / "run", load(str(scenario)).scenario, SEEDS):
            pass

    asyncio.run(opened(written(tmp_path, "late_room")))
    asyncio.run(opened(written(tmp_path, "late_room")))
    other = written(tmp_path, "late_room", WORLD.replace("more than six", "more than five"))
    with pytest.raises(UsageError, match=r"another scenario:\n  scenario.uses.late_room.yaml: ") as refused:
        asyncio.run(opened(other))
    assert "undo these changes" in refused.value.fix


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    load(str(written(tmp_path, "new_room")))
    load(str(written(tmp_path, "new_room", WORLD.replace("small restaurant", "large restaurant"))))
    assert WORLDS.get("new_room").about == "tables of a large restaurant"


def test_an_mcp_server_is_a_file_as_well(tmp_path: Path) -> None:
    moody = Moody(tmp_path)
    moody.written("moody_server.yaml")
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("kind: trajectory\nworld: {name: moody_server.yaml}\n", encoding="utf-8")
    assert load(str(scenario)).scenario.world is not None
    assert WORLDS.get("moody_server").about == "notes"
    assert WORLDS.get("moody_server").executed


@pytest.mark.parametrize(
    ("name", "world", "said"),
    [
        ("shop", WORLD, "there is a world named 'shop' already"),
        ("3rooms", WORLD, "'3rooms' is no name"),
        ("neither", "about: x\npolicy: y\n", "neither.yaml is no world's file"),
        ("no_yaml", "a: [", "cannot be read"),
        ("no_tools", "about: x\npolicy: y\nstate: z\ntools: []\n", "tools: Tuple should have at least 1 item"),
        ("twice", WORLD.replace("book_table", "find_tables"), "two tools are named 'find_tables'"),
        ("refers", WORLD.replace("{table_id: {type: string}, seats", "{table_id: {$ref: '#/x'}, seats"), "no \\$ref"),
    ],
)
def test_a_file_that_is_no_world_is_named(tmp_path: Path, name: str, world: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        load(str(written(tmp_path, name, world)))
    assert str(tmp_path) in refused.value.what
    assert refused.value.fix


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    load(str(written(tmp_path / "a", "same_room")))
    with pytest.raises(UsageError, match=r"named 'same_room' already \(.*/a/same_room.yaml\)"):
        load(str(written(tmp_path / "b", "same_room")))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    scenario = written(tmp_path, "gone_room")
    (tmp_path / "gone_room.yaml").unlink()
    with pytest.raises(UsageError, match=r"gone_room\.yaml cannot be read"):
        load(str(scenario))
    with pytest.raises(UsageError, match=r"none\.yaml cannot be read"):
        bring(tmp_path / "none.yaml")


def test_a_text_is_a_state_and_is_shown_whole(tmp_path: Path) -> None:
    start, end = WORLD.index("state:"), WORLD.index("tools:")
    load(str(written(tmp_path, "told_room", f"{WORLD[:start]}state: Three tables.\n{WORLD[end:]}")))
    world = WORLDS.get("told_room")

    async def seen() -> object:
        async with world.begin(1, 1) as simulation:
            assert (await simulation.call("assistant", "find_tables", {})).error == "arguments lacks party"
            assert (
                await simulation.call("user", "find_tables", {"party": 2})
            ).error == "there is no tool 'find_tables'"
            return world.corner(simulation.snapshot(), random.Random(1))

    assert asyncio.run(seen()) == {"state": "Three tables."}
