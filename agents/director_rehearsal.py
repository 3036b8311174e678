"""The rehearsal part of the director: a situation, and a card of labelled facts for each side."""

import random
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ..runtime.rehearsal.directions import directions_in, value_of
from ..runtime.rehearsal.language import some
from ..runtime.rehearsal.reading import concern_of, role_in, terms
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from .director_faults_rehearsal import Fault, fault_in
from .director_group_rehearsal import group_matter
from .director_matters_rehearsal import matter_for

_SIDE: Final = re.compile(r"^- (\w+): .*?( \(played by an AI assistant\))?$", re.MULTILINE)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_IN_A_GROUP: Final = "several people"
"""Stands in the task of kinds in which a group talks."""
_TERMS: Final = 4
_AT_HAND: Final = 0.85
"""How many customers know what they are asked about their device."""


class Roles(NamedTuple):
    """Who plays: role → whether an assistant does."""

    played: Mapping[str, bool]

    @property
    def helper(self) -> str:
        """The first role of an assistant; nothing where people are among themselves."""
        return next((name for name, by_assistant in self.played.items() if by_assistant), "")


@plays("Frame")
def frame(scene: Scene) -> Lines:
    """Stage a trouble where an assistant takes part, and a matter between people otherwise."""
    listing = scene.user.partition("The sides:\n")[2].partition("\n\n")[0]
    roles = Roles({name: bool(mark) for name, mark in _SIDE.findall(listing)})
    if _IN_A_GROUP in scene.user or len(roles.played) > 2:
        return _group(scene, roles)
    return _service(scene, roles) if roles.helper else _matter(scene, roles)


def _service(scene: Scene, roles: Roles) -> Lines:
    directions = directions_in(scene.user)
    rng, script = scene.rng, Script.beside(__file__)
    fault = fault_in(rng, scene.section("seed"))
    outcome = value_of(directions, "outcome", "ending") or rng.choice(("solved", "visit", "replacement", "advice"))
    days = some(rng, _DAYS, 3)
    slots = fault._asdict() | {"day": days[0], "other_day": days[1], "third_day": days[2]}
    slots["record"] = rng.choice(("bought", "plate"))
    mood = value_of(directions, "mood", "tone") or "calm"
    cards = [
        _helper_card(rng, script, fault, outcome, slots)
        if by_assistant
        else _customer_card(rng, script, fault, outcome, mood, slots)
        for by_assistant in roles.played.values()
    ]
    return {
        "situation": script.pick(rng, "service", slots),
        "cards": [{"role": role} | card for role, card in zip(roles.played, cards, strict=True)],
    }


def _customer_card(
    rng: random.Random, script: Script, fault: Fault, outcome: str, mood: str, slots: Mapping[str, str]
) -> dict[str, Any]:
    trouble = fault.worry if outcome == "advice" else rng.choice((fault.does, fault.does_too))
    asked = [f"When I look: {fault.finds}"] if outcome != "advice" else []
    return {
        "goal": script.pick(rng, f"goal_{outcome if outcome in _GOALS else 'solved'}", slots),
        "knows": [
            f"The device: {fault.device}",
            f"What it does: {trouble}",
            f"How long: {script.pick(rng, 'since', slots)}",
            f"Tried so far: {script.pick(rng, 'tried', slots)}",
            *asked,
            script.pick(rng, f"record_{slots['record'] if rng.random() < _AT_HAND else 'missing'}", slots),
            *_trials(rng, script, fault, outcome, slots),
        ],
        "manner": script.pick(rng, f"manner_{mood if mood in _MOODS else 'calm'}"),
    }


_GOALS: Final = ("solved", "visit", "replacement", "advice")
_MOODS: Final = ("calm", "hurried", "annoyed", "unsure")


