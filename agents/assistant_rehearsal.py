"""The rehearsal part of the assistant: asks, gives a step, hears how it went, and settles what happens next."""

from typing import Final

from ..runtime.rehearsal.language import lower_first, sentence
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from .hearing_rehearsal import Heard, Spoken, fillers, fresh, has_cue, hear, keys, nearest, put
from .planting_rehearsal import spoilt

_MOODS: Final = ("calm", "hurried", "annoyed", "unsure")
_RECORD: Final = "bought, plate"
"""What a question is about that is asked for the record."""

_OUTCOMES: Final = ("solved", "visit", "replacement", "advice")
_TO_SETTLE: Final = 5
"""Turns that an offer, its answer and both farewells need."""


@plays("Answer")
def answer(scene: Scene) -> Lines:
    """Say what is next on the card, in the light of what was said."""
    script, heard = Script.beside(__file__), hear(scene)
    spoken = _move(scene, script, heard)
    text = spoilt(scene, script, heard, put(scene, heard, spoken))
    return {"says": text, "goal_met": spoken.goal_met, "leaves": spoken.leaves}


def _move(scene: Scene, script: Script, heard: Heard) -> Spoken:
    if heard.closing or has_cue(script, "cue_leaves", heard.last):
        return _closing(scene, script, heard)
    if not heard.other:
        return Spoken(fresh(scene, script, heard, "greet"), fillers=_talk(scene, script, heard))
    if heard.fact("The reason"):
        return _advice(scene, script, heard)
    if _has_offered(heard):
        return _booking(scene, script, heard)
    if has_cue(script, "cue_works", heard.last):
        return _explanation(scene, script, heard)
    return _search(scene, script, heard)


