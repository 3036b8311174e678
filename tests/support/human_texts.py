"""Human-written drafts, read from foreign data beside the repository; tests skip where it is absent."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel

from dramaturg.scenarios.controls import Drawn
from fresh_install import ROOT

SELF_INSTRUCT: Final = "self_instruct_seed_tasks.jsonl"
GSM8K: Final = "gsm8k_test.jsonl"

_WORKED: Final = re.compile(r"<<[^<>\n]*>>")
_LAST_LINE: Final = re.compile(r"\n?^####.*\Z", re.MULTILINE)
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")
_FAR: Final = 60
"""How many records away another task's text is taken from."""


@dataclass(frozen=True)
class Piece:
    """A draft as somebody wrote it, with the seed and the controls that it is checked against."""

    source: str
    parts: dict[str, str]
    seed: str
    sums: tuple[tuple[int, int], ...] = ()
    """Where in the response the result of a written-out sum stands, as start and end."""
    controls: dict[str, Drawn] = field(default_factory=dict[str, Drawn])

    @property
    def response(self) -> str:
        return self.parts["response"]


def foreign(name: str) -> Path:
    """Return a foreign file, or skip the test that needs it."""
    path = ROOT.parent / "shared" / "data" / name
    if not path.is_file():
        pytest.skip(f"there is no ../shared/data/{name} beside the repository")
    return path


def self_instruct() -> list[Piece]:
    """Return every Self-Instruct instance that has an output; the seed is another task's instruction."""
    tasks = [_Task.model_validate_json(line) for line in _lines(SELF_INSTRUCT)]
    return [
        Piece(
            source="Self-Instruct",
            parts={
                "instruction": task.instruction,
                "input": instance.input,
                "response": instance.output.strip(),
            },
            seed=tasks[(number + _FAR) % len(tasks)].instruction,
        )
        for number, task in enumerate(tasks)
        for instance in task.instances
        if instance.output.strip()
    ]


def gsm8k() -> list[Piece]:
    """Return every GSM8K problem with its worked answer; the seed is another problem."""
    problems = [_Problem.model_validate_json(line) for line in _lines(GSM8K)]
    pieces: list[Piece] = []
    for number, problem in enumerate(problems):
        answer, sums = _plain(problem.answer)
        parts = {"instruction": problem.question, "input": "", "response": answer}
        seed = problems[(number + _FAR) % len(problems)].question
        pieces.append(Piece(source="GSM8K", parts=parts, seed=seed, sums=sums))
    return pieces


class _Instance(BaseModel):
    input: str
    output: str


class _Task(BaseModel):
    instruction: str
    instances: list[_Instance]


class _Problem(BaseModel):
    question: str
    answer: str


def _lines(name: str) -> list[str]:
    return foreign(name).read_text(encoding="utf-8").splitlines()


def _plain(answer: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a worked answer without its marks, and where the results of its written-out sums stand."""
    text, sums = "", list[tuple[int, int]]()
    for number, piece in enumerate(_WORKED.split(_LAST_LINE.sub("", answer).rstrip())):
        result = _NUMBER.match(piece)
        if number and result and text.rstrip(" $").endswith("="):
            sums.append((len(text), len(text) + result.end()))
        text += piece
    return text, tuple(sums)
