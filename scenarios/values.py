"""Values in words and records: whether a text tells a value, and which texts nobody can guess.

One place for both questions, because both are answered wrongly by looking for a substring: 30 does not stand in 130,
and W123 is not shown where W1234 is.
"""

import re
from collections.abc import Iterator
from typing import Final

from ..runtime.frozen import is_list, is_mapping

_UNGUESSABLE: Final = re.compile(r"(?=.*\d)[\w.@+-]{4,}")
"""A text that nobody can guess: it has a digit and no space."""

_COMPUTED: Final = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d(?:T[\w.:+-]*)?)?)?|\d*[.,]\d+")
"""Days, years and decimals: whoever hears of next Friday may work the day out."""

_KEY_OF_ID: Final = re.compile(r"(?:^|_)ids?$|I[dD]s?$")

_WORD: Final = re.compile(r"\w+(?:-\w+)*")
_ID_IN_WORDS: Final = re.compile(r"(?!EUR|USD|GBP|CHF)[A-Z][\w-]{4,}|[a-z]{1,3}\d{6,}")

_TOKEN: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)"  # a day
    r"|\w*[^\W\d]\d\w*|\d+[^\W\d]+(?=-\w)"  # a name, or the beginning of one; 5GHz is none
    r"|\d+(?:\.\d+){2,}"  # a version
    r"|\d{1,3}(?:[,.'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)"  # an amount in groups of thousands
    r"|\d+(?:[.,]\d+)?"
    r"|[^\W\d]+"
)
_VERSION: Final = re.compile(r"\d+(?:\.\d+){2,}")
_NUMBER: Final = re.compile(r"(\d[\d,.'’\u00a0\u202f]*?)(?:[.,](\d{1,2}|\d{4,}))?")
"""Digits in groups, and a fraction; three digits after a point are a group."""

_TRIFLES: Final = re.compile(r"(?<=\d):00\b|\b(?:EUR|USD|GBP|CHF)(?=\d)")
_JOINTS: Final = frozenset({"to", "and", "until", "till"})
"""What may stand between two hours."""

_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_IN_WORDS: Final = {
    **{word: str(number) for number, word in enumerate(_SMALL)},
    **{word: str(10 * number) for number, word in enumerate(_TENS, 2)},
}


def identifiers(value: object, *, is_named: bool = False) -> Iterator[str]:
    """Yield every text in a JSON value that nobody can guess; under a key such as `user_id`, short ones as well."""
    if isinstance(value, int) and not isinstance(value, bool) and is_named:
        yield str(value)
    elif isinstance(value, str) and _is_identifier(value, is_named=is_named):
        yield value
    elif is_mapping(value):
        for key, each in value.items():
            yield from identifiers(each, is_named=is_id_key(str(key)))
    for each in value if is_list(value) else ():
        yield from identifiers(each, is_named=is_named)


def is_id_key(key: str) -> bool:
    """Whether what stands under a key is an id, by the key's name: `user_id`, `orderId`."""
    return _KEY_OF_ID.search(key) is not None


def spoken(text: str) -> list[str]:
    """Return what reads like an identifier in running text: `W1234567`, and not `30-Day`, `1990s` or `mid-2026`."""
    return [word for word in _WORD.findall(text) if _ID_IN_WORDS.fullmatch(word) and len(re.findall(r"\d", word)) >= 4]


def texts(value: object) -> Iterator[str]:
    """Yield every text in a JSON value, keys included; a whole number also as what it is in hundreds of cents."""
    if is_mapping(value):
        for key, each in value.items():
            yield str(key)
            yield from texts(each)
    elif is_list(value):
        for each in value:
            yield from texts(each)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(abs(value))
        yield f"{abs(value) // 100}.{abs(value) % 100:02d}"
    elif value is not None:
        yield str(value)


def names(text: str, identifier: str) -> bool:
    """Whether a text holds an identifier as a whole, in small or capital letters."""
    whole = rf"(?<!\w)(?<!\w[-.@+]){re.escape(identifier)}(?!\w|[-.@+]\w)"
    return re.search(whole, text, re.IGNORECASE) is not None


def tells(text: str, value: str) -> bool:
    """Whether a text tells a value as a whole, however it is dressed up: EUR 1,284.50 tells 1284.50, three tells 3."""
    wanted = _tokens(value)
    if not wanted:
        return value.casefold() in text.casefold()
    return f" {' '.join(wanted)} " in f" {' '.join(_tokens(text))} "


def _is_identifier(text: str, *, is_named: bool) -> bool:
    if _COMPUTED.fullmatch(text):
        return False
    return bool(_UNGUESSABLE.fullmatch(text)) or (is_named and any(each.isdecimal() for each in text))


def _tokens(text: str) -> list[str]:
    found = (_plain(token.casefold()) for token in _TOKEN.findall(_TRIFLES.sub("", text)))
    return [token for token in found if token not in _JOINTS]


def _plain(token: str) -> str:
    """Return a token as it is compared: numbers without what they are dressed up with."""
    number = _NUMBER.fullmatch(token)
    if number is None or _VERSION.fullmatch(token):
        return _IN_WORDS.get(token, token)
    whole, fraction = re.sub(r"\D", "", number[1]), (number[2] or "").rstrip("0")
    if len(whole) <= 2:  # 08 is an hour, 09927680 a name
        whole = whole.lstrip("0") or "0"
    return f"{whole}.{fraction}" if fraction else whole
