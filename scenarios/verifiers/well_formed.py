"""Every part that must hold text holds whole text."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ...runtime.text import REPLACEMENT
from ..brief import Brief
from ..finding import Finding, Severity
from .evidence import MATERIAL, defect
from .gaps import gap_in
from .unfinished import unfinished

SHORTEST: Final = {"instruction": 8}
"""Characters below which a part says nothing (the shortest of 175 Self-Instruct instructions has 24). A response
may be one word or figure."""

_SAYS_SOMETHING: Final = re.compile(r"[^\s.…_*~/\\–—-]")


def well_formed(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find missing, damaged, unfinished and placeholder text."""
    for where, text in parts.items():
        stripped = text.strip()
        if not stripped and where in MATERIAL:
            continue
        if len(stripped) < SHORTEST.get(where, 1) or not says_something(stripped):
            yield defect("well_formed", where, f"{where} is missing or too short to mean anything", "write it in full")
            continue
        yield from damage("well_formed", where, stripped)
        if where not in MATERIAL and stripped.count("```") % 2 == 0 and unfinished(stripped):
            problem = "it breaks off in the middle of a sentence"
            quote, severity = stripped[-40:], Severity.MAJOR
            yield defect("well_formed", where, problem, "finish the sentence", quote=quote, severity=severity)
        gap = gap_in(where, parts)
        if gap:
            problem = "a placeholder was left to be filled in"
            severity = Severity.MAJOR if where in MATERIAL else Severity.BLOCKING
            yield defect("well_formed", where, problem, "write the real thing", quote=gap, severity=severity)


def says_something(text: str) -> bool:
    """Whether a text is more than space, dots and dashes."""
    return _SAYS_SOMETHING.search(text) is not None


def damage(verifier: str, where: str, text: str) -> Iterator[Finding]:
    """Find characters that could not be read, and code that is not closed."""
    if REPLACEMENT in text:
        yield defect(verifier, where, "it holds characters that could not be read", "write plain text")
    if text.count("```") % 2:
        yield defect(verifier, where, "a code block is not closed", "close it with ```")
