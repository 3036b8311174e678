"""Joint tables: rows are drawn whole, by weight, the same wherever; the fit is told before anything is paid for."""

import csv
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from dramaturg.cli.app import app
from dramaturg.graphs.directory import reader
from dramaturg.graphs.identity import content
from dramaturg.personas.graph import PersonaGraph
from dramaturg.releases.canonical import rows
from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.brief import EVERY, Brief
from dramaturg.scenarios.casting import Casting
from dramaturg.scenarios.fit import marginal_fit
from dramaturg.scenarios.kind import kind_of
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.spec import Scenario, given_persona
from play import MakeRun, library_job, play

ROWS = (
    ("19", "apprentice", "Leeds", 30.0),
    ("41", "nurse", "Leeds", 50.0),
    ("41", "nurse", "Porto", 15.0),
    ("77", "retired", "Porto", 5.0),
    ("12", "pupil", "Porto", 0.0),
)
JOINT = {row[:3]: row[3] / 100 for row in ROWS if row[3]}
TABLE: dict[str, Any] = {"path": "people.csv", "weight": "n", "columns": {"age": "age", "job": "work", "town": "town"}}


def written(folder: Path, lines: tuple[tuple[object, ...], ...] = ROWS, name: str = "people.csv") -> str:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("age", "job", "town", "n"), *lines])
    return str(folder / name)


def scenario(path: str, **changes: object) -> Scenario:
    return Scenario.model_validate({"kind": "instruction", "tables": [{**TABLE, "path": path}], **changes})


def briefs(of: Scenario, count: int, cell: str = EVERY) -> list[Brief]:
    people, seeds = PersonaGraph(), [seed_of("A text about pumps.", "a.txt:1")]
    people.give(given_persona("A tram driver."))
    cast = Casting(of, "the scenario", seeds, people)
    return [cast.brief(cell, index) for index in range(count)]


def told(brief: Brief) -> tuple[str, str, str]:
    return (brief.controls["age"].value, brief.controls["work"].value, brief.controls["town"].value)


def test_rows_are_drawn_whole_and_by_weight(tmp_path: Path) -> None:
    drawn = Counter(map(told, briefs(scenario(written(tmp_path)), 2000)))
    assert set(drawn) == set(JOINT)
    assert all(abs(drawn[row] / 2000 - share) < 0.04 for row, share in JOINT.items())


def test_the_writer_is_told_and_the_weights_multiply_to_the_row(tmp_path: Path) -> None:
    for brief in briefs(scenario(written(tmp_path)), 50):
        assert brief.directions == tuple(f"{name}: {control.value}" for name, control in brief.controls.items())
        assert math.isclose(math.prod(control.chance for control in brief.controls.values()), JOINT[told(brief)])


def test_a_table_changes_nothing_else_of_a_brief(tmp_path: Path) -> None:
    controls = {"style": {"options": ["plain", "blunt"]}}
    with_table = briefs(scenario(written(tmp_path), controls=controls), 20)
    without = briefs(Scenario.model_validate({"kind": "instruction", "controls": controls}), 20)
    assert [each.controls["style"] for each in with_table] == [each.controls["style"] for each in without]


def test_a_row_that_stands_twice_counts_twice(tmp_path: Path) -> None:
    once = written(tmp_path)
    split = tuple((*row[:3], row[3] / 2) for row in (*ROWS, *reversed(ROWS)))
    twice = written(tmp_path, split, "split.csv")
    assert [told(each) for each in briefs(scenario(once), 30)] == [told(each) for each in briefs(scenario(twice), 30)]


