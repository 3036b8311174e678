"""Final figures as people write them, compared by value: "$1,234.50", "3/4", "1 1/2 hours", "25 %", "two dozen".

What holds several figures, a time of day or a ratio is no one quantity; such answers are compared as text.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from ...runtime.text import fold

_SPACES: Final = " \u00a0\u202f\u2009"
_FIGURE: Final = (
    rf"\d+[{_SPACES}]\d+\s?/\s?\d+(?!\d)|\d+\s?/\s?\d+(?!\d)"  # 1 1/2, 3/4
    rf"|\d{{1,3}}(?:[,{_SPACES}']\d{{3}}(?!\d))+(?:\.\d+)?"  # 1,234.5
    r"|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?"
)
_QUANTITY: Final = re.compile(
    r"(?<![\w.])(?P<minus>[-−–])?(?P<money>(?:US|CA|AU)?\\?[$€£¥₹]\s?)?(?P<minus2>[-−–])?"
    rf"(?P<figure>{_FIGURE})(?P<part>[½⅓⅔¼¾⅕⅛])?(?P<percent>\s?\\?%)?"
    r"(?:[ -](?P<scale>hundred|thousand|million|billion)\b)?"
    r"(?:[ -]?(?P<unit>[^\W\d_]+(?:['’][^\W\d_]+)?))?"
)
_PARTS: Final = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅛": (1, 8)}
_LONE_PART: Final = re.compile(rf"(?<![\d{''.join(_PARTS)}])(?=[{''.join(_PARTS)}])")
_SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
_MONEY: Final = {"$": "dollar", "€": "euro", "£": "pound sterling", "¥": "yen", "₹": "rupee"}
_UNITS: Final = {
    name: (measure, Fraction(size))
    for measure, units in {
        "time": "s,sec,second=1 min,minute=60 h,hr,hour=3600 day=86400 week=604800",
        "dollar": "dollar,buck,usd,$=1 cent,penny,pennie=1/100 quarter=1/4 dime=1/10 nickel=1/20",
        "euro": "euro,eur=1 eurocent=1/100",
        "length": "mm,millimetre,millimeter=1/1000 cm,centimetre,centimeter=1/100 m,metre,meter=1"
        " km,kilometre,kilometer=1000",
        "length in feet": "inch,inche=1/12 ft,foot,feet=1 yd,yard=3 mile=5280",
        "weight": "mg,milligram=1/1000 g,gram=1 kg,kilo,kilogram=1000 t,tonne=1000000",
        "volume": "ml,millilitre,milliliter=1/1000 cl=1/100 l,litre,liter=1",
        "share": "percent=1/100",
        "count": "dozen=12",
    }.items()
    for names, _, size in (unit.partition("=") for unit in units.split())
    for name in names.split(",")
}
"""Unit → its measure, and its size in that measure's own unit. Months and years have no fixed size among days."""

_BARE: Final = frozenset(("share", "count"))
"""Measures whose own unit is the bare figure: 25 % are 0.25, two dozen are 24."""
_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS: Final = {word: number for number, word in enumerate(_ONES.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), 2)
}
_WORD: Final = re.compile(rf"\b({'|'.join(_WORDS)})(?:-({'|'.join(list(_WORDS)[1:10])}))?\b", re.IGNORECASE)
_NO_QUANTITY: Final = re.compile(r"\d\s?:\s?\d")
_TINY: Final = Fraction(1, 10**9)
"""Share by which a computer's arithmetic may be off."""


class Quantity(NamedTuple):
    """A figure with the unit that it came in, where that is one we know."""

    number: Fraction
    slack: Fraction
    """Half of the last decimal place that is written; nothing for whole numbers and fractions."""
    measure: str = ""
    size: Fraction = Fraction(1)
    start: int = 0
    end: int = 0

    @property
    def value(self) -> Fraction:
        """The figure in its measure's own unit."""
        return self.number * self.size


def agree(one: str, other: str) -> bool:
    """Whether two answers say the same: by value where both are one quantity, else word for word."""
    first, second = quantity_of(one), quantity_of(other)
    if first is None or second is None:
        return _plain(one) == _plain(other) != ""
    return same(first, second)


def same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are equal, as exactly as the coarser is written; a missing unit is no difference."""
    if one.measure and other.measure:
        slack = max(one.slack * one.size, other.slack * other.size)
        return one.measure == other.measure and _close(one.value, other.value, slack)
    slack = max(one.slack, other.slack)
    if _close(one.number, other.number, slack):
        return True
    bare = not {one.measure, other.measure}.isdisjoint(_BARE)
    return bare and _close(one.value, other.value, min(one.slack * one.size, other.slack * other.size))


def quantity_of(text: str) -> Quantity | None:
    """Return the one quantity that an answer gives; None where it gives none, or several that do not add up to one."""
    told = _in_digits(text.rpartition("=")[2])
    if _NO_QUANTITY.search(told):
        return None
    found = list(quantities(told))
    if len(found) < 2:
        return found[0] if found else None
    added = {each.measure for each in found}
    falling = all(one.size > other.size for one, other in pairwise(found))
    if len(added) > 1 or added == {""} or not falling:
        return None
    return Quantity(sum((each.value for each in found), Fraction()), Fraction(), found[0].measure)


def quantities(text: str) -> Iterator[Quantity]:
    """Yield every figure of a text with its unit."""
    for found in _QUANTITY.finditer(_LONE_PART.sub("0", text) if any(part in text for part in _PARTS) else text):
        number = _number(found["figure"])
        if number is None:
            continue
        number += Fraction(*_PARTS[found["part"]]) if found["part"] else 0
        scale = _SCALES[found["scale"]] if found["scale"] else 1
        sign = -1 if found["minus"] or found["minus2"] else 1
        measure, size = _unit(found)
        slack = _slack(found["figure"]) * scale
        yield Quantity(sign * number * scale, slack, measure, size, found.start(), found.end())


def _unit(found: re.Match[str]) -> tuple[str, Fraction]:
    if found["percent"]:
        return _UNITS["percent"]
    if found["money"]:
        return _MONEY[found["money"].strip()[-1]], Fraction(1)
    unit = (found["unit"] or "").lower()
    return _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s")) or ("", Fraction(1))


def _number(figure: str) -> Fraction | None:
    whole, _, part = figure.rpartition("/")
    if not whole:
        return Fraction(re.sub(rf"[,{_SPACES}']", "", figure))
    if not int(part):
        return None
    *ones, top = whole.split()
    return Fraction(int(top), int(part)) + sum(map(int, ones))


def _slack(figure: str) -> Fraction:
    decimals = figure.partition(".")[2]
    if not decimals.isdigit():
        return Fraction()
    return Fraction(1, 2 * 10 ** len(decimals))


def _close(one: Fraction, other: Fraction, slack: Fraction) -> bool:
    return abs(one - other) <= max(slack, _TINY * max(abs(one), abs(other)))


def _in_digits(text: str) -> str:
    """Return the text with small numbers in words as digits, where it has no digits of its own."""
    if re.search(r"\d", text):
        return text
    return _WORD.sub(lambda m: str(_WORDS[m[1].lower()] + (_WORDS[m[2].lower()] if m[2] else 0)), text)


def _plain(text: str) -> str:
    return fold(text).strip(" .,;:!?\"'`*$()")
