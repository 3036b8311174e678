"""Findings as a page shows them: below the text that they are about."""

from collections.abc import Iterable

from rich.text import Text

from ..runtime.text import clean
from ..scenarios.finding import Finding, Severity
from .page import INDENT, Page, shown

_SEVERITIES = {Severity.BLOCKING: "bold red", Severity.MAJOR: "bold yellow", Severity.MINOR: "dim"}


def tell_findings(page: Page, findings: Iterable[Finding], indent: int = INDENT + 2) -> None:
    """Write findings, each with its passage and how to mend it."""
    for finding in findings:
        severity = (str(finding.severity), _SEVERITIES[finding.severity])
        told = Text.assemble(severity, f"  {clean(finding.source)}: {clean(finding.problem)}")
        page.prose(told, indent=indent, label="! ")
        if finding.quote:
            page.prose(f"“{finding.quote}”", indent=indent, label="  at   ", lines=3)
        if finding.fix:
            page.prose(finding.fix, indent=indent, label="  fix  ")


def mark_quotes(text: str, findings: Iterable[Finding]) -> Text:
    """Return a text with the passages underlined that findings point at."""
    marked = shown(text)
    for finding in findings:
        place = marked.plain.find(clean(finding.quote)) if finding.quote else -1
        if place >= 0:
            marked.stylize("underline", place, place + len(clean(finding.quote)))
    return marked
