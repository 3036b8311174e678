"""The drawn controls that can be measured are met: lengths in words, and patterns."""

import re
from collections.abc import Mapping

from ...runtime.text import words
from ..brief import Brief
from ..controls import Drawn, Option
from ..finding import Finding
from .evidence import defect

SLACK = 0.1
"""Share by which a word band may be missed: writers count badly, and no reader notices a tenth."""


def controls_met(parts: Mapping[str, str], brief: Brief) -> list[Finding]:
    """Find drawn options whose words or pattern the checked part does not have."""
    return [
        finding
        for name, drawn in brief.controls.items()
        for finding in unmet(name, drawn, drawn.checks, parts.get(drawn.checks, ""))
    ]


def unmet(name: str, drawn: Drawn, where: str, text: str) -> list[Finding]:
    """Return what a part lacks of a drawn option."""
    return _length(name, where, text, drawn.option) + _pattern(name, where, text, drawn.option)


def _length(name: str, where: str, text: str, option: Option) -> list[Finding]:
    if option.words is None:
        return []
    least, most = option.words
    count = len(words(text))
    if least * (1 - SLACK) <= count <= most * (1 + SLACK):
        return []
    change = "lengthen" if count < least else "shorten"
    return [
        defect(
            "controls_met",
            where,
            f"{name}: it has {count} words, not {least} to {most}",
            f"{change} it to {least} to {most} words",
        )
    ]


def _pattern(name: str, where: str, text: str, option: Option) -> list[Finding]:
    if option.pattern is None or re.search(option.pattern, text, re.MULTILINE):
        return []
    wanted = option.about or f"text that matches {option.pattern}"
    return [defect("controls_met", where, f"{name}: it lacks {wanted}", f"give it {wanted}")]
