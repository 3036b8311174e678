"""`traces show` and `preview` of a conversation: who says what, findings in the margin, round by round."""

import json
import re
from pathlib import Path

import pytest

from dialogue_play import Interrupted, Remark, one, remarks
from dramaturg.graphs.sample import Sample
from front_door import dramaturg
from play import MakeRun

FAULTED = 4
"""The turn that the critic remarks on."""


@pytest.fixture
def directory(run_directory: MakeRun) -> Path:
    return run_directory("run")


@pytest.fixture
def sample(directory: Path) -> Sample:
    """A dialogue that was mended once, from turn 4 on, with a small remark on turn 2."""
    severe, small = Remark(FAULTED - 1, quote=FAULTED - 1, fix="be plain"), Remark("turn 2", "never said", fix="cut it")
    return one(directory, Interrupted("Critique", remarks(small, severe)))


def shown(monkeypatch: pytest.MonkeyPatch, directory: Path, *options: str, columns: int = 80) -> list[str]:
    said = dramaturg(monkeypatch, "traces", "show", str(directory), *options, columns=columns)
    assert (said.code, said.err) == (0, "")
    return said.out.splitlines()


def section(lines: list[str], title: str) -> list[str]:
    """Return the lines under a heading."""
    start = next(place for place, line in enumerate(lines) if line.startswith(f"── {title} "))
    end = next((place for place in range(start + 1, len(lines)) if lines[place].startswith("── ")), len(lines))
    return lines[start + 1 : end]


def test_a_talk_is_shown_turn_by_turn_with_findings_in_the_margin(
    monkeypatch: pytest.MonkeyPatch, directory: Path, sample: Sample
) -> None:
    turns = sample.rounds[0].draft.payload["turns"]
    lines = section(shown(monkeypatch, directory, columns=100), "round 0")
    starts = [line[1:14] for line in lines if line[4:5].isdigit()]
    marks = {1: "·", FAULTED: "!"}
    assert starts == [
        f"{marks.get(number, ' ')}{number:>3} {turn['speaker']:<6}  " for number, turn in enumerate(turns, 1)
    ]
    place = next(place for place, line in enumerate(lines) if line[1:2] == "!")
    below = "\n".join(lines[place : place + 8])
    assert "major  critic: it could have come from anybody" in below
    assert "be plain" in below
    assert turns[FAULTED - 1]["text"][-20:].split()[-1] in below


def test_a_later_round_leaves_out_what_stands_as_it_stood(
    monkeypatch: pytest.MonkeyPatch, directory: Path, sample: Sample
) -> None:
    lines = section(shown(monkeypatch, directory), "round 1")
    assert lines[0].strip() == f"turns 1 to {FAULTED - 1} as before"
    assert next(line for line in lines[1:] if line[4:5].isdigit())[1:5] == f"{FAULTED:>4}"


def test_a_turn_that_stands_but_is_faulted_now_is_shown(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    replies = iter([remarks(Remark(FAULTED - 1)), remarks(Remark(1, fix="say less"))])
    one(directory, Interrupted("Critique", lambda prompt, said: next(replies)(prompt, said), times=2))
    lines = section(shown(monkeypatch, directory), "round 1")
    assert lines[0].strip() == "turn 1 as before"
    assert lines[1][1:5] == "!  2"


def test_both_people_are_told_with_the_path_to_their_text(
    monkeypatch: pytest.MonkeyPatch, directory: Path, sample: Sample
) -> None:
    lines = shown(monkeypatch, directory)
    for title, person in zip(("persona", "partner"), sample.brief.people, strict=True):
        told = " ".join(" ".join(section(lines, title)).split())
        assert told.startswith(person.text)
        assert "→ " in told


def test_the_cards_are_shown_behind_the_scenes(
    monkeypatch: pytest.MonkeyPatch, directory: Path, sample: Sample
) -> None:
    told = " ".join(" ".join(section(shown(monkeypatch, directory), "behind the scenes")).split())
    for side in sample.rounds[0].draft.payload["sides"]:
        assert f"card of {side['role']}" in told
        assert f"Goal: {side['goal']}" in told


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_of_a_talk_is_wider_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, directory: Path, sample: Sample, columns: int
) -> None:
    lines = section(shown(monkeypatch, directory, columns=columns), "round 0")
    assert max(map(len, lines)) <= min(columns, 100)


def test_json_names_who_says_a_part(monkeypatch: pytest.MonkeyPatch, directory: Path, sample: Sample) -> None:
    told = json.loads("\n".join(shown(monkeypatch, directory, "--json")))
    voices = [part["voice"] for part in told["rounds"][0]["parts"]]
    assert voices == [turn["speaker"] for turn in sample.rounds[0].draft.payload["turns"]]
    assert [bool(part["findings"]) for part in told["rounds"][0]["parts"]].index(True) == 0


def test_a_talk_is_found_by_whom_the_persona_meets(
    monkeypatch: pytest.MonkeyPatch, directory: Path, sample: Sample
) -> None:
    words = sample.brief.partners[0].text[:40]
    said = dramaturg(monkeypatch, "traces", "list", str(directory), "--grep", re.escape(words), "--json")
    assert sample.brief.id in {held["id"] for held in json.loads(said.out)["samples"]}


def test_a_preview_shows_both_people_and_every_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    said = dramaturg(monkeypatch, "preview", "persona_dialogue", "-n", "1")
    assert said.code == 0
    lines = said.out.splitlines()
    assert sum(line.startswith("persona  ") for line in lines) == 2
    turns = [line for line in lines if re.fullmatch(r"turn \d+ (first|second)", line)]
    assert turns == [f"turn {place} {('first', 'second')[(place - 1) % 2]}" for place in range(1, len(turns) + 1)]
    assert len(turns) >= 6


def test_a_relation_in_which_nobody_stands_is_noted(
    monkeypatch: pytest.MonkeyPatch, directory: Path, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("The stairs have been dark since the lamp on the second landing failed.\n")
    words = ("--seeds", str(tmp_path / "note.txt"), "-n", "1", "--out", str(directory))
    said = dramaturg(monkeypatch, "run", "persona_dialogue", *words)
    assert said.code == 0
    assert "note      no two personas stand in the relation '" in said.err
    told = dramaturg(monkeypatch, "run", "persona_dialogue", *words, "--json")
    assert json.loads(told.out)["notes"]
