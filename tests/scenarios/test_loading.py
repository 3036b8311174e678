"""A scenario that cannot be read names file, line and key, and says what mends it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.loading import library, load


def written(folder: Path, text: str, name: str = "mine.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def refusal(named: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        load(named)
    return caught.value


def test_every_library_scenario_loads() -> None:
    assert "persona_instructions" in library()
    for name in library():
        assert load(name).scenario.about


def test_a_misspelt_library_name_gets_the_nearest_one() -> None:
    assert "'persona_instructions'" in refusal("persona_instruction").fix


def test_a_misspelt_field_gets_its_line_and_the_nearest_one(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "kind: instruction\npersonas:\n  per_sed: 2\n"))
    assert "mine.yaml, line 3: personas.per_sed" in error.what
    assert "'per_seed'" in error.fix


def test_a_wrong_value_gets_its_line(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "kind: instruction\nwanted: -1\n"))
    assert "mine.yaml, line 2: wanted: " in error.what


def test_a_wrong_item_does_not_make_its_list_too_short(tmp_path: Path) -> None:
    roles = '- {name: "A B", about: x}\n    - {name: other, about: y}\n'
    error = refusal(written(tmp_path, f"kind: dialogue\nconversation:\n  roles:\n    {roles}"))
    assert "mine.yaml, line 4: conversation.roles.0.name: " in error.what
    assert "at least 2 items" not in error.what


def test_a_misspelt_kind_lists_the_kinds(tmp_path: Path) -> None:
    assert "instruction" in refusal(written(tmp_path, "kind: instrction\n")).fix


@pytest.mark.parametrize(
    "text",
    ["", "- a\n- b\n", "kind: [", "kind: instruction\n\tx: 1", "&a [*a]", "!!python/object:os.system x"],
)
def test_what_is_no_scenario_is_refused(tmp_path: Path, text: str) -> None:
    assert "mine.yaml" in refusal(written(tmp_path, text)).what


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "there is no scenario file" in refusal(str(tmp_path / "none.yaml")).what


def test_a_script_brings_its_scenario_and_its_main_part_does_not_run(tmp_path: Path) -> None:
    script = "from dramaturg import Scenario\nscenario = Scenario(kind='instruction', wanted=3)\n"
    path = written(tmp_path, script + "if __name__ == '__main__':\n    raise SystemExit(9)\n", "mine.py")
    assert load(path).scenario.wanted == 3
    assert load(path).base == tmp_path


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("x = 1\n", "defines no `scenario`"),
        ("\nraise KeyError('lost')\n", "line 2: KeyError"),
        ("scenario = (\n", "SyntaxError"),
        (
            "from dramaturg import Scenario\nscenario = Scenario(kind='instruction', wnted=3)\n",
            "line 2: wnted",
        ),
    ],
)
def test_a_broken_script_is_refused_with_its_line(tmp_path: Path, script: str, said: str) -> None:
    assert said in refusal(written(tmp_path, script, "mine.py")).what


def test_a_script_that_runs_itself_while_it_is_read_is_refused(tmp_path: Path) -> None:
    script = "from dramaturg import Scenario, run\nscenario = Scenario(kind='instruction')\nrun(scenario)\n"
    assert "__main__" in refusal(written(tmp_path, script, "mine.py")).fix


@given(text=st.text(max_size=200))
def test_no_text_whatever_gives_anything_but_a_scenario_or_a_usage_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    fix = "none needed"
    try:
        load(str(path))
    except UsageError as error:
        fix = error.fix
    assert fix
