"""Finds gaps that a writer left for somebody else to fill in: "[Your Name]", "<insert link>", "TBD"."""

import re
from collections.abc import Mapping
from typing import Final

_WANTED: Final = (
    r"(?:your|my|the|first|last|full|company|customer|client|recipient|sender|hiring|manager|name|names|date|day|time"
    r"|year|month|number|amount|address|e-?mail|phone|city|state|country|street|location|place|venue|title|position"
    r"|role|department|topic|subject|product|service|brand|organi[sz]ation|university|school|teacher|event|link|url"
    r"|website|price|cost|currency|insert|enter|add|fill|describe|specify|mention|list|provide|include|state"
    r"|placeholder|details?|reason|example|image|signature|tbd|tbc|tba|to be \w+)"
)
"""Words that name what belongs into a gap."""

_GAP: Final = re.compile(
    # What each alternative begins with, so that all other places are passed over at once.
    r"(?=[\[<{(_A-Zl])(?:"
    # In brackets: something wanted, or a short name in capitals; not a link, a footnote or a tick box.
    rf"\[(?:[A-Za-z'’/-]+ ){{0,4}}{_WANTED}(?:['’]s)?(?: [A-Za-z'’/-]+){{0,5}}\](?!\()"
    r"|\[[A-Z][A-Za-z'’]+(?:,? [A-Z][A-Za-z'’]+){0,3}\](?!\()"
    rf"|<(?:your|insert|enter|add|some)\b[ _-]?[\w '-]{{0,40}}>|<\w*_(?:here|name|key|id|date|url)>"
    r"|\{\{[^{}\n]*\}\}|\{(?:your|insert|first|last|customer|client|company|recipient|user)[ _]?\w*\}"
    r"|[(\[](?:please )?(?:insert|enter|add|paste|attach|fill in)\b[^)\]\n]{0,50}[)\]]"
    r"|\b(?:INSERT|ENTER|ADD|PASTE) (?:[A-Z]+ ){1,4}HERE\b|\b[A-Z]+_(?:GOES_)?HERE\b"
    r"|\bX{2,}(?:[/.-]X{2,})+\b|\bX{4,}\b"
    r"|\b(?:TODO|FIXME|TBD|TBC)\b(?=\s*(?:[:\]).,]|$))"
    r"|\b[Ll]orem ipsum\b|_{4,})",
    re.MULTILINE,
)
_STAGE: Final = re.compile(
    r"\[(?:pre-?|post-?)?(?:verse|chorus|refrain|bridge|hook|intro|outro|interlude|solo|scene|act|applause|laughter|laughs"
    r"|music|pause|silence|sighs?|sic|citation needed|spoiler|end)\b",
    re.IGNORECASE,
)
"""Marks of songs, plays and transcripts."""

_FORM: Final = re.compile(
    r"\b(?:templates?|placeholders?|form letters?|blanks?|fill(?:ing)?[ -]in|brackets?|mail[ -]merge|cloze|variables?"
    r"|TODO)\b",
    re.IGNORECASE,
)
"""What an instruction says that is about gaps."""


def gap_in(where: str, parts: Mapping[str, str]) -> str:
    """Return a gap that was left in a part; none where gaps are asked for, or stand in the given material."""
    instruction = parts.get("instruction", "")
    if _FORM.search(instruction):
        return ""
    given = instruction + parts.get("input", "") if where not in ("instruction", "input") else ""
    for found in _GAP.finditer(parts[where]):
        gap = found.group()
        if not _STAGE.match(gap) and gap not in given:
            return gap
    return ""
