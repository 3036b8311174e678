"""The rehearsal part of the planner: a situation, a want and a few contents, from persona and seed."""

import random
from typing import Final

from ..runtime.rehearsal.language import upper_first
from ..runtime.rehearsal.reading import concern_of, role_in, terms
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays

_FRONT: Final = 6
"""How many of a text's terms a plan may turn on; those further back say less about it."""


@plays("Plan")
def plan(scene: Scene) -> Lines:
    """Plan a piece about one thing in the seed, for the life of the persona."""
    script, rng = Script.beside(__file__), scene.rng
    slots = _slots(rng, script, scene.section("persona"), scene.section("seed") or scene.section("passage 1"))
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
        "p": concern_of(persona).the,
        "audience": script.pick(rng, "audience"),
        "deadline": script.pick(rng, "deadline"),
    }
