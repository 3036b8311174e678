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
        if len(stripped) < SHORTEST.get(where, 1) or not _SAYS_SOMETHING.search(stripped):
            yield defect("well_formed", where, f"{where} is missing or too short to mean anything", "write it in full")
            continue
        yield from _damage(where, stripped)
        gap = gap_in(where, parts)
        if gap:
            problem = "a placeholder was left to be filled in"
            severity = Severity.MAJOR if where in MATERIAL else Severity.BLOCKING
            yield defect("well_formed", where, problem, "write the real thing", quote=gap, severity=severity)


def _damage(where: str, text: str) -> Iterator[Finding]:
    if REPLACEMENT in text:
        yield defect("well_formed", where, "it holds characters that could not be read", "write plain text")
    if text.count("```") % 2:
        yield defect("well_formed", where, "a code block is not closed", "close it with ```")
    elif where not in MATERIAL and unfinished(text):
        problem = "it breaks off in the middle of a sentence"
        yield defect("well_formed", where, problem, "finish the sentence", quote=text[-40:], severity=Severity.MAJOR)
