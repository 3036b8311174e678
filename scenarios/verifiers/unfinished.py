"""Tells a text that breaks off from one that merely has no full stop at its end."""

import re
from typing import Final

_HANGING: Final = re.compile(
    r"\b(?:and|or|but|nor|the|an?|of|to|with|for|from|by|at|into|onto|because|which|whose|if|than|as|is|are|was|were|be"
    r"|my|your|his|their|our|its|very|every|each|between|during|including|such|whether|while|when|where|would|should"
    r"|could|must|has|have|had)$|[,(\[–—+×÷=]$|\s[-*/]$"
)
"""Endings after which something must follow."""

_LONGEST_HANGING: Final = 12
"""Characters from the end in which one of them begins; to look all through a long line takes its time."""

_ENDS: Final = re.compile(r"[.!?…:;\"'”’»)\]}>*_`|~$%°]$|[^\w\s,(\[–—-]$")
"""Marks that a finished line may end with; the second alternative lets signs and emoji pass."""

_INSIDE: Final = re.compile(r"[^\W\d]{2,}[.!?][\"'”’)]?\s+[\"'“‘(]?[A-Z]")
"""The end of one sentence and the start of the next."""

_LISTED: Final = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s")
_CODE: Final = re.compile(r"[{}\\]|;$|=>|[=!]=|</|\w\(\w*\)|\w\.\w+\(|^\s*[\w.\[\]]+\s*[-+*/|]?=\s")
_NO_PROSE: Final = re.compile(r"^\s*(?:[#>|]|\w+\s*[:=]\s|```)|^\s{4}|^(?:[A-Z][\w.'’-]*,?\s*){1,5}$")
"""Lines that are headings, or a name under a letter."""

_RESULT: Final = re.compile(r"=\s*[$€£]?-?[\d.,]+%?(?:\s[\w/]+){0,3}$")
"""A sum that has come out ends a line; whoever writes it often leaves the full stop away."""

_FEWEST: Final = 4
"""Words from which on a line counts as a sentence."""


def unfinished(text: str) -> bool:
    """Whether a text breaks off in the middle of a sentence, as far as that shows."""
    lines = [line.rstrip() for line in text.rstrip().split("\n") if line.strip()]
    last = lines[-1] if lines else ""
    if _looks_like_code(last):
        return False
    if len(last.split()) >= _FEWEST and _HANGING.search(last, len(last) - _LONGEST_HANGING):
        return True
    if last.count("(") > last.count(")") + len(re.findall(r"[:;]-?\(", last)):
        return True
    if ends(last) or _NO_PROSE.search(last) or _RESULT.search(last):
        return False
    return _its_like_ends(lines)


def ends(text: str) -> bool:
    """Whether a text ends with a mark that a finished one may end with."""
    return _ENDS.search(text[-1:]) is not None


def is_prose(text: str) -> bool:
    """Whether the last line is running text: no code, no heading, no name under a letter, no sum that has come out."""
    last = text.rsplit("\n", 1)[-1]
    return not (_looks_like_code(last) or _NO_PROSE.search(last) or _RESULT.search(last))


def _its_like_ends(lines: list[str]) -> bool:
    """Whether sentences or list items like the last one have their full stops, so that it should have one too."""
    *before, last = lines
    if _INSIDE.search(last):
        return True
    listed = _LISTED.match(last) is not None
    if len(last.split()) < _FEWEST and not listed:
        return False
    alike = [line for line in before if (_LISTED.match(line) is not None) is listed and len(line.split()) >= _FEWEST]
    sentences = [line for line in alike if not _NO_PROSE.search(line) and not _looks_like_code(line)]
    return len(sentences) > 1 and all(_ENDS.search(line) for line in sentences)


def _looks_like_code(line: str) -> bool:
    return _CODE.search(line) is not None
