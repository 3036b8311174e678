"""The drawn controls that can be measured are met: lengths in words or characters, what is mentioned, patterns."""

import re
from collections.abc import Iterator, Mapping

from ...runtime.text import words
from ..brief import Brief
from ..controls import Drawn, Option
from ..finding import Finding
from .evidence import defect

SLACK = 0.1
"""Share by which a word band may be missed: writers count badly, and no reader notices a tenth.

A band of characters is kept to the character: who asks for one has a field to fill."""


def controls_met(parts: Mapping[str, str], brief: Brief) -> list[Finding]:
    """Find drawn options that the checked part does not meet."""
    return [
        finding
        for name, drawn in brief.controls.items()
        for finding in unmet(name, drawn, drawn.checks, parts.get(drawn.checks, ""))
    ]


def unmet(name: str, drawn: Drawn, where: str, text: str) -> list[Finding]:
    """Return what a part lacks of a drawn option."""
    option = drawn.option
    return [
        *_length(name, where, len(words(text)), "words", option.words, SLACK),
        *_length(name, where, len(text), "characters", option.characters, 0.0),
        *_mentions(name, where, text, option),
        *_pattern(name, where, text, option),
    ]


def _length(
    name: str, where: str, count: int, unit: str, band: tuple[int, int] | None, slack: float
) -> Iterator[Finding]:
    least, most = band or (count, count)
    if not least * (1 - slack) <= count <= most * (1 + slack):
        change = "lengthen" if count < least else "shorten"
        problem = f"{name}: it has {count} {unit}, not {least} to {most}"
        yield defect("controls_met", where, problem, f"{change} it to {least} to {most} {unit}")


def _mentions(name: str, where: str, text: str, option: Option) -> Iterator[Finding]:
    missing = [each for each in option.contains if not mentions(text, each)]
    if missing:
        listed = ", ".join(missing)
        yield defect("controls_met", where, f"{name}: it does not mention {listed}", f"mention {listed}")


def mentions(text: str, phrase: str) -> bool:
    """Whether a text holds a phrase, in any case, from the beginning of a word on."""
    # Not \b: languages that are written without spaces have no such boundary before a phrase.
    begins = r"(?<![a-z0-9])" + r"\s+".join(map(re.escape, phrase.casefold().split()))
    return re.search(begins, text.casefold()) is not None


def _pattern(name: str, where: str, text: str, option: Option) -> list[Finding]:
    if option.pattern is None or re.search(option.pattern, text, re.MULTILINE):
        return []
    wanted = option.about or f"text that matches {option.pattern}"
    return [defect("controls_met", where, f"{name}: it lacks {wanted}", f"give it {wanted}")]
