"""Numbers under a hundred, in figures and in English words."""

from typing import Final

_DIGITS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS: Final = tuple(f"{word}teen" for word in ("thir", "four", "fif", "six", "seven", "eigh", "nine"))
_ONES: Final = ("zero", *_DIGITS, "ten", "eleven", "twelve", *_TEENS)
_TENS: Final = {
    word: 10 * (place + 2)
    for place, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
}

DECADES: Final = {f"{word[:-1]}ies": tens for word, tens in _TENS.items()}
"""Decades of a life ("forties"), by the year that they begin with."""

NUMBER: Final = (
    rf"(?:\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_DIGITS)}))?|{'|'.join(sorted(_ONES, reverse=True))})"
)
"""What a number looks like, inside a larger pattern that ignores case."""


def value_of(number: str) -> int | None:
    """Return what a number is worth, or None where it is none."""
    if number.isdecimal():
        return int(number)
    tens, _, ones = number.lower().replace("-", " ").partition(" ")
    if tens in _ONES:
        return _ONES.index(tens)
    if tens not in _TENS:
        return None
    return _TENS[tens] + (_DIGITS.index(ones) + 1 if ones in _DIGITS else 0)
