"""Every part that must hold text holds whole text."""

import re
from collections.abc import Iterator, Mapping

from ...runtime.text import REPLACEMENT
from ..brief import Brief
from ..finding import Finding, Severity
from .evidence import defect

OPTIONAL = frozenset({"input"})
"""Parts that may be empty."""

SHORTEST = 8
"""Characters below which an instruction or a response says nothing (the shortest of 175 Self-Instruct instructions has 24)."""

_PLACEHOLDER = re.compile(
    r"\[(?:insert|your|name|company|date|recipient|topic|placeholder)\b[^\]\n]{0,40}\]"
    r"|<(?:insert|your)\b[^>\n]{0,40}>|\{\{[^}\n]*\}\}|\bTODO\b|\blorem ipsum\b|\bTBD\b",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(r"(?:\b(?:and|or|the|a|an|of|to|with|for|because|which|is)|[,;(\-–])\s*$", re.IGNORECASE)  # noqa: RUF001 - an en dash is meant


def well_formed(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find missing, damaged, unfinished and placeholder text."""
    for where, text in parts.items():
        stripped = text.strip()
        if not stripped and where in OPTIONAL:
            continue
        if where not in OPTIONAL and len(stripped) < SHORTEST:
            yield defect("well_formed", where, f"{where} is missing or too short to mean anything", "write it in full")
            continue
        yield from _damage(where, stripped)


def _damage(where: str, text: str) -> Iterator[Finding]:
    if REPLACEMENT in text:
        yield defect("well_formed", where, "it holds characters that could not be read", "write plain text")
    if text.count("```") % 2:
        yield defect("well_formed", where, "a code block is not closed", "close it with ```")
    placeholder = _PLACEHOLDER.search(text)
    if placeholder:
        problem = "a placeholder was left to be filled in"
        yield defect("well_formed", where, problem, "write the real thing", quote=placeholder.group())
    if where not in OPTIONAL and _BREAKS_OFF.search(text):
        problem = "it breaks off in the middle of a sentence"
        yield defect("well_formed", where, problem, "finish the sentence", quote=text[-40:], severity=Severity.MAJOR)
