"""Texts that match a regular expression, for the patterns that schemas use (best effort)."""

import random
import re
import string
from typing import Final

_CLASSES: Final = {
    "d": string.digits,
    "w": string.ascii_lowercase + string.digits + "_",
    "s": " ",
    "D": string.ascii_lowercase,
    "W": "-",
    "S": string.ascii_lowercase,
}
_PLAIN: Final = string.ascii_letters + string.digits + " _-.,"
_MORE: Final = 4
"""How often an unbounded repetition is repeated beyond its least."""

_COUNT: Final = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_TRIES: Final = 60


def matching(pattern: str, rng: random.Random, least: int = 0, most: int | None = None) -> str:
    """Return a text that matches the pattern and fits the lengths, or the best try at one."""
    text = ""
    for attempt in range(_TRIES):
        text = _Writer(pattern, rng, stretch=attempt // 6).write()
        if len(text) < least and "$" not in pattern:
            text += "a" * (least - len(text))
        if len(text) >= least and (most is None or len(text) <= most) and re.search(pattern, text):
            return text
    return text


class _Writer:
    """Walks a pattern once and writes what it asks for."""

    def __init__(self, pattern: str, rng: random.Random, stretch: int) -> None:
        self._pattern = pattern
        self._rng = rng
        self._stretch = stretch
        self._at = 0

    def write(self) -> str:
        return self._rng.choice(self._alternatives())

    def _alternatives(self) -> list[str]:
        branches = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence())
        return branches

    def _sequence(self) -> str:
        written: list[str] = []
        while self._peek() not in ("", "|", ")"):
            start = self._at
            atom = self._atom()
            end = self._at
            low, high = self._times()
            after = self._at
            for number in range(self._rng.randint(low, high)):
                if number:
                    self._at = start
                    atom = self._atom()
                written.append(atom)
            self._at = max(end, after)
        return "".join(written)

    def _atom(self) -> str:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return self._rng.choice(self._set() or "a")
        if character == "\\":
            return self._escaped(self._next())
        if character == ".":
            return self._rng.choice(string.ascii_lowercase)
        return "" if character in "^$" else character

    def _group(self) -> str:
        if self._pattern.startswith("?", self._at):
            opening = re.compile(r"\?(?:[:=!]|P<\w+>|<[=!])?").match(self._pattern, self._at)
            self._at = opening.end() if opening else self._at + 1
            ahead = opening is not None and opening.group() in ("?=", "?!", "?<=", "?<!")
        else:
            ahead = False
        text = self._rng.choice(self._alternatives())
        self._next()
        return "" if ahead else text

    def _escaped(self, character: str) -> str:
        if character in _CLASSES:
            return self._rng.choice(_CLASSES[character])
        return {"b": "", "B": "", "A": "", "Z": "", "n": "\n", "t": "\t"}.get(character, character)

    def _set(self) -> str:
        negated = self._peek() == "^"
        self._at += negated
        allowed = ""
        while self._peek() != "" and (self._peek() != "]" or not allowed):
            character = self._next()
            if character == "\\":
                escaped = self._next()
                allowed += _CLASSES.get(escaped, escaped)
            elif self._peek() == "-" and self._pattern[self._at + 1 : self._at + 2] not in ("]", ""):
                self._at += 1
                last = self._next()
                allowed += "".join(map(chr, range(ord(character), min(ord(last), 0x24F) + 1)))
            else:
                allowed += character
        self._next()
        return "".join(c for c in _PLAIN if c not in allowed) if negated else allowed

    def _times(self) -> tuple[int, int]:
        character = self._peek()
        low, high = 1, 1
        if character in ("*", "+", "?") and character:
            self._at += 1
            low = int(character == "+")
            high = 1 if character == "?" else low + _MORE + self._stretch * 4
        elif counted := _COUNT.match(self._pattern, self._at):
            self._at = counted.end()
            low = high = int(counted[1])
            if counted[2]:
                high = int(counted[3]) if counted[3] else low + _MORE + self._stretch * 4
        else:
            return 1, 1
        if self._peek() == "?":
            self._at += 1
        return low, high

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _next(self) -> str:
        character = self._peek()
        self._at += 1
        return character
