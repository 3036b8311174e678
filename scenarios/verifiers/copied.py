"""A draft takes the seed's subject, not its sentences; a response does not hand the instruction back."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from ...runtime.text import words
from ..brief import Brief
from ..finding import Finding
from .evidence import defect

LONGEST_RUN = 10
"""Words in a row that may be shared: GPT-4's and Phi's contamination checks call 10 and more a copy."""


def copied(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find long word runs shared with the seed, an example, or between instruction and response."""
    for where, text in parts.items():
        for source, original in _originals(where, parts, brief):
            run = longest_shared_run(text, original)
            if run:
                problem = f"a passage is copied from {source}"
                yield defect("copied", where, problem, "say it in other words", quote=run)


def _originals(where: str, parts: Mapping[str, str], brief: Brief) -> Iterator[tuple[str, str]]:
    yield "the seed", brief.seed.text
    for example in brief.examples:
        yield "an example", example.get(where, "")
    if where == "response":
        yield "the instruction", parts.get("instruction", "")


def longest_shared_run(text: str, original: str) -> str:
    """Return the longest run of more than LONGEST_RUN words that both texts share, or an empty string."""
    mine, theirs = words(text.casefold()), words(original.casefold())
    if min(len(mine), len(theirs)) <= LONGEST_RUN:
        return ""
    match = SequenceMatcher(None, mine, theirs, autojunk=False).find_longest_match()
    return " ".join(words(text)[match.a : match.a + match.size]) if match.size > LONGEST_RUN else ""
