"""How two people settle a matter, or part without: one asks, the other has something in the way."""

from typing import Final

from ..runtime.rehearsal.reading import concern_of, role_in
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from .hearing_rehearsal import Heard, Spoken, fillers, fresh, has_cue

_TONES: Final = ("friendly", "tense", "dry", "hesitant")
_ENOUGH_FOR_WHY: Final = 8
"""Turns that must be left for a question about reasons."""


def is_party(heard: Heard) -> bool:
    """Whether a card is one of those that matters between people have."""
    return bool(heard.fact("Ask", "Trouble"))


def say(scene: Scene, heard: Heard) -> Spoken:
    """Return the next move of whoever asks, or of whoever is asked."""
    script = Script.beside(__file__)
    return _asker(scene, script, heard) if heard.fact("Ask") else _asked(scene, script, heard)


def _asker(scene: Scene, script: Script, heard: Heard) -> Spoken:
    if not heard.own:
        known = not heard.strangers
        context = "context" if known else "context_strangers"
        context = fresh(scene, script, heard, context, _slots(heard, "")) if scene.chance(0.4) else ""
        lead = _toned("lead", heard) if known else "lead_strangers"
        lead = fresh(scene, script, heard, lead) if scene.chance(0.8) else ""
        core = script.pick(scene.rng, _toned("ask", heard), _slots(heard, heard.fact("Ask")))
        return Spoken(core, before=f"{lead} {context}".strip(), fillers=_fillers(scene, script, heard))
    if has_cue(script, "cue_refused", heard.last):
        return _parting(scene, script, heard, "part")
    if heard.closing or has_cue(script, "cue_granted", heard.last):
        return _parting(scene, script, heard, "thank")
    if has_cue(script, "cue_offered", heard.last):
        return _counter(scene, script, heard)
    if has_cue(script, "cue_why", heard.last):
        return _tell(scene, script, heard, "reason", heard.unsaid("Reason", "Detail"))
    return _tell(scene, script, heard, "detail", heard.unsaid("Detail", "Reason"))


def _counter(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Answer an offer: take it as it is, or put something on top."""
    more = heard.unsaid("Could also")
    if heard.outcome == "agreement" and len(heard.own) > 1 and scene.chance(0.4):
        return _parting(scene, script, heard, "take_and_go")
    if heard.outcome == "agreement" or not more or heard.left < 4:
        core = fresh(scene, script, heard, "take")
        return Spoken(core, fillers=_fillers(scene, script, heard))
    core = fresh(scene, script, heard, _toned("counter", heard), _slots(heard, more))
    return Spoken(core, fillers=_fillers(scene, script, heard))


def _asked(scene: Scene, script: Script, heard: Heard) -> Spoken:
    if heard.closing or (heard.own and has_cue(script, "cue_parting", heard.last)):
        return _farewell(scene, script, heard)
    trouble, question = heard.unsaid("Trouble"), heard.unsaid("Wants to know")
    if trouble:
        core = script.pick(scene.rng, _toned("trouble", heard), _slots(heard, trouble))
        after = script.pick(scene.rng, "wonder", {"fact": question}) if question and heard.left > 5 else ""
        return Spoken(core, after=after, fillers=_fillers(scene, script, heard))
    offered = heard.has_said(heard.fact("Offer"))
    if heard.left > _ENOUGH_FOR_WHY and not offered and len(heard.own) < 2 and scene.chance(0.6):
        core, before = fresh(scene, script, heard, "why"), fresh(scene, script, heard, "hm")
        return Spoken(core, before=before, fillers=_fillers(scene, script, heard))
    if not offered and heard.left > 3:
        core = fresh(scene, script, heard, _toned("offer", heard), _slots(heard, heard.fact("Offer")))
        return Spoken(core, before=fresh(scene, script, heard, "hm"), fillers=_fillers(scene, script, heard))
    return _verdict(scene, script, heard)


def _verdict(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Grant it under a condition, or refuse it for good."""
    granted = heard.outcome != "no agreement"
    slots = _slots(heard, heard.fact("Condition"))
    core = fresh(scene, script, heard, "grant" if granted else "refuse", slots)
    return Spoken(core, fillers=_fillers(scene, script, heard), goal_met=not granted)


def _tell(scene: Scene, script: Script, heard: Heard, table: str, fact: str) -> Spoken:
    if not fact:
        return Spoken(fresh(scene, script, heard, "insist"), fillers=_fillers(scene, script, heard))
    return Spoken(
        fresh(scene, script, heard, _toned(table, heard), _slots(heard, fact)),
        fillers=_fillers(scene, script, heard),
    )


def _parting(scene: Scene, script: Script, heard: Heard, table: str) -> Spoken:
    core = fresh(scene, script, heard, _toned(table, heard))
    return Spoken(core, fillers=_early(scene, script, heard), goal_met=True, leaves=True)


def _farewell(scene: Scene, script: Script, heard: Heard) -> Spoken:
    granted = not any(has_cue(script, "cue_refused", said) for said in heard.own)
    core = fresh(scene, script, heard, _toned("bye" if granted else "bye_apart", heard))
    return Spoken(core, fillers=_early(scene, script, heard), goal_met=True, leaves=True)


def _slots(heard: Heard, fact: str) -> dict[str, str]:
    return {"fact": fact, "role": role_in(heard.persona), "p": concern_of(heard.persona).the}


def _toned(table: str, heard: Heard) -> str:
    return f"{table}_{heard.mood if heard.mood in _TONES else 'friendly'}"


def _fillers(scene: Scene, script: Script, heard: Heard) -> tuple[str, ...]:
    tables = ("filler_strangers",) if heard.strangers else (_toned("filler", heard), "filler")
    return fillers(scene, script, heard, tables, _slots(heard, ""))


def _early(scene: Scene, script: Script, heard: Heard) -> tuple[str, ...]:
    """Return what may stand before a farewell."""
    return fillers(scene, script, heard, ("filler_leave",))
