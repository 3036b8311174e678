"""The rehearsal part of the speaker: a customer who has a trouble, or one of two who settle a matter."""

import re
from typing import Final

from ..runtime.rehearsal.language import lower_first
from ..runtime.rehearsal.reading import concern_of, role_in
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from ..runtime.text import sentences
from .hearing_rehearsal import Heard, Spoken, fillers, fresh, has_cue, hear, keys, nearest, put
from .planting_rehearsal import spoilt
from .speaker_matters_rehearsal import is_party, say

_MOODS: Final = ("calm", "hurried", "annoyed", "unsure")
_DAY: Final = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur)day\b")
_OWN_FACTS: Final = ("What it does", "How long", "Tried so far", "When I look", "Bought", "Type plate", "The device")
_RECORDS: Final = ("Bought", "Type plate")
_HELPS: Final = "What will help"
_SMALL_LETTERS: Final = "small letters"


@plays("Speech")
def speech(scene: Scene) -> Lines:
    """Say what fits the talk so far, from one's own card."""
    heard = hear(scene)
    script = Script.beside(__file__)
    spoken = say(scene, heard) if is_party(heard) else _customer(scene, script, heard)
    text = spoilt(scene, script, heard, _typed(heard, put(scene, heard, spoken)))
    return {"says": text, "goal_met": spoken.goal_met, "leaves": spoken.leaves}


def _customer(scene: Scene, script: Script, heard: Heard) -> Spoken:
    if not heard.fact("What it does"):
        return _plain(scene, script, heard)
    if not heard.own:
        return _opening(scene, script, heard)
    settled = has_cue(script, "cue_settled", heard.last) and len(heard.own) > 1
    return _leave(scene, script, heard) if heard.closing or settled else _reply(scene, script, heard)


