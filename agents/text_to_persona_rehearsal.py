"""The rehearsal part of text-to-persona: people who could stand behind a text, made of its own terms."""

import random
import re
from functools import cache, lru_cache
from typing import Any, Final

from ..runtime.rehearsal.language import sentence
from ..runtime.rehearsal.reading import Term, stem, stems, terms
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays

_REQUEST: Final = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
_STANCES: Final = (
    ("written", "writes"),
    ("glad", "likes"),
    ("annoyed", "dislikes"),
    ("disagree", "dislikes"),
)


@plays("PersonasFromText")
def infer(scene: Scene) -> Lines:
    """Answer every numbered request with somebody else."""
    text = scene.section("seed")
    asked = _REQUEST.findall(scene.user) or [("1", scene.user)]
    trades = trades_for(text, scene.rng, len(asked))
    return {
        "personas": [
            _person(scene.rng, int(number), words, trade, text)
            for (number, words), trade in zip(asked, trades, strict=True)
        ]
    }


def script() -> Script:
    """Return the tables beside the agent."""
    return Script.beside(__file__)


def trades_for(text: str, rng: random.Random, count: int) -> list[str]:
    """Return different occupations, rather from the fields that the text is about than from anywhere."""
    near = _trades_near(text)
    anywhere = script().entries("trade_any")
    chosen: list[str] = []
    while len(chosen) < count:
        trade = rng.choice(near if near and rng.random() < 0.75 else anywhere)
        if trade not in chosen or len(chosen) >= len(near) + len(anywhere):
            chosen.append(trade)
    return chosen


@lru_cache(maxsize=1024)
def _trades_near(text: str) -> tuple[str, ...]:
    """Return the occupations of the two fields with most words in the text."""
    held = stems(text)
    counted = sorted((-len(held & words), field) for field, words in _fields().items())
    return tuple(t for hits, field in counted[:2] if hits for t in script().entries(f"trade_{field}"))


@cache
def _fields() -> dict[str, frozenset[str]]:
    named = script().names("field_")
    return {
        name.removeprefix("field_"): frozenset(stem(w) for line in script().entries(name) for w in line.split())
        for name in named
    }


def _person(rng: random.Random, number: int, words: str, trade: str, text: str) -> dict[str, Any]:
    stance = next((name for sign, name in _STANCES if sign in words), "reads")
    granularity = "fine" if "specific" in words else "coarse"
    first, second = two_things(rng, terms(text))
    link = script().pick(rng, f"{stance}_{granularity}", {"t": first.the, "u": second.the})
    described = script().pick(rng, granularity, {"trade": trade, "link": link})
    return {"number": number, "description": sentence(described), "occupation": trade}


def two_things(rng: random.Random, found: tuple[Term, ...]) -> tuple[Term, Term]:
    """Return two different terms, rather from the front; stand-ins where a text has none."""
    common = [term for term in found if not term.proper][:8] or list(found[:4]) or [Term("matter")]
    if len(common) == 1:
        return common[0], Term("paperwork")
    first, second = rng.sample(common, 2)
    return first, second