def _trials(
    rng: random.Random, script: Script, fault: Fault, outcome: str, slots: Mapping[str, str]
) -> tuple[str, ...]:
    """Return how the steps will go when the customer takes them."""
    nothing = script.pick(rng, "nothing")
    if outcome == "advice":
        return ()
    if outcome == "solved" and rng.random() < 0.4:
        return (f"What will help: {fault.did}; {fault.works}",)
    if outcome == "solved":
        return (f"First try: {fault.did}; {nothing}", f"What will help: {fault.did_too}; {fault.works}")
    home = f"At home on: {slots['day'] if rng.random() < 0.6 else slots['other_day']} and {slots['third_day']}"
    return (f"First try: {fault.did}; {nothing}", *((home,) if outcome == "visit" else ()))


def _helper_card(
    rng: random.Random, script: Script, fault: Fault, outcome: str, slots: Mapping[str, str]
) -> dict[str, Any]:
    record = script.pick(rng, f"ask_{slots['record']}", slots)
    if outcome == "advice":
        told = [f"The reason: {fault.reason}", f"Advice: {fault.tip}", f"Ask: {record}"]
    else:
        steps = [f"Step: {fault.step}"] + [f"Step: {fault.step_too}"] * (outcome == "solved")
        told = [f"Ask: {fault.asks}", f"Ask: {record}", f"Likely cause: {fault.cause}", *steps]
        told += [line for table in ("may_offer", "instead") for line in _offer(rng, script, outcome, table, slots)]
    return {
        "goal": script.pick(rng, "goal_helper", slots),
        "knows": [*told, f"Case number: {rng.randint(20, 79)}-{rng.randint(1000, 9899)}"],
        "manner": script.pick(rng, "manner_helper"),
    }


def _offer(rng: random.Random, script: Script, outcome: str, table: str, slots: Mapping[str, str]) -> list[str]:
    found = script.names(f"{table}_{outcome}")
    return [f"{table.replace('_', ' ').capitalize()}: {script.pick(rng, found[0], slots)}"] if found else []


def _group(scene: Scene, roles: Roles) -> Lines:
    """Stage something that concerns all of them, and that not all want alike."""
    rng, script = scene.rng, Script.beside(__file__)
    matter = group_matter(rng, len(roles.played), _slots(scene, roles))
    manners = [script.pick(rng, f"manner_{tone}") for tone in matter.tones]
    return {
        "situation": matter.situation,
        "cards": [
            {"role": role, "goal": part.goal, "knows": list(part.knows), "manner": f"{tone}, {manner}"}
            for role, part, tone, manner in zip(roles.played, matter.parts, matter.tones, manners, strict=True)
        ],
    }


def _slots(scene: Scene, roles: Roles) -> dict[str, str]:
    """Return what the lines of a matter are filled with: the text's subjects, and what concerns those who talk."""
    personas = [scene.section(f"persona of {role}") for role in roles.played]
    found = [term.the for term in terms(scene.section("seed"))[:_TERMS]] or ["the matter"]
    scene.rng.shuffle(found)
    days = some(scene.rng, _DAYS, 2)
    return {
        "t": found[0],
        "u": found[1] if len(found) > 1 else "the list",
        "p": concern_of(personas[0]).the,
        "q": concern_of(personas[-1]).the,
        "role": role_in(personas[0]),
        "day": days[0],
        "other_day": days[1],
    }


def _matter(scene: Scene, roles: Roles) -> Lines:
    """Stage something that two people want differently."""
    rng, directions = scene.rng, directions_in(scene.user)
    matter = matter_for(rng, value_of(directions, "meeting"), _slots(scene, roles))
    cards = [matter.first, matter.second]
    script, tone = Script.beside(__file__), value_of(directions, "tone", "mood")
    manners = [script.pick(rng, f"manner_{tone if script.entries(f'manner_{tone}') else 'friendly'}") for _ in cards]
    return {
        "situation": matter.situation,
        "cards": [
            {"role": role, "goal": card.goal, "knows": list(card.knows), "manner": manner}
            for role, card, manner in zip(roles.played, cards, manners, strict=False)
        ],
    }
