"""The rehearsal part of the recollector: words of others that stayed, and a request or two that follow from them."""

import random
import re
from collections.abc import Mapping
from typing import Final

from ..runtime.rehearsal.language import lower_first
from ..runtime.rehearsal.reading import concern_of, role_in, terms
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from ..runtime.text import sentences, words

_SAID: Final = re.compile(r"(\w+) said(?: to \w+)?")
_THERE: Final = re.compile(r"^- (\w+): ", re.MULTILINE)
_LABEL: Final = re.compile(r"^[A-Z][\w’' -]{1,28}: ", re.MULTILINE)
_LONGEST_QUOTE: Final = 12
_REQUESTS: Final = ((0, 15), (1, 60), (2, 25))
"""How many requests people have, with their weights."""


@plays("Recollection")
def recollect(scene: Scene) -> Lines:
    """Take away what somebody said, what one thinks of each, and what is left to do."""
    script, rng = Script.beside(__file__), scene.rng
    listing = scene.user.partition("Who else was there:\n")[2].partition("\n\n")[0]
    quotes = {name: _quote(scene, name) for name in _THERE.findall(listing)}
    slots = _slots(scene, quotes)
    numbers, weights = zip(*_REQUESTS, strict=True)
    count = rng.choices(numbers, weights)[0]
    return {
        "remembers": script.pick(rng, "remembers", slots),
        "standings": [{"name": name, "how": _how(rng, script, name, quote)} for name, quote in quotes.items()],
        "requests": [
            {"situation": script.pick(rng, "situation", slots), "request": request}
            for request in script.some(rng, "request", count, slots)
        ],
    }


def _slots(scene: Scene, quotes: Mapping[str, str]) -> dict[str, str]:
    rng, persona = scene.rng, scene.section("you")
    heard = [name for name, quote in quotes.items() if quote] or [*quotes]
    name = rng.choice(heard)
    facts = _LABEL.sub("", scene.section("knowledge")).splitlines() or ["I know little of it"]
    topics = [term.the for term in terms(scene.section("situation"))[:3]] or ["the matter"]
    return {
        "name": name.title(),
        "names": " and ".join(each.title() for each in quotes),
        "number": str(len(quotes) + 1),
        "quote": quotes[name] or "well",
        "fact": lower_first(rng.choice(facts).rstrip(".?!")),
        "t": rng.choice(topics),
        "role": role_in(persona),
        "p": concern_of(persona).the,
    }


def _how(rng: random.Random, script: Script, name: str, quote: str) -> str:
    return script.pick(rng, "stands_heard" if quote else "stands_unheard", {"name": name.title(), "quote": quote})


def _quote(scene: Scene, name: str) -> str:
    """Return the beginning of something that somebody said."""
    said = [text for label, text in scene.trail() if (match := _SAID.fullmatch(label)) and match[1] == name]
    if not said:
        return ""
    held = sentences(scene.rng.choice(said))
    longest = max(held, key=lambda sentence: len(words(sentence)))
    return lower_first(" ".join(longest.split()[:_LONGEST_QUOTE]).rstrip(".,;:!?"))
