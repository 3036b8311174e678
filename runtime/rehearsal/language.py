"""Putting English words together grammatically."""

import random
import re
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

_VOWEL_SOUND: Final = re.compile(r"(?:[aeio]|u(?!ni|se|sa|ter|ti|ro|k)|8|11\b|18\b|hour|honest|heir)", re.IGNORECASE)
_NOT_A_VOWEL_SOUND: Final = re.compile(r"(?:one|once|eu|ewe)", re.IGNORECASE)
_LETTER_SAID_WITH_A_VOWEL: Final = re.compile(r"[AEFHILMNORSX](?:[A-Z0-9-]|\b)")
_IRREGULAR: Final = (("man", "men"), ("person", "people"), ("child", "children"), ("wife", "wives"))
_CLOSED: Final = (".", "!", "?", ":", ".”", ".)", "?”", "!”")


def with_article(phrase: str) -> str:
    """Return the phrase after "a" or "an"."""
    return f"{'an' if _sounds_open(phrase) else 'a'} {phrase}"


def _sounds_open(phrase: str) -> bool:
    if phrase[:1].isupper() and not phrase[1:2].islower():
        return bool(_LETTER_SAID_WITH_A_VOWEL.match(phrase))
    return bool(_VOWEL_SOUND.match(phrase)) and not _NOT_A_VOWEL_SOUND.match(phrase)


def plural(noun: str) -> str:
    """Return the plural of a noun phrase: "nurses", "women", "members of parliament"."""
    head, of, rest = noun.partition(" of ")
    for one, many in _IRREGULAR:
        if head.endswith(one) and not head.endswith(("human", "german")):
            return head.removesuffix(one) + many + of + rest
    if re.search(r"[^aeiou]y$", head):
        return head[:-1] + "ies" + of + rest
    return head + ("es" if re.search(r"(?:s|x|z|ch|sh)$", head) else "s") + of + rest


def lower_first(text: str) -> str:
    """Return the text with a small first letter, unless it starts with an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[:2] == "A " else text


def upper_first(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return the text as a sentence: a capital letter, one closing mark."""
    trimmed = upper_first(" ".join(text.split()))
    return trimmed if trimmed.endswith(_CLOSED) else f"{trimmed}."


def some(rng: random.Random, items: Sequence[T], count: int) -> list[T]:
    """Return `count` different items (all of them where there are fewer), in random order."""
    return rng.sample(items, min(count, len(items)))
