"""Whether the measure of voices tells speakers apart and is not taken in: human, rehearsed and dealt-out turns.

The human dialogues were written by one author for this project, with turns of some fifteen words: a hard case. The
control deals the turns of each dialogue out to its speakers anew: what is left of the accuracy then is a fault of the
measure.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from dramaturg.releases.measure import Spoken
from dramaturg.releases.measures.voices import Attribution, attribution
from dramaturg.runtime.intervals import wilson
from dramaturg.scenarios.verifiers.dialogue.consistency import consistency
from human_dialogues import human_dialogues
from play import MakeRun, library_job, play

DEALS = 40
"""How often the turns are dealt out."""

MARGIN = 0.02
"""By how much the control may differ from chance."""

Talk = Sequence[Spoken]


def human() -> list[Talk]:
    return [[Spoken(turn.speaker, turn.text) for turn in piece.turns] for piece in human_dialogues()]


def rehearsed(directory: Path, name: str, wanted: int) -> list[Talk]:
    play(directory, *library_job(name), wanted, concurrency=16)
    lines = (directory / "dataset.jsonl").read_text(encoding="utf-8").splitlines()
    return [[Spoken(turn["speaker"], turn["text"]) for turn in json.loads(line)["turns"]] for line in lines]


def heard(talks: Sequence[Talk]) -> Attribution:
    total = Attribution()
    for talk in talks:
        total = total.plus(attribution(talk))
    return total


def dealt_out(talk: Talk, drawn: random.Random) -> Talk:
    names = drawn.sample([turn.speaker for turn in talk], len(talk))
    return [Spoken(name, turn.text) for name, turn in zip(names, talk, strict=True)]


def control(talks: Sequence[Talk]) -> Attribution:
    drawn, total = random.Random(20261120), Attribution()
    for _ in range(DEALS):
        total = total.plus(heard([dealt_out(talk, drawn) for talk in talks]))
    return total


def told(name: str, found: Attribution) -> str:
    low, high = wilson(round(found.right), found.turns)
    return (
        f"{name:28} {found.right / found.turns:6.1%} of {found.turns:6} turns [{low:.1%}, {high:.1%}],"
        f" by chance {found.chance / found.turns:.1%}"
    )


@pytest.mark.parametrize("name", ["human", "persona_dialogue", "support_dialogue", "society_dialogue"])
def test_voices_and_the_control(run_directory: MakeRun, name: str) -> None:
    talks = human() if name == "human" else rehearsed(run_directory(name), name, 40)
    found, dealt = heard(talks), control(talks)
    print(f"\n{told(name, found)}\n{told(f'{name}, dealt out', dealt)}")
    assert abs(dealt.right - dealt.chance) / dealt.turns < MARGIN
    if name in ("support_dialogue", "society_dialogue"):
        assert wilson(round(found.right), found.turns)[0] > found.chance / found.turns, "voices that differ by design"


def test_human_speakers_hardly_contradict_their_cards() -> None:
    pieces = human_dialogues()
    found = [finding for piece in pieces for finding in consistency(piece.dialogue, piece.brief)]
    turns = sum(len(piece.turns) for piece in pieces)
    print(f"\ncontradictions in human dialogues: {len(found)} in {turns} turns, {100 * len(found) / turns:.2f} per 100")
    assert len(found) / turns < 0.01