def _reply(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Take what the agent said for what it is: a reason, an offer, a step or a question."""
    if has_cue(script, "cue_reason", heard.last):
        return _relieved(scene, script, heard)
    if has_cue(script, "cue_offer", heard.last):
        return _offered(scene, script, heard)
    trial = _trial(heard)
    if trial and not _asks_to_know(heard):
        return _tried(scene, script, heard, trial)
    if heard.question:
        return _answer(scene, script, heard)
    return _relieved(scene, script, heard) if _worked(script, heard) else _plain(scene, script, heard)


def _opening(scene: Scene, script: Script, heard: Heard) -> Spoken:
    slots = _slots(heard)
    context = fresh(scene, script, heard, "context", slots) if heard.persona and scene.chance(0.45) else ""
    extra = (
        fresh(scene, script, heard, _by_mood("tried", heard), slots),
        fresh(scene, script, heard, "since_when", slots),
    )
    core = fresh(scene, script, heard, _by_mood("open", heard), slots)
    kept = tuple(line for line in extra if line and not (slots["since"] in line and slots["since"] in core.lower()))
    return Spoken(core, after=context, fillers=(*kept, *_fillers(scene, script, heard)))


def _answer(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Answer from what is on the card about the question; say so where nothing is."""
    known = [fact for label in _OWN_FACTS for fact in heard.facts.get(label, ())]
    asked = _asked_for(heard)
    found = heard.fact(*asked) if asked else nearest(heard.question, [*known, *heard.facts.get("", ())])
    slots = _slots(heard) | {"found": found}
    table = _by_mood(_manner_of_answer(found, asked), heard)
    rest = [fact for fact in (heard.unsaid("Tried so far"),) if fact and fact != found]
    tried = tuple(script.pick(scene.rng, _by_mood("tried", heard), slots) for _ in rest)
    return Spoken(script.pick(scene.rng, table, slots), fillers=(*tried, *_fillers(scene, script, heard)))


def _manner_of_answer(found: str, asked: tuple[str, ...]) -> str:
    if not found:
        return "unknown"
    return "recall" if set(asked) & set(_RECORDS) else "answer"


def _asked_for(heard: Heard) -> tuple[str, ...]:
    """Return the label that is asked for: "When was it bought?", "What does the type plate say?", or what one sees."""
    named = tuple(label for label in _RECORDS if keys(label) <= keys(heard.question))
    return named or (("When I look",) if heard.unsaid("When I look") else ())


def _asks_to_know(heard: Heard) -> bool:
    """Whether the other side asks something rather than gives a step."""
    return bool(heard.question) and not keys(heard.question) <= keys(_ROUTINE)


_ROUTINE: Final = "What does it do now? Could you do the following? Would you mind?"
"""Questions that go with a step."""


def _trial(heard: Heard) -> str:
    return heard.unsaid("First try", _HELPS)


def _tried(scene: Scene, script: Script, heard: Heard, trial: str) -> Spoken:
    done, _, effect = trial.partition("; ")
    worked = trial == heard.fact(_HELPS)
    slots = _slots(heard) | {"done": done, "effect": effect}
    core = script.pick(scene.rng, _by_mood("worked" if worked else "failed", heard), slots)
    if not worked:
        return Spoken(core, fillers=_fillers(scene, script, heard))
    if heard.left > 4 and scene.chance(0.55):
        return Spoken(core, after=fresh(scene, script, heard, "why"), fillers=_fillers(scene, script, heard))
    early = fillers(scene, script, heard, ("filler_leave",))
    if scene.chance(0.2):
        return Spoken(core, after=fresh(scene, script, heard, "relief"), fillers=early, goal_met=True)
    leaving = fresh(scene, script, heard, _by_mood("leave", heard))
    return Spoken(core, after=leaving, fillers=early, goal_met=True, leaves=True)


def _worked(script: Script, heard: Heard) -> bool:
    return any(has_cue(script, "cue_works", said) for said in heard.own)


def _offered(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Take the offer, or name another day where it does not suit."""
    home, offered = heard.fact("At home on"), _DAY.search(heard.last)
    if not home or not offered:
        return Spoken(fresh(scene, script, heard, "agreed"), fillers=_fillers(scene, script, heard))
    table = "accept" if offered[0] in home else "decline"
    core = fresh(scene, script, heard, table, {"day": offered[0], "free": home})
    return Spoken(core, fillers=_fillers(scene, script, heard))


def _relieved(scene: Scene, script: Script, heard: Heard) -> Spoken:
    if heard.left <= 3 or _has_asked_on(script, heard) or _worked(script, heard):
        return _leave(scene, script, heard)
    core = fresh(scene, script, heard, "relieved")
    return Spoken(core, before=fresh(scene, script, heard, "relief"), fillers=_fillers(scene, script, heard))


def _has_asked_on(script: Script, heard: Heard) -> bool:
    return any(entry.lower() in said.lower() for entry in script.entries("relieved") for said in heard.own)


def _leave(scene: Scene, script: Script, heard: Heard) -> Spoken:
    settled = _worked(script, heard) or has_cue(script, "cue_settled", heard.last) or _has_asked_on(script, heard)
    core = fresh(scene, script, heard, _by_mood("leave" if settled else "last", heard))
    before = fresh(scene, script, heard, "relief") if heard.fact("The device") and scene.chance(0.2) else ""
    early = fillers(scene, script, heard, ("filler_leave",))
    return Spoken(core, before=before, fillers=early, goal_met=True, leaves=True)


def _plain(scene: Scene, script: Script, heard: Heard) -> Spoken:
    """Go by a card without labels: tell what is on it bit by bit, and ask back."""
    if heard.own and (heard.closing or has_cue(script, "cue_settled", heard.last)):
        return _leave(scene, script, heard)
    everything = [fact for facts in heard.facts.values() for fact in facts]
    untold = [fact for fact in everything if not heard.has_said(fact)]
    fact = nearest(heard.last, untold) or next(iter(untold), "")
    if not fact and heard.own:
        if len(heard.own) >= 3:
            return _leave(scene, script, heard)
        return Spoken(fresh(scene, script, heard, "plain_react"), after=fresh(scene, script, heard, "plain_ask"))
    core = script.pick(scene.rng, "plain_tell", {"fact": lower_first(fact.rstrip("."))}) if fact else ""
    before = fresh(scene, script, heard, "plain_react" if heard.own else "plain_open")
    after = fresh(scene, script, heard, "plain_ask") if scene.chance(0.4) else ""
    return Spoken(core or before, before=before if core else "", after=after, fillers=_fillers(scene, script, heard))


def _slots(heard: Heard) -> dict[str, str]:
    return {
        "device": heard.fact("The device") or "device",
        "does": heard.fact("What it does"),
        "since": heard.fact("How long") or "for a while",
        "tried": heard.fact("Tried so far") or "tried nothing so far",
        "role": role_in(heard.persona),
        "p": concern_of(heard.persona).the,
    }


def _by_mood(table: str, heard: Heard) -> str:
    return f"{table}_{heard.mood if heard.mood in _MOODS else 'calm'}"


def _fillers(scene: Scene, script: Script, heard: Heard) -> tuple[str, ...]:
    return fillers(scene, script, heard, (_by_mood("filler", heard),))


def _typed(heard: Heard, text: str) -> str:
    """Return the words as this person types them."""
    if _SMALL_LETTERS not in heard.manner:
        return text
    return " ".join(_small(said) for said in sentences(text))


def _small(said: str) -> str:
    return said if said[:2] in ("I ", "I'") or (said[:1].isupper() and _DAY.match(said)) else lower_first(said)
