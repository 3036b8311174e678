"""The rehearsal part of the code kind: writes problems from templates, some with planted defects, and mends them."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import TypeAdapter

from ...runtime.frozen import Frozen
from ...runtime.rehearsal.directions import directions_in, value_of
from ...runtime.rehearsal.reading import concern_of, role_in, terms
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.script import Script
from ...runtime.rehearsal.stage import Lines, plays

_MENDS: Final = 0.9
"""How many drafts are mended when findings are answered."""

_FRONT: Final = 6
"""How many of a text's terms a problem may be about."""

_SLOT: Final = re.compile(r"@(\w+?)(?:([+*-])(\d+))?@")

Slots = dict[str, str]


class Template(Frozen):
    """A problem with places for words and numbers (code_problems.yaml)."""

    topic: str
    level: str
    entry: str
    args: str
    numbers: dict[str, tuple[int, int]]
    tells: tuple[str, ...]
    returns: str
    example: tuple[str, str]
    solution: str
    tests: str
    edge: tuple[str, ...]
    wrong: tuple[str, str]


@cache
def templates() -> Mapping[str, Template]:
    """Return all templates, by name."""
    text = Path(__file__).with_name("code_problems.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Template]).validate_python(yaml.safe_load(text))


def filled(text: str, slots: Slots) -> str:
    """Return a template's text with its slots filled."""

    def value(slot: re.Match[str]) -> str:
        name, sign, number = slot.groups()
        if not sign:
            return slots[name]
        one, other = int(slots[name]), int(number)
        return str({"+": one + other, "-": one - other, "*": one * other}[sign])

    return _SLOT.sub(value, text)


@plays("CodeDraft")
def write(scene: Scene) -> Lines:
    """Write a draft, or mend the one that findings were made about."""
    if scene.sections("finding"):
        return _mended(scene)
    template, slots = _drawn(scene)
    draft = _written(scene.rng, template, slots)
    if not scene.chance(scene.manner.defects):
        return draft
    name = scene.rng.choice(sorted(_DEFECTS))
    scene.plant(name)
    return _DEFECTS[name](draft, template, slots)


def _drawn(scene: Scene) -> tuple[Template, Slots]:
    """Choose a problem that suits the brief, and what it is about."""
    directions = directions_in(scene.user)
    topic, level = value_of(directions, "topic"), value_of(directions, "difficulty")
    known = list(templates().values())
    suiting = [each for each in known if each.topic == topic and each.level == level]
    suiting = suiting or [each for each in known if level in ("", each.level)] or known
    template = scene.rng.choice(suiting)
    numbers = {name: str(scene.rng.randint(*bounds)) for name, bounds in template.numbers.items()}
    return template, numbers | _matter(scene)


def _matter(scene: Scene) -> Slots:
    held = terms(scene.section("seed"))[:_FRONT]
    thing = scene.rng.choice(held).the if held else "the matter"
    persona = scene.section("persona")
    found = re.findall(r"[a-z]+", thing.lower().removeprefix("the "))
    slug = "_".join(word for word in found if word.isascii()) or "it"
    return {"thing": thing, "t": thing, "slug": slug, "role": role_in(persona), "p": concern_of(persona).the}


def _written(rng: random.Random, template: Template, slots: Slots) -> Lines:
    entry = filled(template.entry, slots)
    shown, value = (filled(text, slots) for text in template.example)
    opening = Script.beside(__file__).pick(rng, "opening", slots)
    problem = (
        f"{opening}\n\n{filled(rng.choice(template.tells), slots)}\n\n"
        f"Write a function `{entry}({template.args})`. {filled(template.returns, slots)}\n\n"
        f"Example: `{entry}({shown})` returns `{value}`."
    )
    return {"problem": problem, "entry": entry} | _code(template, slots | {"f": entry})


def _code(template: Template, slots: Slots) -> Lines:
    tests = filled(template.tests, slots).rstrip().replace("\n\n", "\n\n\n")
    head = f"from solution import {slots['f']}"
    return {"solution": filled(template.solution, slots), "tests": f"{head}\n\n\n{tests}\n"}


def _mended(scene: Scene) -> Lines:
    """Return the draft with its code written anew from its problem; another draft where the problem is at fault."""
    draft = {name: scene.section(name) for name in ("problem", "entry", "solution", "tests")}
    places = re.findall(r"^\d+\. In (.+?), \w+:", scene.user, re.MULTILINE)
    known = next(_recognised(draft), None)
    if known is None or "problem" in places:
        return _written(scene.rng, *_drawn(scene))
    if scene.chance(_MENDS):
        return draft | _code(*known)
    return dict(draft)


def _recognised(draft: Mapping[str, str]) -> Iterator[tuple[Template, Slots]]:
    """Yield the template that a draft was written from, with the numbers that its problem tells."""
    for template in templates().values():
        for told in template.tells:
            found = _pattern(told).search(draft["problem"])
            if found and set(template.numbers) <= set(found.groupdict()):
                yield template, found.groupdict() | {"f": draft["entry"]}


@cache
def _pattern(told: str) -> re.Pattern[str]:
    """Return what finds a template's words in a problem, each number as a group."""
    known: set[str] = set()

    def group(slot: re.Match[str]) -> str:
        name, sign, _ = slot.groups()
        if sign or name in known:
            return r"\d+"
        known.add(name)
        return ".+?" if name == "thing" else rf"(?P<{name}>\d+)"

    return re.compile(_SLOT.sub(group, re.escape(told)))


def _wrong_operator(draft: Lines, template: Template, slots: Slots) -> Lines:
    right, wrong = (filled(text, slots) for text in template.wrong)
    return draft | {"solution": draft["solution"].replace(right, wrong)}


def _hollow_tests(draft: Lines, template: Template, slots: Slots) -> Lines:
    hollow = re.sub(r"(?m)^    assert (.+?) (?:==|is) .*$", r"    got = \1\n    assert got == got", draft["tests"])
    return draft | {"tests": hollow}


def _syntax_error(draft: Lines, template: Template, slots: Slots) -> Lines:
    return draft | {"solution": draft["solution"].replace("):\n", ")\n", 1)}


def _missing_edge(draft: Lines, template: Template, slots: Slots) -> Lines:
    blocks = draft["tests"].rstrip().split("\n\n\n")
    kept = [block for block in blocks if not block.startswith(tuple(f"def {name}()" for name in template.edge))]
    return draft | {"tests": "\n\n\n".join(kept) + "\n"}


_DEFECTS: Final[dict[str, Callable[[Lines, Template, Slots], Lines]]] = {
    "wrong operator": _wrong_operator,
    "tests that pass on an empty function": _hollow_tests,
    "syntax error": _syntax_error,
    "missing edge test": _missing_edge,
}
