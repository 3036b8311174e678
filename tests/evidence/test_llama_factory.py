"""LLaMA-Factory's own code reads our export, and trains on every row of it.

It downloads LLaMA-Factory's wheel and the `datasets` library from the package index, so it belongs to `make evidence`.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from chat_rows import SAID, dialogue, instruction
from dramaturg.releases.canonical import Written, export
from dramaturg.releases.exporter import EXPORTERS, ExportOptions, Line
from fresh_install import FreshVenv, checked, fresh_venv
from play import MakeRun, library_job, play
from short_play import opened
from tool_rows import tool_row, trajectories, wanted_calls

LIBRARIES = ("datasets==5.2.0", "--no-deps", "llamafactory==0.9.5")
READS = Path(__file__).parents[1] / "support" / "llama_factory_reads.py"
INFO = {
    "ours": {
        "file_name": "chats.jsonl",
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "system": "system", "tools": "tools"},
    }
}


class Read(NamedTuple):
    """What LLaMA-Factory made of a file."""

    rows: int
    kept: list[dict[str, Any]]
    calls: list[list[tuple[str, dict[str, Any]]]]
    """What it has each row's model call."""


@pytest.fixture(scope="module")
def llama_factory(tmp_path_factory: pytest.TempPathFactory) -> FreshVenv:
    """An environment with LLaMA-Factory's code and what its data part needs."""
    made = fresh_venv(tmp_path_factory.mktemp("llama_factory"))
    made.pip("install", LIBRARIES[0])
    made.pip("install", *LIBRARIES[1:])
    return made


def read_by(trainer: FreshVenv, folder: Path) -> Read:
    """Let it read `chats.jsonl` in a folder."""
    (folder / "dataset_info.json").write_text(json.dumps(INFO))
    offline = ("env", "HF_HUB_OFFLINE=1", f"HF_HOME={folder / 'home'}", "HF_HUB_DISABLE_TELEMETRY=1")
    said = checked([*offline, trainer.python, READS, folder, "ours"], cwd=folder)
    read = json.loads(said.splitlines()[-1])
    read["calls"] = [[(name, given) for name, given in calls] for calls in read["calls"]]
    return Read(**read)


def as_chats(lines: Sequence[str]) -> list[dict[str, Any]]:
    """Return our lines as LLaMA-Factory's stages hold them."""
    names = {"human": "user", "gpt": "assistant", "function_call": "function", "observation": "observation"}
    return [
        {
            "messages": [{"role": names[turn["from"]], "content": turn["value"]} for turn in line["conversations"]],
            "system": line["system"],
            "tools": line["tools"],
        }
        for line in map(json.loads, lines)
    ]


def exported(directory: Path, train: str | None) -> tuple[Written, Path]:
    """Export a run into a folder of its own."""
    folder = directory.parent / f"{directory.name} {train}"
    folder.mkdir()
    with opened(directory) as ledger:
        return export(ledger, "sharegpt", folder / "chats.jsonl", ExportOptions(train=train)), folder


@pytest.mark.parametrize(
    ("name", "train"),
    [
        ("persona_instructions", None),
        ("support_dialogue", "agent"),
        ("support_dialogue", "customer"),
        ("shop_trajectories", "assistant"),
        ("shop_trajectories", "user"),
    ],
)
def test_it_trains_on_every_row_of_a_run(
    name: str, train: str | None, run_directory: MakeRun, llama_factory: FreshVenv
) -> None:
    directory = run_directory(name)
    report = play(directory, *library_job(name), 40)
    written, folder = exported(directory, train)
    read = read_by(llama_factory, folder)
    assert written.rows + len(written.dropped) == report.counts.accepted
    assert read.rows == written.rows > 0
    assert read.kept == as_chats((folder / "chats.jsonl").read_text(encoding="utf-8").splitlines())
    skipped = read.rows - len(read.kept)
    ours = f"we repaired {len(written.repaired)} and dropped {len(written.dropped)}"
    print(f"\n{name}, {train or 'default'} trained: {read.rows} rows read, {skipped} skipped; {ours}")


def test_it_trains_on_what_was_repaired(tmp_path: Path, llama_factory: FreshVenv) -> None:
    lines = [
        rendered.text
        for row in (instruction(), dialogue(), dialogue(SAID[:5]), dialogue((SAID[0], "Does it\u2028turn… by hand?")))
        for train in ((None,) if row.kind == "instruction" else ("agent", "customer"))
        if isinstance(rendered := EXPORTERS.get("sharegpt").render(row, ExportOptions(train=train)), Line)
    ]
    (tmp_path / "chats.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert len(lines) == 6
    assert read_by(llama_factory, tmp_path) == Read(6, as_chats(lines), [[]] * 6)


def test_it_trains_on_every_tool_row_and_reads_the_calls_that_were_made(
    tmp_path: Path, llama_factory: FreshVenv
) -> None:
    rendered = [
        (trajectory, EXPORTERS.get("sharegpt").render(tool_row(trajectory), ExportOptions()))
        for trajectory in trajectories(range(12))
    ]
    made = [(trajectory, line) for trajectory, line in rendered if isinstance(line, Line)]
    lines = [line.text for _, line in made]
    (tmp_path / "chats.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = read_by(llama_factory, tmp_path)
    assert read == Read(len(lines), as_chats(lines), [wanted_calls(trajectory) for trajectory, _ in made])
    repaired = sum(bool(line.repairs) for _, line in made)
    skipped, dropped = read.rows - len(read.kept), len(rendered) - len(made)
    calls = sum(map(len, read.calls))
    print(f"\ntool rows: {read.rows} read, {skipped} skipped, {calls} calls; we repaired {repaired}, dropped {dropped}")


def test_it_skips_what_we_say_it_skips(tmp_path: Path, llama_factory: FreshVenv) -> None:
    orders = ("human gpt", "gpt human", "human gpt human", "human human gpt gpt", "gpt human gpt", "human gpt gpt")
    lines = [
        json.dumps({"conversations": [{"from": side, "value": f"{side} in {order}"} for side in order.split()]})
        for order in orders
    ]
    rows = [json.loads(line) | {"system": "", "tools": ""} for line in lines]
    (tmp_path / "chats.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    read = read_by(llama_factory, tmp_path)
    assert read == Read(len(orders), as_chats([json.dumps(rows[0])]), [[]])
