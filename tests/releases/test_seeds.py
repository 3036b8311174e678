"""What came up in samples becomes seeds of other kinds, with the people whose it is; end to end, without a key."""

import json
from pathlib import Path

import pytest

from dramaturg.graphs.directory import reader
from dramaturg.personas.persona import Origin
from dramaturg.releases.canonical import export, rows
from dramaturg.releases.exporter import ExportOptions
from dramaturg.releases.exporters.seeds import NOTHING
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.seed_files import read_seeds
from dramaturg.scenarios.spec import Scenario, SeedSource
from play import MakeRun, library_job, play
from short_play import short_play


def test_requests_that_people_come_away_with_become_instructions_that_they_give(
    run_directory: MakeRun, tmp_path: Path
) -> None:
    talked, asked, file = run_directory("talked"), run_directory("asked"), tmp_path / "emerged.jsonl"
    play(talked, *library_job("society_dialogue"), 5)
    with reader(talked) as ledger:
        written = export(ledger, "seeds", file)
        held = list(rows(ledger))
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    wishes = [wish for row in held for taken in row.payload["takeaways"] for wish in taken["wishes"]]
    assert written.rows == len(records) == len(wishes) > 5
    assert [record["text"] for record in records] == [f"{wish['situation']}\n{wish['request']}" for wish in wishes]
    sides = {(row.id, side["persona"]) for row in held for side in row.payload["sides"]}
    assert all((record["brief"], record["persona"]) in sides for record in records)
    assert all(record["simulated"] for record in records)

    scenario, _ = library_job("persona_instructions")
    own = Scenario.model_validate(scenario.model_dump() | {"related_share": 1.0, "seeds": [{"path": file.name}]})
    play(asked, own, read_seeds(own.seeds, tmp_path), 6)
    with reader(asked) as ledger:
        made = list(rows(ledger))
    texts = {(record["text"], record["persona"]) for record in records}
    assert len(made) == 6
    for row in made:
        assert (row.seed.text, row.persona.text) in texts
        assert row.persona.origin is Origin.GIVEN
        assert [link.tie for link in row.persona.path] == ["given"]


def test_kinds_in_which_nothing_comes_up_give_no_seeds(run_directory: MakeRun, tmp_path: Path) -> None:
    directory = run_directory("run")
    short_play(directory)
    with reader(directory) as ledger:
        written = export(ledger, "seeds", tmp_path / "seeds.jsonl")
    assert (written.rows, {dropped.reason for dropped in written.dropped.values()}) == (0, {NOTHING})


def test_seeds_have_no_side_to_train(run_directory: MakeRun, tmp_path: Path) -> None:
    directory = run_directory("run")
    short_play(directory)
    with reader(directory) as ledger, pytest.raises(UsageError, match="seeds have no sides"):
        export(ledger, "seeds", tmp_path / "seeds.jsonl", ExportOptions(train="one"))


def test_the_columns_of_a_seed_file_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("body,who,persona\nRinse it.,A nurse.,A cook.\n")
    sources = {
        None: "A cook.",
        "who": "A nurse.",
        "": "",
    }
    for persona, expected in sources.items():
        (seed,) = read_seeds([SeedSource(path="a.csv", column="body", persona=persona)], tmp_path)
        assert seed.persona == expected
