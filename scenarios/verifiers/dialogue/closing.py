"""A dialogue comes to an end, once: nobody takes leave and stays, and nothing is left open at the last turn.

Leave-taking is read in English, German, French, Spanish and Italian; that a matter is left open, in English only,
besides a question mark, which most languages share.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ....runtime.text import sentences
from ...brief import Brief
from ...dialogue import Dialogue, Ending
from ...finding import Finding, Severity
from ..evidence import defect
from .turns import Said, role_names, said_in

_FAREWELL: Final = re.compile(
    r"(?<!say )(?<!saying )(?<!said )(?<!says )(?<!kiss )(?<!wave )(?<!of )"
    r"\b(?:good-?bye|bye(?:[ -]bye)?|farewell|have an? (?:nice|good|great|lovely|wonderful|pleasant) "
    r"(?:day|evening|night|afternoon|weekend|one|rest of)|auf wieder(?:sehen|hören)|tsch(?:üss|üß)|adiós"
    r"|hasta luego|au revoir|bonne journée|arrivederci)\b[^?\n]{0,40}$",
    re.IGNORECASE,
)
"""Words after which people go, at the end of what they say."""

_ON_THE_WAY_OUT: Final = re.compile(
    _FAREWELL.pattern
    + r"|\b(?:take care(?! of)|good night|see you|talk (?:to you )?(?:soon|later|then)|until then|cheers"
    r"|sleep well|safe travels|all the best|bis (?:dann|bald|morgen|\w+tag)|nos vemos|hasta (?:mañana|pronto)"
    r"|à bientôt|thank you|thanks|you're welcome|my pleasure|deal|agreed|will do|vielen dank|danke|gracias|merci)\b",
    re.IGNORECASE,
)
"""Words by which a talk is rounded off; also said in the middle of one."""

_ASKS_FOR_TIME: Final = re.compile(
    r"^(?:(?:ok(?:ay)?|sure|right|all right|yes|thanks|thank you)[,.!]? )?"
    r"(?:(?:just )?(?:one|a) (?:moment|second|sec|minute)|hold on|hang on|bear with me"
    r"|give me an? (?:moment|second|sec|minute)|let me (?:just )?(?:check|look|see|ask|find|try)"
    r"|i'?ll (?:just )?(?:check|have a look|look into) (?:that|this|it)|please (?:hold|wait))\b[^?]*$",
    re.IGNORECASE,
)
"""A last sentence that announces what never comes."""


def closing(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find leave-taking that ends nothing, and an end that closes nothing."""
    turns, lap = said_in(dialogue), max(len(role_names(dialogue, brief)), 1)
    if turns:
        yield from _left_and_stayed(turns, lap)
        yield from _left_open(dialogue, turns, lap)


def _left_and_stayed(turns: Sequence[Said], lap: int) -> Iterator[Finding]:
    """Anchored to the leave-taking: what follows can only be mended from there."""
    for turn in turns[: -lap - 1]:
        leave = _FAREWELL.search(turn.text.strip())
        if leave:
            problem = "it takes leave, and the talk goes on"
            fix = "take leave at the end of the talk only"
            yield defect("closing", turn.where, problem, fix, quote=leave.group())
            return


def _left_open(dialogue: Dialogue, turns: Sequence[Said], lap: int) -> Iterator[Finding]:
    last, capped = turns[-1], dialogue.ending is Ending.CAP
    final = sentences(last.text)[-1:] or [""]
    if "?" in final[0][-3:]:
        severity = Severity.BLOCKING if capped else Severity.MAJOR
        problem, fix = "the talk ends with a question", "close the talk here and ask nothing"
        yield defect("closing", last.where, problem, fix, quote=final[0], severity=severity)
    elif _ASKS_FOR_TIME.search(final[0]):
        problem, fix = "the talk ends with the announcement of something that never comes", "bring it to an end here"
        yield defect("closing", last.where, problem, fix, quote=final[0], severity=Severity.MAJOR)
    elif capped and not _is_rounded_off(dialogue, turns[-lap:]):
        problem, fix = "the talk stops rather than ends", "settle the matter and take leave"
        yield defect("closing", last.where, problem, fix, severity=Severity.MAJOR)


def _is_rounded_off(dialogue: Dialogue, lap: Sequence[Said]) -> bool:
    """Whether somebody in the last lap has what it came for, goes, or says words of the end."""
    held = dialogue.turns[-len(lap) :]
    return any(turn.leaves or turn.goal_met for turn in held) or any(_ON_THE_WAY_OUT.search(turn.text) for turn in lap)
