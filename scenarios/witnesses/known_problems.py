"""Word problems that rehearsals know: one writes them, others recognise them by their wording and work them out."""

import random
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml
from pydantic import TypeAdapter

from ...runtime.frozen import Frozen
from ...runtime.rehearsal.script import Script
from ..verifiers.sums import Reading, tokens_of, worked_out

UNTOLD: Final = "some"
"""What stands where a figure was left out."""

_SLOT: Final = re.compile(r"\{(\w+)\}")
_TRIES: Final = 4_000


class Problem(Frozen):
    """A problem with slots, and the steps that solve it."""

    topic: str
    level: str
    problem: str
    figures: dict[str, tuple[int, int]]
    steps: tuple[str, ...]
    unit: str


class Step(NamedTuple):
    """One step with its figures put in: "rest: 16 - 3" makes 13, and what is said of it."""

    name: str
    formula: str
    """The sum with the names of figures and of earlier steps."""
    sum: str
    makes: Fraction
    says: str


class Case(NamedTuple):
    """A problem with its slots filled; a figure that is not told is missing from `figures`."""

    problem: Problem
    words: dict[str, str]
    figures: dict[str, int]

    @property
    def text(self) -> str:
        """The problem as it is told."""
        told = self.words | {name: str(self.figures.get(name, UNTOLD)) for name in self.problem.figures}
        return _SLOT.sub(lambda slot: told[slot[1]], self.problem.problem)

    @property
    def is_whole(self) -> bool:
        """Whether every figure is told."""
        return self.figures.keys() == self.problem.figures.keys()

    def answer(self, makes: Fraction) -> str:
        """Return an answer in the problem's unit."""
        return f"{_written(makes)} {self.problem.unit}"


def script() -> Script:
    """Return the tables of words."""
    return Script(_tables()[0])


def problems(topic: str = "", level: str = "") -> list[Problem]:
    """Return the problems of a topic and level; those of any where there is none."""
    known = _tables()[1]
    fits = [each for each in known if each.level == level] or list(known)
    return [each for each in fits if each.topic == topic] or fits


def drawn(rng: random.Random, problem: Problem, words: Mapping[str, str]) -> Case:
    """Return a problem with words and figures; every step comes out whole and above zero."""
    slots = {name: script().pick(rng, name, words) for name in _SLOT.findall(problem.problem) if script().entries(name)}
    for _ in range(_TRIES):
        case = Case(problem, slots, {name: rng.randint(*bounds) for name, bounds in problem.figures.items()})
        if all(step.makes.denominator == 1 and step.makes > 0 for step in worked(case)):
            return case
    raise AssertionError(f"no figures suit the problem {problem.problem!r}")


def recognised(text: str) -> Case | None:
    """Return the problem that a text tells, or None."""
    for problem in problems():
        found = _pattern(problem.problem, frozenset(problem.figures)).search(text)
        if found is not None:
            told = found.groupdict()
            figures = {name: int(told[name]) for name in problem.figures if told[name] != UNTOLD}
            words = {name: value for name, value in told.items() if name not in problem.figures}
            return Case(problem, words, figures)
    return None


def worked(case: Case) -> list[Step]:
    """Return the steps that solve a case whose figures are all told."""
    values: dict[str, Fraction] = {name: Fraction(figure) for name, figure in case.figures.items()}
    steps: list[Step] = []
    for line in case.problem.steps:
        head, _, says = line.partition(" | ")
        name, _, formula = head.partition(": ")
        sum_ = _SLOT.sub(lambda slot: _written(values[slot[1]]), formula)
        values[name] = worked_out(tokens_of(sum_), Reading())
        told = _SLOT.sub(lambda slot: case.words[slot[1]], says)
        steps.append(Step(name, _SLOT.sub(r"\1", formula), sum_, values[name], told))
    return steps


def told(step: Step, makes: Fraction | None = None) -> str:
    """Return a step's sentence, with another result where one is given."""
    return step.says.replace("{=}", f"{step.sum} = {_written(step.makes if makes is None else makes)}")


def _written(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"({value})"


@cache
def _pattern(problem: str, figures: frozenset[str]) -> re.Pattern[str]:
    seen: set[str] = set()

    def group(slot: str) -> str:
        if slot in seen:
            return f"(?P={slot})"
        seen.add(slot)
        return rf"(?P<{slot}>\d+|{UNTOLD})" if slot in figures else f"(?P<{slot}>[^.?!]+?)"

    pieces = _SLOT.split(problem)
    return re.compile("".join(group(piece) if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)))


class _Tables(Frozen):
    words: dict[str, str]
    problems: tuple[Problem, ...]


@cache
def _tables() -> tuple[dict[str, str], tuple[Problem, ...]]:
    text = Path(__file__).with_suffix(".rehearsal.yaml").read_text(encoding="utf-8")
    tables = TypeAdapter(_Tables).validate_python(yaml.safe_load(text))
    return tables.words, tables.problems
