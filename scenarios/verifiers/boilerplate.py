"""Stock phrases that give away a model rather than a person, or a frame around the text instead of the text."""

import re
from collections.abc import Iterator, Mapping

from ..brief import Brief
from ..finding import Finding, Severity
from .evidence import defect

# Phrases that say what wrote the text, or talk about the task. One of them spoils a row.
_SPOILING = re.compile(
    r"\bas an? (?:ai|artificial intelligence|(?:large )?language model)(?: language model| assistant)?\b"
    r"|\bI (?:am|['’]m) (?:just |only )?an? (?:ai|language model|virtual assistant)\b"
    r"|\bmy (?:training data|knowledge cut-?off)\b"
    r"|\b(?:here is|here['’]s|below is) (?:the|your|a) (?:revised|updated|requested|generated|rewritten) "
    r"|\b(?:this|the) (?:draft|prompt|persona|seed text)\b.{0,30}\b(?:above|given|provided)\b"
    r"|^(?:instruction|response|input|output)\s*:",
    re.IGNORECASE | re.MULTILINE,
)

# Phrases that real people use now and then; only openings and closings are looked at.
_OPENING = re.compile(
    r"\s*(?:(?:certainly|sure|of course|absolutely|great question)(?=\s*[!,.:])|i['’]d be happy to|i would be happy to|"
    r"thank you for (?:your question|reaching out)|in today['’]s (?:fast-paced|modern|digital|ever-changing)|"
    r"in the (?:fast-paced|ever-evolving|ever-changing) (?:world|landscape|realm))",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:i hope (?:this|that) helps|feel free to (?:ask|reach out|contact)|let me know if (?:you|there)|"
    r"don['’]t hesitate to|if you have any (?:other|further|more) questions|happy to (?:help|assist))[^\n]{0,80}$",
    re.IGNORECASE,
)


def boilerplate(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find stock phrases: anywhere, at the start of a response, at its end."""
    for where, text in parts.items():
        spoiling = _SPOILING.search(text)
        if spoiling:
            yield _stock(where, spoiling.group(), Severity.BLOCKING)
    response = parts.get("response", "")
    for found in (_OPENING.match(response), _CLOSING.search(response.rstrip())):
        if found:
            yield _stock("response", found.group(), Severity.MAJOR)


def _stock(where: str, passage: str, severity: Severity) -> Finding:
    return defect("boilerplate", where, "a stock phrase", "leave it out", quote=passage.strip(), severity=severity)
