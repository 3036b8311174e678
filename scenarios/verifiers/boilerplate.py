"""Stock phrases that give away a model rather than a person, or a frame around the text instead of the text."""

import re
from collections.abc import Iterator, Mapping

from ...runtime.text import sentences
from ..brief import Brief
from ..finding import Finding, Severity
from .evidence import defect
from .stock_phrases import ABOUT_ITSELF, AROUND_IT, CLOSING, OPENING, REFUSAL

_ASKS_FOR_A_NO = re.compile(
    r"\b(?:declin|refus|reject|turn(?:ing)? down|apolog|say(?:ing)? no|cancel|excus)", re.IGNORECASE
)
_ENDS_A_SENTENCE = re.compile(r"[\w.!?)\"'’”]")
_LISTED = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")


def boilerplate(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find stock phrases: anywhere, at the start of a response, at its end.

    What a model says of itself, and a refusal, spoil a row. Openings and closings are used by people too.
    """
    for where, text in parts.items():
        for found in (ABOUT_ITSELF.search(text), AROUND_IT.search(text)):
            if found:
                yield _stock(where, found.group(), Severity.BLOCKING)
    response = parts.get("response", "").strip()
    refused, opened = REFUSAL.match(response), OPENING.match(response)
    if refused and not _ASKS_FOR_A_NO.search(parts.get("instruction", "")):
        problem, fix = "it refuses instead of answering", "answer, or ask for something that can be answered"
        yield defect("boilerplate", "response", problem, fix, quote=refused.group().strip())
    elif opened:
        yield _stock("response", opened.group(), Severity.MAJOR)
    last = _last_sentence(response)
    closed = CLOSING.match(last)
    if closed and last != response:
        yield _stock("response", closed.group(), Severity.MAJOR)


def _last_sentence(text: str) -> str:
    """Return the last sentence without the emoji or stars that may follow it; a list item is none."""
    end = next((at for at in range(len(text), 0, -1) if _ENDS_A_SENTENCE.match(text[at - 1])), 0)
    line = text[:end].rsplit("\n", 1)[-1]
    found = [] if _LISTED.match(line) else sentences(line)
    return found[-1] if found else ""


def _stock(where: str, passage: str, severity: Severity) -> Finding:
    return defect("boilerplate", where, "a stock phrase", "leave it out", quote=passage.strip(), severity=severity)
