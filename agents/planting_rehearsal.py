"""Defects that are planted in turns on purpose: what a careless speaker does."""

from collections.abc import Callable
from typing import Final

from ..runtime.rehearsal.language import lower_first, sentence, upper_first
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.text import words
from .hearing_rehearsal import Heard

USUAL_TURNS: Final = 8
"""Turns over which a manner's rate of defects is spread: it says how many dialogues have one."""

RELAPSE: Final = 0.15
"""How many turns that were objected to are spoilt again."""

_TOLD_APART: Final = 6
"""Words from which on saying something again is no courtesy."""

Defect = Callable[[Scene, Script, Heard, str], str]


def spoilt(scene: Scene, script: Script, heard: Heard, text: str) -> str:
    """Return the turn, with one defect at the manner's rate; one without where none can be planted."""
    rate = scene.manner.defects / USUAL_TURNS
    if not scene.chance(RELAPSE if heard.revising and rate else rate):
        return text
    for name in scene.rng.sample(list(_DEFECTS), len(_DEFECTS)):
        changed = _DEFECTS[name](scene, script, heard, text)
        if changed and changed != text:
            scene.plant(name)
            return changed
    return text


def _goal_leak(scene: Scene, script: Script, heard: Heard, text: str) -> str:
    if len(words(heard.goal)) < _TOLD_APART:
        return ""
    goal = lower_first(heard.goal.strip().rstrip("."))
    return f"{text} {script.pick(scene.rng, 'leak', {'goal': goal})}"


def _repeated_turn(scene: Scene, script: Script, heard: Heard, text: str) -> str:
    return heard.own[-1] if heard.own and len(words(heard.own[-1])) >= _TOLD_APART else ""


def _label(scene: Scene, script: Script, heard: Heard, text: str) -> str:
    return f"{upper_first(heard.name)}: {text}" if heard.name else ""


def _both_sides(scene: Scene, script: Script, heard: Heard, text: str) -> str:
    if not heard.name or not heard.listener:
        return ""
    reply = scene.rng.choice(("OK, I'll do that.", "All right, thanks.", "Yes, please.", "Hm, let me think."))
    return f"{text}\n{upper_first(heard.listener)}: {reply}\n{upper_first(heard.name)}: Good."


def _too_long(scene: Scene, script: Script, heard: Heard, text: str) -> str:
    most = heard.band[1]
    for line in script.some(scene.rng, "padding", 6):
        if len(words(text)) > most * 1.3:
            break
        text = f"{text} {line}"
    return text if len(words(text)) > most * 1.2 else ""


def _too_short(scene: Scene, script: Script, heard: Heard, text: str) -> str:
    return script.pick(scene.rng, "too_short") if heard.band[0] > 2 and heard.own and not heard.closing else ""


def _wrong_fact(scene: Scene, script: Script, heard: Heard, text: str) -> str:
    if not heard.persona or not script.entries("wrong_fact"):
        return ""
    return f"{script.pick(scene.rng, 'wrong_fact')} {text}"


def _parroting(scene: Scene, script: Script, heard: Heard, text: str) -> str:
    return sentence(heard.last) if len(words(heard.last)) >= _TOLD_APART else ""


_DEFECTS: Final[dict[str, Defect]] = {
    "goal_leak": _goal_leak,
    "repeated_turn": _repeated_turn,
    "label": _label,
    "both_sides": _both_sides,
    "too_long": _too_long,
    "too_short": _too_short,
    "wrong_fact": _wrong_fact,
    "parroting": _parroting,
}
