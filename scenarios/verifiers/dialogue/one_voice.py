"""A turn holds the words of its speaker, and nobody else's: no script of both sides, no stage directions."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ...brief import Brief
from ...dialogue import Dialogue
from ...finding import Finding, Severity
from ..evidence import defect
from .turns import role_names, said_in

_SPEAKERS: Final = (
    "customer",
    "client",
    "caller",
    "agent",
    "support agent",
    "service agent",
    "representative",
    "user",
    "assistant",
    "human",
    "ai",
    "bot",
    "chatbot",
    "me|you|them|other",
    r"(?:speaker|person|persona|participant|role|character) ?(?:\d|[a-d])",
)
"""How scripts call their speakers, besides the names of the roles."""

_DOES: Final = (
    "sighs?|sighing|laughs?|laughing|laughter|chuckles?|chuckling|giggles?|giggling|grins?|grinning|smiles?|smiling"
    "|nods?|nodding|shrugs?|shrugging|winks?|winking|frowns?|frowning|pauses?|pausing|silence|beat|gasps?|gasping"
    "|snorts?|yawns?|groans?|mutters?|muttering|whispers?|whispering|hesitates?|hesitating|sobs?|sobbing|sniffs?"
    "|coughs?|clears (?:his|her|their|my)? ?throat|clearing (?:his|her|their|my)? ?throat"
    "|rolls (?:his|her|their)? ?eyes|shakes (?:his|her|their)? ?head|shaking (?:his|her|their)? ?head"
    "|typing|thinking|hangs up|hanging up|applause"
    "|seufzt|lacht|lächelt|nickt|suspira|ríe|sonríe|asiente|soupire|rit|sourit|hoche la tête"
)
"""What people are said to do on a stage, in words that mean little else."""

_ALSO_DOES: Final = (
    "looks?|looking|leans?|leaning|takes|taking|picks|picking|puts|putting|turns|turning|walks|walking|sits|sitting"
    "|stands|standing|opens|opening|closes|closing|glances?|glancing|raises|raising|stares?|staring|checks|checking"
    "|hands|handing|waves|waving|points|pointing|scratches|scratching|reaches|reaching|holds|holding|pulls|pushes"
    "|wipes|wiping|rubs|rubbing|taps|tapping|steps|stepping|gestures|gesturing|types|reads|reading|writes|writing"
)
"""The same in words that mean much else: "(takes ten minutes)" is no direction."""

_WHO: Final = r"(?:(?:he|she|they|[a-z]+ly|slightly|a|long|short|deep|nervous|soft|gentle|awkward) ){0,2}"
_DIRECTION: Final = re.compile(
    rf"[*_]{{1,2}}{_WHO}(?:{_DOES}|{_ALSO_DOES})\b[^*_\n]{{0,80}}[*_]{{1,2}}"
    # What opens a turn in brackets is said of its speaker.
    rf"|\A\s*[(\[]{_WHO}(?:{_ALSO_DOES})\b[^)\]\n]{{0,80}}[)\]]"
    rf"|[(\[]{_WHO}(?:{_DOES})\b[^)\]\n]{{0,80}}[)\]]",
    re.IGNORECASE,
)


def one_voice(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find lines that are put into a mouth by name, and stage directions."""
    label = _label(role_names(dialogue, brief))
    for turn in said_in(dialogue):
        script = label.search(turn.text)
        if script:
            problem = "it is written as a script: a line starts with the name of who says it"
            fix = "give only this speaker's own words, without a name before them"
            yield defect("one_voice", turn.where, problem, fix, quote=script.group().strip())
        direction = _DIRECTION.search(turn.text)
        if direction:
            problem, fix = "a stage direction stands among the words", "leave it out, or let the words show it"
            quote = direction.group()
            yield defect("one_voice", turn.where, problem, fix, quote=quote, severity=Severity.MAJOR)


def _label(roles: Sequence[str]) -> re.Pattern[str]:
    """Return what a speaker's name looks like at the start of a line, or of a sentence inside one."""
    names = "|".join([*(re.escape(role).replace("_", "[_ ]") for role in roles), *_SPEAKERS])
    start = r"(?:^[ \t>*_#\"“\[(-]{0,10}|(?<=[.!?*\"”])[ \t]+[*_]{0,2})"
    with_colon = rf"{start}(?:the )?(?:{names}|(?-i:[AB]))[*_\])]{{0,3}}[ \t]?:[*_]{{0,2}}(?=\s|$)"
    in_brackets = rf"^[ \t]{{0,10}}(?:\[(?:{names})\]|<(?:{names})>)(?=\s)"
    return re.compile(f"{with_colon}|{in_brackets}", re.IGNORECASE | re.MULTILINE)
