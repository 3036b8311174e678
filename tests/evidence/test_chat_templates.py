"""Our tool-use exports load in `datasets`, and what chat templates make of them reads back as the calls that were made.

The templates are those that TRL's wheel carries. Wheel and libraries come from the package index, so this belongs to
`make evidence`.
"""

import json
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from jinja2 import Template
from jinja2.exceptions import TemplateError

from chat_formats import FORMATS
from chat_templates import calls_in, compiled, render
from dramaturg.releases.exporter import EXPORTERS, ExportOptions, Line
from dramaturg.scenarios.trajectory import Trajectory
from fresh_install import FreshVenv, checked, fresh_venv
from tool_rows import tool_row, trajectories, wanted_calls

TRL: Final = "trl==1.16.0"
NOW, OLD = "datasets==5.2.0", "datasets==3.6.0"
NAMED: Final = {"qwen2_5", "qwen2_5_training", "qwen3", "qwen3_training", "qwen3_instruct_2507", "qwen3_vl"}
"""Templates that must be among those that write calls as JSON between tags."""
ONE_CALL: Final = {"llama3_1", "llama3_2"}
"""Templates that refuse calls made together."""
TEXT_ONLY: Final = {"deepseekv3"}
"""Templates that want arguments as text."""

LOAD = """
import json, sys
from datasets import load_dataset
for row in load_dataset("json", data_files=sys.argv[1], split="train", cache_dir=sys.argv[2]):
    print(json.dumps(row, default=str))
"""

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """The chat templates of TRL's wheel that know of tools, by name."""
    folder = tmp_path_factory.mktemp("trl")
    checked([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, TRL], cwd=folder)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as held:
        texts = {Path(name).stem: held.read(name).decode() for name in held.namelist() if name.endswith(".jinja")}
    return {name: compiled(text) for name, text in texts.items() if "tool_calls" in text}


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> FreshVenv:
    """An environment with today's `datasets`."""
    return with_library(tmp_path_factory.mktemp("now"), NOW)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> FreshVenv:
    """An environment with `datasets` from before it knew JSON columns."""
    return with_library(tmp_path_factory.mktemp("old"), OLD)


@pytest.fixture(scope="module")
def acted() -> list[Trajectory]:
    """Tasks of both packaged worlds and all variants, acted out; those that no format drops."""
    return [held for held in trajectories(range(12)) if not_dropped(held)]


def with_library(folder: Path, library: str) -> FreshVenv:
    made = fresh_venv(folder)
    made.pip("install", "-q", library)
    return made


def not_dropped(trajectory: Trajectory) -> bool:
    row = tool_row(trajectory)
    return all(isinstance(EXPORTERS.get(name).render(row, ExportOptions()), Line) for name in FORMATS)


def lines(acted: Sequence[Trajectory], format_name: str) -> list[str]:
    made = [EXPORTERS.get(format_name).render(tool_row(held), ExportOptions()) for held in acted]
    return [each.text for each in made if isinstance(each, Line)]


def loaded(library: FreshVenv, folder: Path, written: Sequence[str]) -> Rows:
    """Return what `datasets` makes of lines."""
    file = folder / "rows.jsonl"
    file.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    offline = ("env", "HF_HUB_OFFLINE=1", f"HF_HOME={folder / 'home'}", "HF_HUB_DISABLE_TELEMETRY=1")
    said = checked([*offline, library.python, "-c", LOAD, file, folder / "cache"], cwd=folder)
    return [json.loads(line) for line in said.splitlines()]


def without_nulls(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without the keys that only other messages have, which a column of messages brings along."""
    if "messages" not in row:
        return row
    messages = [{key: value for key, value in message.items() if value is not None} for message in row["messages"]]
    return {**row, "messages": messages}


def rendered(rows: Rows, template: Template) -> list[str]:
    tools = [json.loads(row["tools"]) if isinstance(row["tools"], str) else row["tools"] for row in rows]
    return [render(template, row["messages"], each) for row, each in zip(rows, tools, strict=True)]


@pytest.mark.parametrize("format_name", FORMATS)
def test_rows_load_as_they_were_written(
    format_name: str, acted: list[Trajectory], now: FreshVenv, tmp_path: Path
) -> None:
    written = lines(acted, format_name)
    assert [without_nulls(row) for row in loaded(now, tmp_path, written)] == list(map(json.loads, written))


@pytest.mark.parametrize("format_name", ["trl-strings", "sharegpt", "hermes"])
def test_rows_of_strings_load_in_old_versions_as_well(
    format_name: str, acted: list[Trajectory], old: FreshVenv, tmp_path: Path
) -> None:
    written = lines(acted, format_name)
    assert [without_nulls(row) for row in loaded(old, tmp_path, written)] == list(map(json.loads, written))


def test_rendered_calls_are_those_that_were_made(
    acted: list[Trajectory], templates: dict[str, Template], now: FreshVenv, tmp_path: Path
) -> None:
    wanted = [wanted_calls(held) for held in acted]
    rows = loaded(now, tmp_path, lines(acted, "trl"))
    tagged = {name: template for name, template in templates.items() if calls_are_tagged(template)}
    assert set(tagged) >= NAMED
    equal = {
        name: sum(calls_in(text) == calls for text, calls in zip(rendered(rows, template), wanted, strict=True))
        for name, template in tagged.items()
    }
    print(f"\n{len(rows)} rows, {sum(map(len, wanted))} calls, equal by template: {equal}")
    assert equal == dict.fromkeys(tagged, len(acted))


def test_strings_from_an_old_version_render_alike_where_a_template_takes_them(
    acted: list[Trajectory], templates: dict[str, Template], old: FreshVenv, tmp_path: Path
) -> None:
    rows = loaded(old, tmp_path, lines(acted, "trl-strings"))
    wanted = [wanted_calls(held) for held in acted]
    assert [calls_in(text) for text in rendered(rows, templates["qwen3"])] == wanted
    as_strings = [(name, json.dumps(given, ensure_ascii=False)) for name, given in wanted[0]]
    assert calls_in(rendered(rows, templates["qwen2_5"])[0]) == as_strings  # what its exporter warns of
    assert rendered([without_nulls(row) for row in rows], templates["deepseekv3"])


def test_an_old_version_would_spoil_objects(acted: list[Trajectory], old: FreshVenv, tmp_path: Path) -> None:
    written = lines(acted, "trl")
    assert loaded(old, tmp_path, written) != list(map(json.loads, written))


def test_every_template_with_tools_renders_every_row_but_for_known_limits(
    acted: list[Trajectory], templates: dict[str, Template]
) -> None:
    rows = [json.loads(line) for line in lines(acted, "trl")]
    several = [any(len(said.get("tool_calls", ())) > 1 for said in row["messages"]) for row in rows]
    for name, template in templates.items():
        if name in TEXT_ONLY:
            continue
        for row, together in zip(rows, several, strict=True):
            if name in ONE_CALL and together:
                with pytest.raises(TemplateError):
                    rendered([row], template)
            else:
                assert rendered([row], template)
    print(f"\n{len(templates)} templates know of tools; {sum(several)} of {len(rows)} rows call several at once")


def calls_are_tagged(template: Template) -> bool:
    """Whether a template writes a call as JSON between tags, told by a call of its own."""
    call = {"type": "function", "function": {"name": "probe", "arguments": {"a": 1}}}
    chat = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "", "tool_calls": [call]}]
    try:
        return calls_in(render(template, chat, [])) == [("probe", {"a": 1})]
    except (TemplateError, TypeError, ValueError):
        return False
