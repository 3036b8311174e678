"""`dramaturg personas`: a graph is grown once, read and saved."""

import json
from pathlib import Path
from typing import Any

import pytest

from dramaturg.personas.graph import PersonaGraph
from front_door import Said, dramaturg
from play import MakeRun, one_number

SCENARIO = """
kind: instruction
name: small
wanted: 2
personas: {given: ["A tram driver in Graz who collects stamps."], seeds_used: 6, rounds: 1, parents: 1.0}
"""


class Commands:
    """Types commands about one run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, scenario: Path, directory: Path) -> None:
        self.monkeypatch = monkeypatch
        self.scenario = scenario
        self.directory = directory

    def grow(self, *options: object) -> Said:
        return self("personas", "grow", self.scenario, "--out", self.directory, *options)

    def counted(self) -> dict[str, Any]:
        return json.loads(self("personas", "show", self.directory, "--json").out)

    def __call__(self, *arguments: object) -> Said:
        return dramaturg(self.monkeypatch, *arguments)


@pytest.fixture
def commands(run_directory: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    scenario = tmp_path / "small.yaml"
    scenario.write_text(SCENARIO)
    return Commands(monkeypatch, scenario, run_directory("run"))


def test_growing_freezes_the_graph_and_produces_nothing(commands: Commands) -> None:
    said = commands.grow("--json")
    assert said.code == 0
    grown = json.loads(said.out)
    assert grown["by_origin"] == {"given": 1, "relation": grown["personas"] - 7, "text": 6}
    assert sum(held["admitted"] for held in grown["rounds"]) == grown["personas"]
    assert one_number(commands.directory, "SELECT count(*) FROM briefs") == 0
    assert commands.counted() == {name: value for name, value in grown.items() if name != "directory"}


def test_growing_again_asks_nobody(commands: Commands) -> None:
    first = commands.grow("--json").out
    calls = one_number(commands.directory, "SELECT count(*) FROM calls")
    assert commands.grow("--json").out == first
    assert one_number(commands.directory, "SELECT count(*) FROM calls") == calls


def test_a_run_goes_on_from_the_grown_graph(commands: Commands) -> None:
    commands.grow()
    before = commands.counted()
    assert commands("resume", commands.directory, "--json").code == 0
    assert commands.counted() == before
    assert one_number(commands.directory, "SELECT count(*) FROM briefs WHERE status = 'accepted'") == 2


def test_seeds_of_ones_own_are_what_personas_come_from(commands: Commands, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("The mill stands still since May.\n\nRye is sold by the sack.\n")
    commands.grow("--seeds", tmp_path / "mine.txt")
    saved = tmp_path / "graph.json"
    assert commands("personas", "export", commands.directory, "--to", saved).code == 0
    graph = PersonaGraph.from_json(saved.read_text())
    assert [seed.source for seed in graph.seeds()] == ["mine.txt:1", "mine.txt:3"]
    assert saved.read_text() == graph.to_json()


def test_a_page_counts_everybody(commands: Commands) -> None:
    commands.grow()
    said = commands("personas", "show", commands.directory)
    found = commands.counted()
    assert said.code == 0
    assert f"{found['personas']} personas from {found['seeds']} seeds" in said.out
    assert f"relation {found['by_origin']['relation']}" in said.out
    assert max(map(len, said.out.splitlines())) <= 80
    everybody = commands("personas", "show", commands.directory, "--full").out
    assert f"{found['personas']} of {found['personas']} ──" in everybody


def test_one_persona_is_told_with_its_path(commands: Commands, tmp_path: Path) -> None:
    commands.grow()
    commands("personas", "export", commands.directory, "--to", tmp_path / "graph.json")
    graph = PersonaGraph.from_json((tmp_path / "graph.json").read_text())
    child = next(
        held for held in graph.admissions() if held.persona.round == 1 and len(graph.path(held.persona.id)) == 2
    )
    told = commands("personas", "show", commands.directory, child.persona.id[:12]).out
    seed = graph.path(child.persona.id)[-1].node
    source = next(held.source for held in graph.seeds() if held.id == seed)
    assert f"   {child.tie}  {child.source}\n" in told
    assert source in told
    parent = json.loads(commands("personas", "show", commands.directory, child.source, "--json").out)
    assert child.persona.id in {grown["id"] for grown in parent["children"]}


def test_a_run_without_a_graph_is_an_error(commands: Commands, tmp_path: Path) -> None:
    commands.scenario.write_text(SCENARIO + "budget: {calls: 1}\n")
    commands("run", commands.scenario, "--out", commands.directory, "--json")
    said = commands("personas", "show", commands.directory)
    assert (said.code, "has no persona graph yet" in said.err) == (5, True)


def test_an_unknown_persona_is_an_error(commands: Commands) -> None:
    commands.grow()
    said = commands("personas", "show", commands.directory, "zz")
    assert (said.code, said.out) == (2, "")
    assert "no persona has an id that begins with 'zz'" in said.err