def test_the_bytes_of_a_table_are_part_of_the_identity_and_its_place_is_not(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    one, other = scenario(written(tmp_path)), scenario(written(tmp_path / "elsewhere"))
    seeds = [seed_of("A text.", "a:1")]
    before = content(one, kind_of(one), seeds)
    assert content(other, kind_of(other), seeds) == before
    written(tmp_path, ROWS[:3])
    assert content(one, kind_of(one), seeds) != before


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (((19, "nurse", "Leeds", "many"),), "line 2: 'many' is no weight"),
        (((19, "nurse", "Leeds", -1),), "line 2: '-1' is no weight"),
        (((19, "nurse", "Leeds", "nan"),), "line 2: 'nan' is no weight"),
        (((19, "", "Leeds", 1),), "line 2: job is empty"),
        (((19, "nurse", "Leeds", 0),), "no row that counts"),
        ((), "no row that counts"),
    ],
)
def test_tables_that_cannot_be_drawn_from_are_refused(
    tmp_path: Path, lines: tuple[tuple[object, ...], ...], problem: str
) -> None:
    with pytest.raises(UsageError, match=problem):
        briefs(scenario(written(tmp_path, lines)), 1)


def test_a_missing_file_and_a_missing_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.csv cannot be read"):
        briefs(scenario(str(tmp_path / "nowhere.csv")), 1)
    made = scenario("x", tables=[{"path": written(tmp_path), "columns": ["age", "income"]}])
    with pytest.raises(UsageError, match="no column 'income'"):
        briefs(made, 1)


def test_a_column_may_not_take_the_name_of_a_control() -> None:
    with pytest.raises(ValidationError, match="there is a control 'town' already"):
        scenario("people.csv", controls={"town": {"options": ["Leeds"]}})
    with pytest.raises(ValidationError, match="there is a control 'age' already"):
        scenario("x", tables=[{"path": "a.csv", "columns": ["age"]}, {"path": "b.csv", "columns": ["age"]}])
    with pytest.raises(ValidationError, match="two columns become one control"):
        scenario("x", tables=[{"path": "a.csv", "columns": {"age": "a", "job": "a"}}])


def test_the_fit_compares_what_the_first_briefs_draw_with_the_table(tmp_path: Path) -> None:
    made = scenario(written(tmp_path))
    drawn = Counter(brief.controls["town"].value for brief in briefs(made, 200))
    fit = {each.control: each for each in marginal_fit(made, "the scenario", 200)}
    assert list(fit) == ["age", "work", "town"]
    towns = {share.value: share for share in fit["town"].shares}
    assert {value: share.drawn for value, share in towns.items()} == {v: n / 200 for v, n in drawn.items()}
    assert math.isclose(towns["Leeds"].expected, 0.8)
    assert math.isclose(sum(share.expected for share in fit["age"].shares), 1)


def test_fine_scales_are_told_in_bands(tmp_path: Path) -> None:
    lines = tuple((age, "nurse", "Leeds", 1) for age in range(20, 70))
    fit = marginal_fit(scenario(written(tmp_path, lines)), "the scenario", 100)[0]
    assert [share.value for share in fit.shares] == ["20 to 29", "30 to 39", "40 to 49", "50 to 59", "60 to 69"]
    assert all(math.isclose(share.expected, 0.2) for share in fit.shares)


def test_validate_tells_the_fit_before_anything_is_paid_for(tmp_path: Path) -> None:
    written(tmp_path)
    file = tmp_path / "mine.yaml"
    file.write_text(
        "kind: instruction\nwanted: 50\ntables:\n  - {path: people.csv, weight: n, columns: [town]}\n", encoding="utf-8"
    )
    assert load(str(file)).scenario.tables[0].path == str(tmp_path / "people.csv")
    shown = CliRunner().invoke(app, ["validate", str(file)])
    assert shown.exit_code == 0, shown.output
    assert "fit  town: Leeds" in shown.output
    assert "of 80.0%" in shown.output
    found = json.loads(CliRunner().invoke(app, ["validate", str(file), "--json"]).stdout)
    assert [share["value"] for share in found["fit"][0]["shares"]] == ["Leeds", "Porto"]


def test_a_run_over_a_table_gives_rows_of_it(run_directory: MakeRun, tmp_path: Path) -> None:
    directory = run_directory("people")
    table = {**TABLE, "path": written(tmp_path)}
    report = play(directory, *library_job("product_reviews", tables=[table]), 6)
    assert report.counts.accepted == 6
    with reader(directory) as ledger:
        made = list(rows(ledger))
    assert all((row.controls["age"], row.controls["work"], row.controls["town"]) in JOINT for row in made)
    assert all({"age", "work", "town", "label", "length"} == set(row.weights) for row in made)
