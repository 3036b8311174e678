"""A text that is to be labelled does not say its label: a model that learns from it would learn to read the label."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ...runtime.text import words
from ..brief import Brief
from ..finding import Finding
from ..labels import labels_of, settings_of
from .evidence import defect

LONGEST_RUN: Final = 4
"""Words in a row of a definition that are enough to give it away; of a shorter one, all of them."""

_TELLING: Final = 4
"""Letters from which on a word says something; a run needs two such words."""


def label_leak(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find the label's name, or a passage of its definition, in the text."""
    labels = labels_of(brief)
    for where, text in parts.items():
        named = None if settings_of(brief).may_name_label else _named(text, labels.wanted)
        if named:
            fix = "let the content show it, without the name"
            yield defect("label_leak", where, "it names its own label", fix, quote=named)
        defined = _defined(text, labels.meaning)
        if defined:
            fix = "show it by a case, in other words"
            yield defect("label_leak", where, "it repeats the definition of its label", fix, quote=defined)


def _named(text: str, label: str) -> str:
    name = r"[\W_]+".join(re.escape(word) for word in re.split(r"[\W_]+", label) if word)
    found = re.search(rf"(?<![^\W_]){name}(?![^\W_])", text, re.IGNORECASE) if name else None
    return found.group() if found else ""


def _defined(text: str, meaning: str) -> str:
    told, said = words(meaning.casefold()), words(text.casefold())
    length = min(LONGEST_RUN, len(told))
    runs = {tuple(told[at : at + length]) for at in range(len(told) - length + 1)}
    telling = {run for run in runs if sum(len(word) >= _TELLING for word in run) > 1}
    places = (at for at in range(len(said) - length + 1) if tuple(said[at : at + length]) in telling)
    at = next(places, None)
    return "" if at is None else _as_written(text, at, length)


def _as_written(text: str, at: int, length: int) -> str:
    found = re.search(r"\W+".join(map(re.escape, words(text)[at : at + length])), text)
    return found.group() if found else ""
