"""The rehearsal part of persona-to-persona: others whose lives touch the given person's."""

import random
import re
from itertools import cycle
from typing import Any, Final

from ..runtime.rehearsal.language import plural, sentence
from ..runtime.rehearsal.reading import concern_of, role_in, stems
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from .text_to_persona_rehearsal import script as common_script
from .text_to_persona_rehearsal import trades_for

_ASKED: Final = re.compile(r"Describe (\d+) .*?relation to them: (.+?)\. (?:Be as|Keep each)", re.DOTALL)

_SPECIFIC: Final = "Be as specific as you can"


@plays("RelatedPersonas")
def relate(scene: Scene) -> Lines:
    """Describe as many people as are asked for, each with another occupation."""
    asked = _ASKED.search(scene.user)
    count, relation = (int(asked[1]), asked[2]) if asked else (1, "")
    parent = scene.section("persona")
    frames = _frames(relation)
    trades = _trades(frames, parent, scene.rng, count)
    granularity = "fine" if _SPECIFIC in scene.user else "coarse"
    slots = {"role": role_in(parent), "plural_role": plural(role_in(parent)), "t": concern_of(parent).the}
    links = Script.beside(__file__).some(scene.rng, frames, count, slots)
    return {
        "personas": [
            _person(scene.rng, granularity, trade, link) for trade, link in zip(trades, cycle(links), strict=False)
        ]
    }


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


def _person(rng: random.Random, granularity: str, trade: str, link: str) -> dict[str, Any]:
    # Places, traits and problems are those of text-to-persona: both speak of the same world.
    common = {name: common_script().pick(rng, name) for name in ("place", "trait", "problem")}
    described = Script.beside(__file__).pick(rng, granularity, common | {"trade": trade, "link": link})
    return {"description": sentence(described), "occupation": trade}
