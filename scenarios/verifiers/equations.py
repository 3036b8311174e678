"""Finds written-out sums in running text and works them out. What it cannot read for certain it leaves alone.

Read are numbers with thousands commas, money signs, per cent and units in words, the four operations in their
usual signs, brackets, and chains ("2 * 3 + 1 = 6 + 1 = 7"). Left alone are variables, powers, times of day,
mixed numbers, decimal commas, and sums that change between units of one measure ("2 hours + 30 minutes").
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Final, NamedTuple

from .sums import MINUS, UNREADABLE, Reading, Token, figure, is_dotted, is_sum, tokens_of, word_set, worked_out

_FARTHEST: Final = 40
"""Tokens that a side may have."""

_APART: Final = frozenset(("equals", "other"))
"""Tokens that no sum holds."""

_OPENS: Final = frozenset("\n.,:;?!\"'“”‘’`([|→—>")
"""What may stand before a sum besides words."""
_GOES_ON: Final = word_set("times plus minus by over half twice double triple less sqrt log ln sin cos")
"""Words before a sum that belong to it."""
_SHARES: Final = word_set("half third thirds quarter quarters fourth fourths fifth fifths sixth tenth percent")
"""Words that make "of" a multiplication; "a total of" is none."""
_PER: Final = frozenset(("per", "a", "an", "each", "every", "/"))
_MEASURES: Final = {
    unit: measure
    for measure, units in {
        "time": "second sec minute min hour hr day week month year decade century",
        "money": "cent penny pennie nickel dime quarter dollar buck euro pound",
        "length": "mm cm m km inch inche foot feet ft yard mile",
        "weight": "g gram kg kilogram ounce oz pound lb ton",
        "volume": "ml liter litre cup pint quart gallon teaspoon tablespoon",
    }.items()
    for unit in units.split()
}


class Equation(NamedTuple):
    """A written-out sum: where it stands, what it makes, and whether that is what is stated."""

    start: int
    end: int
    makes: Fraction
    holds: bool


_READINGS: Final = tuple(Reading(*choice) for choice in product((False, True), repeat=2))


def equations(text: str) -> Iterator[Equation]:
    """Yield every sum of at least two numbers whose two sides can be read for certain."""
    if "=" not in text:  # as in most texts; taking one apart is slow
        return
    tokens = tokens_of(text) if "=" in text else []
    for place, token in enumerate(tokens):
        if token.kind == "equals" and _stands_alone(tokens, place):
            found = _equation(tokens, place)
            if found is not None:
                yield found


def _equation(tokens: Sequence[Token], place: int) -> Equation | None:
    first, stop = _left(tokens, place), _right(tokens, place + 1)
    if first is None or stop is None:
        return None
    left, right = tokens[first:place], tokens[place + 1 : stop]
    if len(_numbers(left)) < 2 or _converts([*left, *right, *_unit_after(tokens, stop)]):
        return None
    holds = any(_agree(left, right, reading) for reading in _READINGS)
    return Equation(left[0].start, right[-1].end, worked_out(left, Reading()), holds)


def _numbers(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens if token.kind == "number"]


def _unit_after(tokens: Sequence[Token], stop: int) -> Sequence[Token]:
    return [token for token in tokens[stop : stop + 2] if token.kind == "word"]


def _stands_alone(tokens: Sequence[Token], place: int) -> bool:
    """Whether an equals sign is one in prose, not part of "==", "<=" or "+=" in code."""
    around = [tokens[at] for at in (place - 1, place + 1) if 0 <= at < len(tokens)]
    touching = (t for t in around if t.end == tokens[place].start or t.start == tokens[place].end)
    return not any((t.kind in ("equals", "sign") and t.text not in MINUS) or t.text in "<>!:" for t in touching)


def _left(tokens: Sequence[Token], place: int) -> int | None:
    """Return where the longest readable sum before an equals sign starts, if nothing before it belongs to it."""
    nearest = max(0, place - _FARTHEST)
    nearest = next((at + 1 for at in range(place - 1, nearest - 1, -1) if tokens[at].kind in _APART), nearest)
    for first in range(nearest, place):
        if is_sum(tokens[first:place]):
            return first if _starts_here(tokens, first) else None
    return None


def _right(tokens: Sequence[Token], first: int) -> int | None:
    """Return where the longest readable sum after an equals sign ends, if nothing after it belongs to it."""
    farthest = min(len(tokens), first + _FARTHEST)
    farthest = next((at for at in range(first, farthest) if tokens[at].kind in _APART), farthest)
    for stop in range(farthest, first, -1):
        if tokens[stop - 1].kind != "word" and is_sum(tokens[first:stop]):
            return stop if _ends_here(tokens, stop) else None
    return None


def _starts_here(tokens: Sequence[Token], first: int) -> bool:
    if first == 0:
        return True
    before = tokens[first - 1]
    touches = before.end == tokens[first].start
    if before.kind == "word":
        return not touches and tokens[first].kind != "sign" and not _multiplies(tokens, first - 1)
    if before.kind == "sign":
        return not touches and (first == 1 or tokens[first - 2].text == "\n")  # a bullet
    if before.text in ".,:" and touches:
        return False  # a time of day, a decimal comma, a field of some notation
    return before.kind in ("open", "equals") or before.text in _OPENS


def _multiplies(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word before a sum belongs to it: "twice", or the "of" in "half of"."""
    if tokens[place].text.lower() != "of" or place == 0:
        return tokens[place].text.lower() in _GOES_ON
    before = tokens[place - 1]
    return before.kind in ("number", "percent", "close") or before.text.lower() in _SHARES


