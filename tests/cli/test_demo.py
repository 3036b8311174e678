"""`dramaturg demo` shows every kind that it makes, and keeps what it made."""

import json
from pathlib import Path

import pytest

from front_door import dramaturg


def kinds_in(directory: Path) -> set[str]:
    return {json.loads(line)["kind"] for line in (directory / "dataset.jsonl").read_text("utf-8").splitlines()}


def test_instructions_and_a_whole_conversation_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = dramaturg(monkeypatch, "demo", "-n", "4", "--out", tmp_path / "made")
    assert (said.code, said.out) == (0, "")
    assert kinds_in(tmp_path / "made") == {"instruction"}
    assert kinds_in(tmp_path / "made-dialogues") == {"dialogue"}
    (talk,) = [json.loads(line) for line in (tmp_path / "made-dialogues" / "dataset.jsonl").read_text().splitlines()]
    shown = " ".join(said.err.split())
    place = shown.index("one of them")
    for number, turn in enumerate(talk["turns"], 1):
        told = f"{number} {turn['speaker']} {' '.join(turn['text'].split())}"
        assert told in shown[place:]
    assert kinds_in(tmp_path / "made-trajectories") == {"trajectory"}
    (acted,) = [
        json.loads(each) for each in (tmp_path / "made-trajectories" / "dataset.jsonl").read_text().splitlines()
    ]
    opening = " ".join(acted["acts"][0]["text"].split())
    assert opening in shown[shown.rindex("one of them") :]
