"""Reads facts of a person's life: what somebody says of itself, and what its card says of it. English only.

Read are age, work, the place where somebody lives, works or comes from, name, years of work, and numbers of children,
by the patterns in facts.yaml. What could mean something else is left alone: "almost forty", "I was a nurse", other
people's ages, districts and small places that no table holds.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from ....runtime.frozen import Frozen
from .numerals import DECADES, NUMBER, value_of


class Fact(NamedTuple):
    """One fact: its sort, what it says, and the words that say it."""

    sort: str
    value: str
    quote: str


class _Tables(Frozen):
    fragments: Mapping[str, str]
    said: Mapping[str, Sequence[str]]
    on_card: Mapping[str, Sequence[str]]
    jobs: str
    kin: Sequence[str]
    times: str
    cities: str


_Patterns = Mapping[str, Sequence[re.Pattern[str]]]

_TABLES: Final = _Tables.model_validate(
    yaml.safe_load(Path(__file__).with_name("facts.yaml").read_text(encoding="utf-8"))
)
KIN: Final = tuple(frozenset(words.split()) for words in _TABLES.kin)
"""Words that name nearly the same work."""

CITIES: Final = frozenset(_TABLES.cities.split())
"""Places that are no part of each other."""

_NUMBERS: Final = ("age", "years of work", "children")
_FAMILY: Final = {"sons": "sons", "boys": "sons", "daughters": "daughters", "girls": "daughters"}
_TIMES: Final = frozenset(_TABLES.times.split())
_AGES: Final = range(10, 111)
_FRAGMENTS: Final = {"number": NUMBER, "job": f"(?:{'|'.join(_TABLES.jobs.split())})", **_TABLES.fragments}


def _compiled(tables: Mapping[str, Sequence[str]]) -> _Patterns:
    return {sort: [_pattern(written) for written in patterns] for sort, patterns in tables.items()}


def _pattern(written: str) -> re.Pattern[str]:
    for name, fragment in _FRAGMENTS.items():
        written = written.replace(f"@{name}@", fragment)
    return re.compile(written.replace("'", "['’]"), re.IGNORECASE)


_SAID: Final = _compiled(_TABLES.said)
_ON_CARD: Final = _compiled(_TABLES.on_card)


def facts_said(text: str) -> Iterator[Fact]:
    """Yield what a speaker states of itself."""
    yield from _facts(text, _SAID)


def facts_on_card(text: str) -> Iterator[Fact]:
    """Yield what a card states of the person whose card it is."""
    yield from _facts(text, _ON_CARD)


def _facts(text: str, patterns: _Patterns) -> Iterator[Fact]:
    for sort, alternatives in patterns.items():
        for found in (match for pattern in alternatives for match in pattern.finditer(text)):
            value = _value(sort, found["value"])
            if value:
                yield Fact(_sort(sort, found), value, found.group().strip())


def _sort(sort: str, found: re.Match[str]) -> str:
    """Return the sort of a fact; of children, whether they are sons, daughters, or all of them."""
    noun = str(found.groupdict().get("noun") or "").lower()
    return _FAMILY.get(noun, sort)


def _value(sort: str, written: str) -> str:
    """Return a fact's value in its plain form, or nothing where it is none of its sort."""
    if sort in _NUMBERS:
        number = DECADES.get(written.lower(), value_of(written))
        return "" if number is None or (sort == "age" and number not in _AGES) else _figure(written, number)
    if sort == "job":
        return written.lower()
    return "" if written in _TIMES else written


def _figure(written: str, number: int) -> str:
    return f"{number}s" if written.lower() in DECADES else str(number)
