"""Tells languages apart, by the tables in languages.yaml.

It can tell twelve languages in Latin script by their function words, and others by their script. It cannot tell
languages that share a script outside Latin (Russian and Ukrainian), nor what is short, mixed, or mostly names.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import yaml

from ....runtime.frozen import Frozen
from ....runtime.text import words


class _Tables(Frozen):
    names: Mapping[str, str]
    words: Mapping[str, str]
    scripts: Mapping[str, Sequence[str]]
    written_in: Mapping[str, str]


_TABLES: Final = _Tables.model_validate(yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")))
_NAMED: Final = {name: code for code, names in _TABLES.names.items() for name in (code, *names.split())}
_SPOKEN_IN: Final = {
    word: tuple(code for code, listed in _TABLES.words.items() if word in listed.split())
    for word in {word for listed in _TABLES.words.values() for word in listed.split()}
}
_WRITTEN_IN: Final = {code: frozenset(scripts.split()) for code, scripts in _TABLES.written_in.items()}
_LATIN: Final = frozenset(("latin",))

_FEWEST: Final = 6
"""Words below which function words tell nothing."""
_HITS: Final = 3
"""Function words that a text must have of a language."""
_SHARE: Final = 0.25
"""Share of a text's words that they must be; running text has a third to a half."""
_AHEAD: Final = 2
"""How many times as many they must be as those of another language."""
_LETTERS: Final = 4
"""Letters from which on a script shows."""
_FEW: Final = 0.2
"""Share of letters that may be of another script."""


def code_of(name: str) -> str:
    """Return the code of a language as a control names it ("German", "de-AT", "Deutsch"), or nothing."""
    known = [_NAMED[word] for word in re.split(r"[\W_]+", name.casefold()) if word in _NAMED]
    return known[0] if known else ""


def is_in_another(text: str, code: str) -> bool:
    """Whether a text is certainly not in this language."""
    script = _script(text)
    if script and script not in _WRITTEN_IN.get(code, _LATIN):
        return True
    told = language_of(text)
    if not told or told == code or code not in _TABLES.words:
        return False
    return _hits(text)[told] >= _AHEAD * _hits(text)[code]


def language_of(text: str) -> str:
    """Return the code of the language that a text is certainly in, or nothing."""
    script = _script(text)
    if script and script != "latin":
        return next((code for code, scripts in _WRITTEN_IN.items() if script in scripts), "")
    said = words(text)
    ranked = _hits(text).most_common(2)
    if len(said) < _FEWEST or not ranked:
        return ""
    (code, hits), (_, others) = (*ranked, ("", 0))[:2]
    return code if hits >= max(_HITS, _SHARE * len(said)) and hits > others else ""


def _hits(text: str) -> Counter[str]:
    return Counter(code for word in words(text.casefold()) for code in _SPOKEN_IN.get(word.replace("’", "'"), ()))


def _script(text: str) -> str:
    """Return the script of a text whose letters are nearly all of one."""
    letters = [letter for letter in text.lower() if letter.isalpha()]
    if text.isascii():
        return "latin" if len(letters) >= _LETTERS else ""
    counts = Counter(
        script for letter in letters for script, (first, last) in _TABLES.scripts.items() if first <= letter <= last
    )
    if len(letters) < _LETTERS or not counts:
        return ""
    script, number = counts.most_common(1)[0]
    return script if number >= (1 - _FEW) * len(letters) else ""
