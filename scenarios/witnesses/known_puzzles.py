"""Puzzles that rehearsals know: one writes them, others recognise them by their wording and go through all worlds."""

import random
import re
from collections.abc import Sequence
from functools import cache
from itertools import chain, permutations, zip_longest
from pathlib import Path
from typing import Final, NamedTuple

import yaml
from pydantic import TypeAdapter

from ...runtime.frozen import Frozen
from ...runtime.rehearsal.script import Script
from .puzzle_worlds import World, answers, fits, worlds

_SLOT: Final = re.compile(r"\{(\w+)\}")
_LISTED: Final = re.compile(r", | and ")
_TRIES: Final = 400


class Form(Frozen):
    """How puzzles of a form are told."""

    intro: str
    question: str
    clues: dict[str, str]


class Puzzle(NamedTuple):
    """A puzzle: who is in it, what there is, what is asked about, and the clues, the name of each first."""

    form: str
    people: tuple[str, ...]
    things: tuple[str, ...]
    asked: str
    clues: tuple[tuple[str, ...], ...]

    @property
    def answers(self) -> list[str]:
        """Every answer that meets the clues."""
        return answers(self.form, self.people, self.things, self.asked, self.clues)

    @property
    def text(self) -> str:
        """The puzzle as it is told."""
        told = forms()[self.form]
        slots = {"names": _list(self.people), "things": _list(self.things or self.people), "t": self.asked}
        slots |= {"x": self.people[0], "z": self.people[2]}
        lines = [told.intro, *map(self.told, self.clues), told.question]
        return " ".join(_SLOT.sub(lambda slot: slots.get(slot[1], slot[0]), line) for line in lines)

    def told(self, clue: Sequence[str]) -> str:
        """Return a clue as it is told."""
        name, *given = clue
        text = forms()[self.form].clues[name]
        slots = dict(zip(_slots(text), given, strict=True))
        return _SLOT.sub(lambda slot: slots[slot[1]], text)

    def narrowed(self) -> list[int]:
        """Return how many worlds are left after each clue, with how many there are in front."""
        left = list(worlds(self.form, self.people))
        counts = [len(left)]
        for clue in self.clues:
            left = [world for world in left if fits(world, self.things, clue)]
            counts.append(len(left))
        return counts


def script() -> Script:
    """Return the tables of words."""
    return Script({"opening": _tables().openings})


def forms() -> dict[str, Form]:
    """Return the forms, by name."""
    return _tables().forms


def drawn(rng: random.Random, form: str, size: int) -> Puzzle:
    """Return a puzzle with one answer and no superfluous clue."""
    wanted = rng.choice((["yes"], ["no"]))
    for _ in range(_TRIES):
        puzzle = _drawn(rng, form, size)
        comes_out = puzzle.answers == wanted if form == "follows" else len(puzzle.answers) == 1
        if comes_out and len(puzzle.clues) > 1:
            return puzzle
    raise AssertionError(f"no puzzle of the form {form!r} comes out")


def recognised(text: str) -> Puzzle | None:
    """Return the puzzle that a text tells, or None."""
    for form, told in forms().items():
        intro, question = _pattern(told.intro).search(text), _pattern(told.question).search(text)
        if intro is None or question is None:
            continue
        asked, listed = question.groupdict(), intro.groupdict()
        things = tuple(_LISTED.split(listed["things"])) if "things" in listed else ()
        people = things if form == "follows" else tuple(_LISTED.split(listed.get("names", "")))
        people = _tables().sets["day"] if form == "day" else people
        things = () if form == "follows" else things
        return Puzzle(form, people, things, asked.get("t", ""), _clues(told, text))
    return None


def _clues(form: Form, text: str) -> tuple[tuple[str, ...], ...]:
    found = [
        (match.start(), (name, *(match[slot] for slot in _slots(told))))
        for name, told in form.clues.items()
        for match in _pattern(told).finditer(text)
    ]
    return tuple(clue for _, clue in sorted(found))


def _drawn(rng: random.Random, form: str, size: int) -> Puzzle:
    tables = _tables()
    names = tuple(rng.sample(Script({"names": tables.names}).entries("names"), size))
    things = tuple(rng.sample(tables.sets["owns"], size)) if form == "owns" else ()
    people = {"day": tables.sets["day"], "follows": tuple(rng.sample(tables.sets["follows"], 3))}.get(form, names)
    asked = rng.choice(things) if things else ""
    empty = Puzzle(form, people, things, asked, ())
    truth = rng.choice(list(worlds(form, people)))
    return _pruned(_narrowed(rng, empty, truth))


def _narrowed(rng: random.Random, puzzle: Puzzle, truth: World) -> Puzzle:
    """Return the puzzle with clues that are true in a world, until one answer is left."""
    true = [clue for clue in _possible(puzzle) if fits(truth, puzzle.things, clue)]
    rng.shuffle(true)
    true.sort(key=lambda clue: clue[0] == "right_after")  # it tells so much that little is left to find
    for clue in true[:12]:
        puzzle = puzzle._replace(clues=(*puzzle.clues, clue))
        enough = len(puzzle.clues) > 1 if puzzle.form == "follows" else len(puzzle.answers) == 1
        if enough:
            break
    return puzzle


def _pruned(puzzle: Puzzle) -> Puzzle:
    """Return the puzzle without superfluous clues."""
    if puzzle.form == "follows":
        return puzzle
    for clue in puzzle.clues:
        fewer = puzzle._replace(clues=tuple(each for each in puzzle.clues if each != clue))
        puzzle = fewer if fewer.answers == puzzle.answers else puzzle
    return puzzle


def _possible(puzzle: Puzzle) -> list[tuple[str, ...]]:
    """Return every clue that can be made, true or not."""
    return [
        (name, *((thing,) if thing else ()), *who)
        for name, told in forms()[puzzle.form].clues.items()
        for who in permutations(puzzle.people, len([slot for slot in _slots(told) if slot != "t"]))
        for thing in (puzzle.things or ("",))
    ]


def _slots(text: str) -> list[str]:
    """Return a text's slots, a thing before people."""
    return sorted(dict.fromkeys(_SLOT.findall(text)), key=lambda slot: (slot != "t", slot))


def _list(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    groups = {"names": r"[A-Z]\w+(?:, \w+)* and \w+", "things": r"\w+(?:, \w+)* and \w+"}
    pieces = _SLOT.split(text)
    fixed, slots = map(re.escape, pieces[::2]), (f"(?P<{slot}>{groups.get(slot, '[^ .,]+?')})" for slot in pieces[1::2])
    return re.compile("".join(chain.from_iterable(zip_longest(fixed, slots, fillvalue=""))))


class _Tables(Frozen):
    openings: str
    names: str
    sets: dict[str, tuple[str, ...]]
    forms: dict[str, Form]


@cache
def _tables() -> _Tables:
    text = Path(__file__).with_suffix(".rehearsal.yaml").read_text(encoding="utf-8")
    return TypeAdapter(_Tables).validate_python(yaml.safe_load(text))