def _search(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Ask, as long as no step was given; then give one step after the other; then offer something."""
    begun = any(map(heard.has_said, heard.facts.get("Step", ())))
    question, step = heard.unsaid("Ask"), heard.unsaid("Step")
    asked = any(map(heard.has_said, heard.facts.get("Ask", ())))
    if question and not begun and heard.left > 8 and (not asked or scene.chance(0.6)):
        return _question(scene, script, heard, question)
    if step and heard.left >= 4:
        return _step(scene, script, heard, step)
    if heard.fact("May offer"):
        return _offer(scene, script, heard)
    return _told(scene, script, heard)


def _question(scene: Scene, script: Script, heard: Heard, question: str) -> Spoken:
    return Spoken(
        sentence(question),
        before=fresh(scene, script, heard, _acknowledging(script, heard)),
        fillers=fillers(scene, script, heard, ("filler_question",)),
    )


def _step(scene: Scene, script: Script, heard: Heard, step: str) -> Spoken:
    first = not any(map(heard.has_said, heard.facts.get("Step", ())))
    cause = heard.unsaid("Likely cause") if first and scene.chance(0.7) else ""
    before = fresh(scene, script, heard, "cause", {"cause": cause}) if cause else ""
    if not before:
        before = fresh(scene, script, heard, _acknowledging(script, heard) if first else "sorry_still")
    return Spoken(
        fresh(scene, script, heard, "step", {"fact": lower_first(step)}),
        before=before,
        after=fresh(scene, script, heard, "after_step") if scene.chance(0.6) else "",
        fillers=fillers(scene, script, heard, ("filler_step",)),
    )


def _explanation(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Say what it was, once it works."""
    number = heard.fact("Case number") or "this chat"
    cause = heard.fact("Likely cause")
    told = heard.has_said(cause)
    core = "" if told or not cause else fresh(scene, script, heard, "explain", {"cause": cause})
    prevent = fresh(scene, script, heard, "prevent", {"number": number})
    return Spoken(
        core or prevent,
        before=fresh(scene, script, heard, "glad"),
        after=prevent if core else "",
        fillers=_talk(scene, script, heard),
        goal_met=not heard.question,
    )


def _offer(scene: Scene, script: Script, heard: Heard) -> Spoken:
    table = f"offer_{_outcome(heard)}"
    core = fresh(scene, script, heard, table, {"offer": heard.fact("May offer")})
    if heard.left < _TO_SETTLE:
        return _booking(scene, script, heard)
    before = fresh(scene, script, heard, "sorry_offer")
    return Spoken(core, before=before, fillers=_talk(scene, script, heard))


def _booking(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Settle the offer: the other time where the first one does not suit."""
    number = heard.fact("Case number")
    if number and heard.has_said(number):
        return _told(scene, script, heard)
    declined = has_cue(script, "cue_declines", heard.last)
    instead = heard.fact("Instead")
    slot = instead if declined and instead else heard.fact("May offer").partition(", ")[0]
    core = fresh(scene, script, heard, f"booked_{_outcome(heard)}", {"slot": slot, "number": number})
    before = fresh(scene, script, heard, "noted_booking") if scene.chance(0.5) else ""
    return Spoken(core, before=before, fillers=_talk(scene, script, heard), goal_met=True)


def _advice(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Ask one thing where there is room, say why it is so, and how to live with it."""
    reason, tip, question = heard.unsaid("The reason"), heard.unsaid("Advice"), heard.unsaid("Ask")
    if question and reason and heard.left > 9 and scene.chance(0.6):
        return _question(scene, script, heard, question)
    if reason:
        core, before = fresh(scene, script, heard, "normal", {"fact": reason}), _acknowledging(script, heard)
        return Spoken(core, fresh(scene, script, heard, before), fillers=_talk(scene, script, heard))
    if tip:
        core = fresh(scene, script, heard, "advice", {"fact": tip})
        return Spoken(core, fillers=_talk(scene, script, heard))
    return _told(scene, script, heard)


def _told(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Answer from whatever the card holds; ask where it holds nothing, and say so where a question finds nothing."""
    loose = [fact for fact in heard.facts.get("", ()) if not heard.has_said(fact)]
    fact = nearest(heard.question, loose) if heard.question else next(iter(loose), "")
    fact = fact or next(iter(loose), "")
    if fact:
        return Spoken(fresh(scene, script, heard, "told", {"fact": fact}), fillers=_talk(scene, script, heard))
    if heard.question:
        return Spoken(fresh(scene, script, heard, "unknown"), fillers=_talk(scene, script, heard))
    core = fresh(scene, script, heard, "anything") if heard.left > 4 else fresh(scene, script, heard, "filler_talk")
    return Spoken(core or "Noted.", fillers=_talk(scene, script, heard), goal_met=heard.left <= 4)


def _closing(scene: Scene, script: Script, heard: Heard) -> Spoken:
    settled = heard.fact("May offer", "The reason") or any(has_cue(script, "cue_works", said) for said in heard.other)
    table = f"close_{_outcome(heard)}" if settled else "close_open"
    slots = {"number": heard.fact("Case number") or "your name"}
    core = fresh(scene, script, heard, table, slots)
    early = fillers(scene, script, heard, ("filler_close",))
    return Spoken(core, fillers=early, goal_met=True, leaves=True)


def _has_offered(heard: Heard) -> bool:
    offer = heard.fact("May offer")
    return bool(offer) and heard.has_said(offer)


def _acknowledging(script: Script, heard: Heard) -> str:
    """Return the table of what fits the customer's last words: an answer, an answer that was none, or the trouble."""
    if has_cue(script, "cue_unknown", heard.last):
        return "noted_nothing"
    if heard.own:
        return "noted_record" if keys(heard.own[-1]) & keys(_RECORD) else "noted"
    return f"ack_{heard.mood if heard.mood in _MOODS else 'calm'}"


def _outcome(heard: Heard) -> str:
    if heard.outcome in _OUTCOMES:
        return heard.outcome
    offer = heard.fact("May offer")
    return ("visit" if "technician" in offer else "replacement") if offer else "solved"


def _talk(scene: Scene, script: Script, heard: Heard) -> tuple[str, ...]:
    return fillers(scene, script, heard, ("filler_talk",))
