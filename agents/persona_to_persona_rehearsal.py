"""The rehearsal part of persona-to-persona: others whose lives touch the given person's."""

import random
import re
from typing import Any, Final

from ..runtime.rehearsal.language import Term, plural, role_in, sentence, stems, terms
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from .text_to_persona_rehearsal import script as common_script
from .text_to_persona_rehearsal import trades_for

_ASKED: Final = re.compile(r"Describe (\d+) .*?relation to them: (.+?)\. (?:Be as|Keep each)", re.DOTALL)

_SPECIFIC: Final = "Be as specific as you can"

_SURROUNDINGS: Final = frozenset(
    {"trade", "budget", "season", "page", "shift", "desk", "money", "committee", "port", "town", "village"}
    | {
        "kitchen",
        "hamlet",
        "district",
        "estate",
        "office",
        "quarter",
        "coast",
        "road",
        "railway",
        "workplace",
    }
)
"""Terms of a description that say where and how somebody lives rather than what they do."""


@plays("RelatedPersonas")
def relate(scene: Scene) -> Lines:
    """Describe as many people as are asked for, each with another occupation."""
    asked = _ASKED.search(scene.user)
    count, relation = (int(asked[1]), asked[2]) if asked else (1, "")
    parent = scene.section("persona")
    frames = _frames(relation)
    trades = _trades(frames, parent, scene.rng, count)
    granularity = "fine" if _SPECIFIC in scene.user else "coarse"
    return {"personas": [_person(scene.rng, parent, frames, granularity, trade) for trade in trades]}


def _frames(relation: str) -> str:
    """Return the frames with most of a relation's words; the words of its name count most."""
    script = Script.beside(__file__)
    name, _, about = relation.partition("(")
    counted = {
        table.removeprefix("words_"): 3 * len(words & stems(name)) + len(words & stems(about))
        for table in script.names("words_")
        for words in [stems(" ".join(script.entries(table)))]
    }
    best = max(counted, key=lambda table: counted[table])
    return best if counted[best] else "other"


def _trades(frames: str, parent: str, rng: random.Random, count: int) -> list[str]:
    own = Script.beside(__file__).entries(f"who_{frames}")
    role = role_in(parent)
    usual = trades_for(parent if frames in ("beside", "above", "below", "against") else "", rng, count + 1)
    trades = [trade for trade in usual if trade != role][:count]
    return [rng.choice(own) if own and rng.random() < 0.6 else trade for trade in trades]


def _person(rng: random.Random, parent: str, frames: str, granularity: str, trade: str) -> dict[str, Any]:
    script, common = Script.beside(__file__), common_script()
    role = role_in(parent)
    slots = {"role": role, "plural_role": plural(role), "t": _thing(rng, parent, role).the}
    link = script.pick(rng, frames, slots)
    fills = {"trade": trade, "link": link}
    # Places, traits and problems are those of text-to-persona: both speak of the same world.
    fills |= {name: common.pick(rng, name) for name in ("place", "trait", "problem")}
    return {"description": sentence(script.pick(rng, granularity, fills)), "occupation": trade}


def _thing(rng: random.Random, parent: str, role: str) -> Term:
    """Return something that the parent deals with, rather than where they live or what they are."""
    own = stems(role)
    found = [
        term
        for term in terms(parent)
        if not term.proper and not stems(term.text) & own and not set(term.text.split()) & _SURROUNDINGS
    ]
    return rng.choice(found[:3]) if found else Term("work")
