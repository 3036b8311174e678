"""Text hygiene: done once, where text enters, so that every store and format can hold it."""

import re
import unicodedata
from functools import lru_cache

REPLACEMENT = "\ufffd"

# Lone surrogates break SQLite, orjson and UTF-8; control characters break terminals and JSON readers;
# tag characters (U+E0000-E007F) are invisible and carry hidden instructions; bidirectional overrides and
# isolates make a reader see another order than a program does.
_UNSAFE = re.compile(
    "[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_AROUND_WORDS = ".,;:!?…\"'“”‘’«»()[]{}¿¡—–"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def clean(text: str) -> str:
    """Return `text` with line ends as LF and every unsafe character visibly replaced by U+FFFD."""
    return _UNSAFE.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def words(text: str) -> list[str]:
    """Return the words of `text`, in order, as written."""
    return list(_words(text))


# The last texts are kept, since a draft goes through many hands that each take it apart.
@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))


@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """Return what is left of `text` when case, width, spacing and the punctuation around words are ignored.

    Signs inside words and between them stay, since "3 + 4" is not "3 * 4" and "C++" is not "C#".
    """
    tokens = unicodedata.normalize("NFKC", text).casefold().split()
    return " ".join(bare for token in tokens if (bare := token.strip(_AROUND_WORDS)))


def sentences(text: str) -> list[str]:
    """Split `text` after full stops, question and exclamation marks that are followed by space."""
    return [part for part in _SENTENCE_END.split(text.strip()) if part]


def shorten(text: str, width: int) -> str:
    """Return `text` on one line of at most `width` characters, cut at a word where it is longer."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    return line[: width - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
