"""The rehearsal part of the planner: a situation, a want and a few contents, from persona and seed."""

import random
from typing import Final

from ..runtime.rehearsal.language import Term, role_in, stems, terms, upper_first
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays

_FRONT: Final = 6
"""How many of a text's terms a plan may turn on; those further back say less about it."""


@plays("Plan")
def plan(scene: Scene) -> Lines:
    """Plan a piece about one thing in the seed, for the life of the persona."""
    script, rng = Script.beside(__file__), scene.rng
    slots = _slots(rng, script, scene.section("persona"), scene.section("seed"))
    count = rng.randint(2, 3)
    return {
        "situation": script.pick(rng, "situation", slots),
        "task": upper_first(script.pick(rng, "task", slots)),
        "must_include": script.some(rng, "must", count, slots),
    }


def _slots(rng: random.Random, script: Script, persona: str, seed: str) -> dict[str, str]:
    role = role_in(persona)
    topics = [term.the for term in terms(seed)[:_FRONT]] or ["the matter"]
    rng.shuffle(topics)
    return {
        "role": role,
        "t": topics[0],
        "u": topics[1] if len(topics) > 1 else "the paperwork",
        "p": own_thing(rng, persona, role).the,
        "audience": script.pick(rng, "audience"),
        "deadline": script.pick(rng, "deadline"),
    }


def own_thing(rng: random.Random, persona: str, role: str) -> Term:
    """Return something from the person's own life."""
    own = stems(role)
    found = [term for term in terms(persona) if not term.proper and not stems(term.text) & own]
    return rng.choice(found[:4]) if found else Term("daily work")
