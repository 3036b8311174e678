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

_TOKEN: Final = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<emphasis>\*\*(?!\d)|(?<!\d)\*\*)"
    r"|(?P<sign>\*\*|[-+*/^−–×·÷]|\\times|\\cdot|\\div)"
    r"|(?P<equals>=)|(?P<open>\()|(?P<close>\))|(?P<percent>\\?%)|(?P<money>\\?\$|[€£])"
    r"|(?P<word>[^\W\d_]+(?:['’/\-][^\W\d_]+)*)|(?P<space>[ \t]+)|(?P<other>.|\n)"
)
_PLUS: Final = frozenset("+")
_MINUS: Final = frozenset("-−–")
_TIMES: Final = frozenset(("*", "×", "·", "\\times", "\\cdot"))
_OVER: Final = frozenset(("/", "÷", "\\div"))

_FARTHEST: Final = 40
"""Tokens that a side may have."""
_WORDS_OF_A_UNIT: Final = 8

_OPENS: Final = frozenset("\n.,:;?!\"'“”‘’`([|→—>")  # noqa: RUF001 - typographic quotation marks are meant
"""What may stand before a sum besides words."""
_GOES_ON: Final = frozenset(
    [
        "times",
        "plus",
        "minus",
        "by",
        "over",
        "half",
        "twice",
        "double",
        "triple",
        "less",
        "sqrt",
        "log",
        "ln",
        "sin",
        "cos",
    ]
)
"""Words before a sum that belong to it."""
_SHARES: Final = frozenset(
    [
        "half",
        "third",
        "thirds",
        "quarter",
        "quarters",
        "fourth",
        "fourths",
        "fifth",
        "fifths",
        "sixth",
        "tenth",
        "percent",
    ]
)
"""Words that make "of" a multiplication; "a total of" is none."""
_PER: Final = frozenset(("per", "a", "an", "each", "every", "/"))
_UNREADABLE: Final = frozenset(
    [
        "dozen",
        "hundred",
        "thousand",
        "million",
        "billion",
        "k",
        "pair",
        "couple",
        "half",
        "third",
        "quarter",
        "remainder",
        "rem",
        "r",
        "am",
        "pm",
        "mod",
    ]
)
"""Words inside a sum that change its value."""
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


class Token(NamedTuple):
    """A piece of text with its sort and place."""

    kind: str
    text: str
    start: int
    end: int


class Equation(NamedTuple):
    """A written-out sum: where it stands, what it makes, and whether that is what is stated."""

    start: int
    end: int
    makes: Fraction
    holds: bool


class _Unreadable(Exception):
    """These tokens are no sum that can be read for certain."""


class _Reading(NamedTuple):
    """How to read what can be read in two ways: "+ 10%" as a tenth more, "1.500" as fifteen hundred."""

    share_of_rest: bool = False
    dotted_thousands: bool = False


_READINGS: Final = tuple(_Reading(*choice) for choice in product((False, True), repeat=2))


