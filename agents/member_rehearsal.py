"""The rehearsal part of a member: in a group, somebody who tells what is on their card bit by bit, and takes leave."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ..runtime.rehearsal.reading import concern_of, role_in
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from . import speaker_rehearsal
from .director_group_rehearsal import TONES
from .hearing_rehearsal import Heard, Spoken, fillers, fresh, hear, put
from .planting_rehearsal import spoilt

_SAID: Final = re.compile(r"(\w+) said(?: to (\w+))?")
_HERE: Final = re.compile(r"^- (\w+): ", re.MULTILINE)
_TOO_SOON: Final = "Do not take leave yet"
_ALL: Final = "everybody"

_TABLES: Final = {
    "Trouble": "trouble",
    "Wants to know": "wonder",
    "Offer": "offer",
    "Could also": "offer",
    "Could help": "offer",
    "Condition": "condition",
}
"""Label of a fact → how it is said; others are told."""


class Company(NamedTuple):
    """A prompt as a member of a group understands it."""

    heard: Heard
    others: Sequence[str]
    last: str
    """Who spoke last; nobody at the beginning."""
    was_asked: bool
    may_leave: bool


@plays("Remark")
def remark(scene: Scene) -> Lines:
    """Say what comes next on one's own card, to whoever spoke, to somebody else or to all."""
    company, script = _company(scene), Script.beside(__file__)
    to = _to(scene, company)
    spoken = _spoken(scene, script, company, to)
    text = spoilt(scene, Script.beside(speaker_rehearsal.__file__), company.heard, put(scene, company.heard, spoken))
    return {"says": text, "goal_met": spoken.goal_met, "leaves": spoken.leaves, "to": to}


def _company(scene: Scene) -> Company:
    said = [(match[1], match[2] or _ALL, text) for label, text in scene.trail() if (match := _SAID.fullmatch(label))]
    heard, listing = hear(scene), scene.user.partition("Who else is here:\n")[2].partition("\n\n")[0]
    tone = heard.manner.partition(",")[0]
    last, to, _ = said[-1] if said else ("", "", "")
    heard = heard._replace(
        name=heard.name.lower(),
        listener=last,
        own=tuple(text for who, _, text in said if who == "you"),
        other=tuple(text for who, _, text in said if who != "you"),
        mood=tone if tone in TONES else TONES[0],
    )
    others = [name.lower() for name in _HERE.findall(listing)]
    return Company(heard, others, last, to == "you", _TOO_SOON not in scene.user)


def _to(scene: Scene, company: Company) -> str:
    """Return whom it is said to: mostly who spoke last, above all to oneself."""
    if company.heard.closing or not company.last:
        return _ALL
    if scene.chance(0.7 if company.was_asked else 0.4):
        return company.last
    return scene.rng.choice((_ALL, *company.others))


def _spoken(scene: Scene, script: Script, company: Company, to: str) -> Spoken:
    heard = company.heard
    untold = [(label, fact) for label, facts in heard.facts.items() for fact in facts if not heard.has_said(fact)]
    is_done = not untold and len(heard.own) > 1 and company.may_leave
    if heard.closing or is_done:
        return _leave(scene, script, heard)
    before = _addressed(scene, script, company, to)
    if not untold:
        core = fresh(scene, script, heard, f"agree_{heard.mood}") or script.pick(scene.rng, f"agree_{heard.mood}")
        return Spoken(core, before=before, fillers=_fillers(scene, script, heard), goal_met=True)
    label, fact = untold[0]
    table = "open" if not company.last else _TABLES.get(label, "tell")
    slots = {"fact": fact}
    core = fresh(scene, script, heard, f"{table}_{heard.mood}", slots)
    recalled = fresh(scene, script, heard, "recall") if scene.section("memory") and scene.chance(0.15) else ""
    fill = (recalled, *_fillers(scene, script, heard)) if recalled else _fillers(scene, script, heard)
    return Spoken(core, before=before, fillers=fill, goal_met=len(untold) == 1)


def _addressed(scene: Scene, script: Script, company: Company, to: str) -> str:
    if to == _ALL or not company.last or not scene.chance(0.6):
        return ""
    return fresh(scene, script, company.heard, f"to_{company.heard.mood}", {"name": to.title()})


def _leave(scene: Scene, script: Script, heard: Heard) -> Spoken:
    core = fresh(scene, script, heard, f"bye_{heard.mood}") or script.pick(scene.rng, f"bye_{heard.mood}")
    early = fillers(scene, script, heard, ("filler_leave", f"agree_{heard.mood}"))
    return Spoken(core, fillers=early, goal_met=True, leaves=True)


def _fillers(scene: Scene, script: Script, heard: Heard) -> tuple[str, ...]:
    slots = {"role": role_in(heard.persona), "p": concern_of(heard.persona).the}
    return fillers(scene, script, heard, (f"filler_{heard.mood}",), slots)
