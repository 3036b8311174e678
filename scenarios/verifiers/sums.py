"""Reads a sum, token by token, and works it out."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<emphasis>\*\*(?!\d)|(?<!\d)\*\*)"
    r"|(?P<sign>\*\*|[-+*/^−–×·÷]|\\times|\\cdot|\\div)"
    r"|(?P<equals>=)|(?P<open>\()|(?P<close>\))|(?P<percent>\\?%)|(?P<money>\\?\$|[€£])"
    r"|(?P<word>[^\W\d_]+(?:['’/\-][^\W\d_]+)*)|(?P<space>[ \t]+)|(?P<other>.|\n)"
)
_PLUS: Final = frozenset("+")
MINUS: Final = frozenset("-−–")
_TIMES: Final = frozenset(("*", "×", "·", "\\times", "\\cdot"))
_OVER: Final = frozenset(("/", "÷", "\\div"))

_WORDS_OF_A_UNIT: Final = 8


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string."""
    return frozenset(words.split())


UNREADABLE: Final = word_set(
    "dozen hundred thousand million billion k pair couple half third quarter remainder rem r am pm mod"
)
"""Words inside a sum that change its value."""


class Token(NamedTuple):
    """A piece of text with its sort and place."""

    kind: str
    text: str
    start: int
    end: int


class Unreadable(Exception):
    """These tokens are no sum that can be read for certain."""


class Reading(NamedTuple):
    """How to read what can be read in two ways: "+ 10%" as a tenth more, "1.500" as fifteen hundred."""

    share_of_rest: bool = False
    dotted_thousands: bool = False


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text without white space and emphasis."""
    found = (Token(str(m.lastgroup), m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text))
    return [token for token in found if token.kind not in ("space", "emphasis")]


def is_sum(tokens: Sequence[Token]) -> bool:
    """Whether tokens are one sum from end to end."""
    try:
        worked_out(tokens, Reading())
    except Unreadable:
        return False
    return True


def worked_out(tokens: Sequence[Token], reading: Reading) -> Fraction:
    """Return what a sum makes.

    Raises:
        Unreadable: the tokens are no sum that can be read for certain.
    """
    return _Sum(tokens, reading).value()


def figure(number: str, reading: Reading) -> Fraction:
    """Return a number as written in digits."""
    return Fraction(number.replace("." if is_dotted(number, reading) else ",", ""))


def is_dotted(number: str, reading: Reading) -> bool:
    """Whether the dot in a number sets thousands apart."""
    return reading.dotted_thousands and re.fullmatch(r"\d{1,3}\.\d{3}", number) is not None


class _Sum:
    """Works out tokens that are one sum from end to end.

    Args:
        tokens: the sum.
        reading: how to read what can be read in two ways.
    """

    def __init__(self, tokens: Sequence[Token], reading: Reading) -> None:
        self._tokens = tokens
        self._reading = reading
        self._at = 0

    def value(self) -> Fraction:
        """Return what the sum makes. Raises Unreadable."""
        made = self._sum()
        if self._at < len(self._tokens):
            raise Unreadable
        return made

    def _sum(self) -> Fraction:
        made, _ = self._product()
        while (sign := self._sign(_PLUS | MINUS)) is not None:
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
                raise Unreadable
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
        negative = self._sign(MINUS, touching=True) is not None
        self._take("money")
        if self._take("open"):
            made = self._sum()
            if not self._take("close"):
                raise Unreadable
        else:
            made = self._number()
        is_share = self._take("percent")
        self._unit()
        made = made / 100 if is_share else made
        return -made if negative else made, is_share

    def _number(self) -> Fraction:
        token = self._peek(0)
        if token is None or token.kind != "number" or re.match(r"0\d", token.text):
            raise Unreadable
        self._at += 1
        return figure(token.text, self._reading)

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
            if (len(token.text) == 1 and (touches or token.text != "a")) or token.text.lower() in UNREADABLE:
                raise Unreadable
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