def equations(text: str) -> Iterator[Equation]:
    """Yield every sum of at least two numbers whose two sides can be read for certain."""
    if "=" not in text:  # as in most texts; taking one apart is slow
        return
    tokens = [Token(str(m.lastgroup), m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    tokens = [token for token in tokens if token.kind not in ("space", "emphasis")]
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
    return Equation(left[0].start, right[-1].end, _Sum(left, _Reading()).value(), holds)


def _numbers(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens if token.kind == "number"]


def _unit_after(tokens: Sequence[Token], stop: int) -> Sequence[Token]:
    return [token for token in tokens[stop : stop + 2] if token.kind == "word"]


def _stands_alone(tokens: Sequence[Token], place: int) -> bool:
    """Whether an equals sign is one in prose, not part of "==", "<=" or "+=" in code."""
    around = [tokens[at] for at in (place - 1, place + 1) if 0 <= at < len(tokens)]
    touching = (t for t in around if t.end == tokens[place].start or t.start == tokens[place].end)
    return not any((t.kind in ("equals", "sign") and t.text not in _MINUS) or t.text in "<>!:" for t in touching)


def _left(tokens: Sequence[Token], place: int) -> int | None:
    """Return where the longest readable sum before an equals sign starts, if nothing before it belongs to it."""
    for first in range(max(0, place - _FARTHEST), place):
        if _is_sum(tokens[first:place]):
            return first if _starts_here(tokens, first) else None
    return None


def _right(tokens: Sequence[Token], first: int) -> int | None:
    """Return where the longest readable sum after an equals sign ends, if nothing after it belongs to it."""
    for stop in range(min(len(tokens), first + _FARTHEST), first, -1):
        if tokens[stop - 1].kind != "word" and _is_sum(tokens[first:stop]):
            return stop if _ends_here(tokens, stop) else None
    return None


def _is_sum(tokens: Sequence[Token]) -> bool:
    try:
        _Sum(tokens, _Reading()).value()
    except _Unreadable:
        return False
    return True


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
        return first < 2 or tokens[first - 2].kind != "number" or tokens[first - 2].end != before.start
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
    if after.kind in ("number", "percent") or after.text.lower() in _UNREADABLE:
        return False
    if after.kind == "word":
        compound = following is not None and following.kind == "number" and bool(_measure(after.text))
        return after.text == "a" or (len(after.text) > 1 and not compound)
    if after.kind == "sign":
        dash = after.text in _MINUS and following is not None and following.start > after.end
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


def _agree(left: Sequence[Token], right: Sequence[Token], reading: _Reading) -> bool:
    made, stated = _Sum(left, reading).value(), _Sum(right, reading).value()
    in_percent = any(token.kind == "percent" for token in (*left, *right))
    # The figure in "3 / 6 = 50%" and in "20% + 30% = 50" is a hundredfold.
    figures = (made, made * 100, made / 100) if in_percent else (made,)
    numbers = _numbers(right)
    slack = _slack(numbers[0], reading)
    if len(numbers) == 1:
        return any(abs(figure - stated) < slack for figure in figures)
    # In "5 + 3 = 8 + 2 = 10" the first figure alone answers the left side.
    first = _figure(numbers[0], reading)
    return any(abs(f - stated) * 100 <= abs(stated) or abs(f - first) < slack for f in figures)


def _slack(number: str, reading: _Reading) -> Fraction:
    """Return one unit in a figure's last place: rounding and cutting both stay below it."""
    places = len(number.partition(".")[2])
    return Fraction(1) if _is_dotted(number, reading) else Fraction(1, 10**places)


def _figure(number: str, reading: _Reading) -> Fraction:
    return Fraction(number.replace("." if _is_dotted(number, reading) else ",", ""))


def _is_dotted(number: str, reading: _Reading) -> bool:
    return reading.dotted_thousands and re.fullmatch(r"\d{1,3}\.\d{3}", number) is not None


class _Sum:
    """Works out tokens that are one sum from end to end.

    Args:
        tokens: the sum.
        reading: how to read what can be read in two ways.
    """

    def __init__(self, tokens: Sequence[Token], reading: _Reading) -> None:
        self._tokens = tokens
        self._reading = reading
        self._at = 0

    def value(self) -> Fraction:
        """Return what the sum makes. Raises _Unreadable."""
        made = self._sum()
        if self._at < len(self._tokens):
            raise _Unreadable
        return made

    def _sum(self) -> Fraction:
        made, _ = self._product()
        while (sign := self._sign(_PLUS | _MINUS)) is not None:
            term, is_share = self._product()
            term = made * term if is_share and self._reading.share_of_rest else term
            made = made + term if sign in _PLUS else made - term
        return made

    def _product(self) -> tuple[Fraction, bool]:
        """Return a product, and whether it is a bare percentage."""
        made, is_share = self._factor()
        while (sign := self._factor_sign(is_share)) is not None:
            factor, _ = self._factor()
            if sign in _OVER and not factor:
                raise _Unreadable
            made, is_share = made / factor if sign in _OVER else made * factor, False
        return made, is_share

    def _factor_sign(self, after_share: bool) -> str | None:
        token, following = self._peek(0), self._peek(1)
        if token is None:
            return None
        if token.kind == "open" and self._tokens[self._at - 1].end == token.start:
            return "*"
        reads_x = token.text in ("x", "X") or (after_share and token.text == "of")
        if reads_x and following is not None and following.kind in ("number", "open", "money"):
            self._at += 1
            return "*"
        return self._sign(_TIMES | _OVER)

    def _factor(self) -> tuple[Fraction, bool]:
        negative = self._sign(_MINUS, touching=True) is not None
        self._take("money")
        if self._take("open"):
            made = self._sum()
            if not self._take("close"):
                raise _Unreadable
        else:
            made = self._number()
        is_share = self._take("percent")
        self._unit()
        made = made / 100 if is_share else made
        return -made if negative else made, is_share

    def _number(self) -> Fraction:
        token = self._peek(0)
        if token is None or token.kind != "number" or re.match(r"0\d", token.text):
            raise _Unreadable
        self._at += 1
        return _figure(token.text, self._reading)

    def _unit(self) -> None:
        """Pass over a unit in words ("miles per hour", "/book"); a single letter is a variable."""
        for _ in range(_WORDS_OF_A_UNIT):
            token, following = self._peek(0), self._peek(1)
            if token is not None and token.text == "/" and following is not None and following.kind == "word":
                self._at += 1
                token = following
            if token is None or token.kind != "word" or self._is_sign_in_letters(token):
                return
            touches = self._tokens[self._at - 1].end == token.start
            if (len(token.text) == 1 and (touches or token.text != "a")) or token.text.lower() in _UNREADABLE:
                raise _Unreadable
            self._at += 1

    def _is_sign_in_letters(self, token: Token) -> bool:
        following = self._peek(1)
        number_follows = following is not None and following.kind in ("number", "open", "money")
        return number_follows and token.text in ("x", "X", "of")

    def _sign(self, wanted: frozenset[str], *, touching: bool = False) -> str | None:
        token, following = self._peek(0), self._peek(1)
        if token is None or token.kind != "sign" or token.text not in wanted:
            return None
        if touching and (following is None or following.start != token.end):
            return None
        self._at += 1
        return token.text

    def _take(self, kind: str) -> bool:
        token = self._peek(0)
        if token is None or token.kind != kind:
            return False
        self._at += 1
        return True

    def _peek(self, ahead: int) -> Token | None:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else None