def _ends_here(tokens: Sequence[Token], stop: int) -> bool:
    if stop == len(tokens):
        return True
    after = tokens[stop]
    following = tokens[stop + 1] if stop + 1 < len(tokens) else None
    if after.kind == "open":
        return after.start > tokens[stop - 1].end
    if after.kind == "money":
        return following is None or following.kind != "number"
    if after.kind in ("number", "percent") or after.text.lower() in UNREADABLE:
        return False
    if after.kind == "word":
        compound = following is not None and following.kind == "number" and bool(_measure(after.text))
        return after.text == "a" or (len(after.text) > 1 and not compound)
    if after.kind == "sign":
        dash = after.text in MINUS and following is not None and following.start > after.end
        return after.text == "**" or (dash and following is not None and following.kind == "word")
    touches = following is not None and tokens[stop - 1].end == after.start and after.end == following.start
    return not (after.text in ".,:" and touches and following is not None and following.kind == "number")


def _converts(tokens: Sequence[Token]) -> bool:
    """Whether two units of one measure occur, so that a factor may be left unsaid."""
    used: dict[str, str] = {"money": "dollar"} if any(token.kind == "money" for token in tokens) else {}
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.kind != "word" or (before is not None and before.text in _PER):
            continue
        measured = _measure(re.split(r"[/-]", token.text)[0])
        if measured and used.setdefault(measured[0], measured[1]) != measured[1]:
            return True
    return False


def _measure(word: str) -> tuple[str, str] | None:
    """Return what a unit measures, and the unit in the singular."""
    name = word.lower()
    unit = name if name in _MEASURES else name.removesuffix("s")
    return (_MEASURES[unit], unit) if unit in _MEASURES else None


def _agree(left: Sequence[Token], right: Sequence[Token], reading: Reading) -> bool:
    made, stated = worked_out(left, reading), worked_out(right, reading)
    in_percent = any(token.kind == "percent" for token in (*left, *right))
    # The figure in "3 / 6 = 50%" and in "20% + 30% = 50" is a hundredfold.
    figures = (made, made * 100, made / 100) if in_percent else (made,)
    numbers = _numbers(right)
    slack = _slack(numbers[0], reading)
    if len(numbers) == 1:
        return any(abs(figure - stated) < slack for figure in figures)
    # In "5 + 3 = 8 + 2 = 10" the first figure alone answers the left side.
    first = figure(numbers[0], reading)
    return any(abs(f - stated) * 100 <= abs(stated) or abs(f - first) < slack for f in figures)


def _slack(number: str, reading: Reading) -> Fraction:
    """Return one unit in a figure's last place: rounding and cutting both stay below it."""
    places = len(number.partition(".")[2])
    return Fraction(1) if is_dotted(number, reading) else Fraction(1, 10**places)
